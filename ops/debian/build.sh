#!/bin/sh
# Makes a Debian package of a built plumbline.
#
#   ops/debian/build.sh BINARY [FOLDER]      FOLDER/plumbline_VERSION_ARCHITECTURE.deb, by default in target/
#
# VERSION in the environment replaces the program's own; COMPRESS is how dpkg-deb packs (-Zxz). Needs dpkg-deb and gzip.
set -eu
binary=$(realpath "$1")
folder=$(realpath -m "${2:-$(dirname "$0")/../../target}")
cd "$(dirname "$0")/../.."
version=${VERSION:-$("$binary" --version | cut -d' ' -f2)}
architecture=$(dpkg --print-architecture)
# The newest part of the C library that the program asks for; everything else is in it.
libc=$(grep -ao 'GLIBC_2\.[0-9][0-9.]*' "$binary" | sort -uV | tail -1)

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
chmod 755 "$root"
put() { install -D -m "$1" "$2" "$root/$3"; }

install -D -m 755 "$binary" "$root/usr/bin/plumbline"
strip --strip-debug "$root/usr/bin/plumbline" 2>/dev/null || true
put 644 ops/systemd/plumbline.service usr/lib/systemd/system/plumbline.service
put 644 ops/systemd/plumbline-worker.service usr/lib/systemd/system/plumbline-worker.service
put 644 ops/debian/plumbline.toml etc/plumbline/plumbline.toml
put 644 shared/config.default.toml usr/share/doc/plumbline/config.default.toml
put 644 ops/prometheus-rules.yaml usr/share/doc/plumbline/prometheus-rules.yaml
put 644 ops/grafana-dashboard.json usr/share/doc/plumbline/grafana-dashboard.json
put 644 docs/running.md usr/share/doc/plumbline/running.md
put 644 docs/deploying.md usr/share/doc/plumbline/deploying.md
{
    echo "Plumbline is licensed under the European Union Public Licence, version 1.2:"
    echo
    cat LICENSE
} >"$root/usr/share/doc/plumbline/copyright"
mkdir -p "$root/usr/share/man/man1" "$root/usr/share/bash-completion/completions" \
    "$root/usr/share/zsh/vendor-completions" "$root/usr/share/fish/vendor_completions.d"
"$binary" man "$root/usr/share/man/man1"
gzip -9n "$root"/usr/share/man/man1/*
"$binary" completions bash >"$root/usr/share/bash-completion/completions/plumbline"
"$binary" completions zsh >"$root/usr/share/zsh/vendor-completions/_plumbline"
"$binary" completions fish >"$root/usr/share/fish/vendor_completions.d/plumbline.fish"

mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: plumbline
Version: $version
Architecture: $architecture
Maintainer: The Plumbline team <plumbline@localhost>
Section: web
Priority: optional
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: libc6 (>= ${libc#GLIBC_}), libgcc-s1, adduser, ca-certificates
Suggests: postgresql, nginx | caddy | apache2
Description: performance, action and risk service for councils
 Actions, performance indicators and risk registers come in quarter by quarter;
 every status is computed by one set of rules and says why, and owners are
 written to about what is overdue, red or rising. A REST API that describes
 itself, and a worker; SQLite is built in, PostgreSQL is for several processes.
CONTROL
echo /etc/plumbline/plumbline.toml >"$root/DEBIAN/conffiles"
(cd "$root" && find usr -type f | sort | xargs md5sum) >"$root/DEBIAN/md5sums"
for script in postinst prerm postrm; do
    put 755 "ops/debian/$script" "DEBIAN/$script"
done
mkdir -p "$folder"
# shellcheck disable=SC2086 # one word for each option
dpkg-deb ${COMPRESS:--Zxz} --root-owner-group --build "$root" "$folder/plumbline_${version}_$architecture.deb"
