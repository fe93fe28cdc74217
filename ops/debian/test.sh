#!/bin/sh
# Installs, upgrades, removes and purges the Debian package of a built plumbline, and looks at what there is and what is left.
# All of it happens in a copy of this machine that is thrown away (an overlay, seen by this script alone): nothing stays.
#
#   ops/debian/test.sh BINARY        as root, on Debian
set -eu
here=$(realpath "$(dirname "$0")")
if [ "${2:-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rmdir "$work/over" "$work"' EXIT
    mkdir "$work/over"
    unshare --mount --propagation private "$here/test.sh" "$(realpath "$1")" inside "$work/over"
    exit
fi

binary=$1 over=$3
mount -t tmpfs tmpfs "$over"
mkdir "$over/changes" "$over/work" "$over/root" "$over/packages"
# A debug build is mostly notes for debuggers.
strip --strip-debug -o "$over/plumbline" "$binary"
export COMPRESS="-Zgzip -z1"
"$here/build.sh" "$over/plumbline" "$over/packages" >/dev/null
VERSION=99.0 "$here/build.sh" "$over/plumbline" "$over/packages" >/dev/null
mount -t overlay overlay -o "lowerdir=/,upperdir=$over/changes,workdir=$over/work" "$over/root"
mkdir "$over/root/packages"
mount --bind "$over/packages" "$over/root/packages"
mount -t proc proc "$over/root/proc"
mount --bind /dev "$over/root/dev"
first=$(cd "$over/packages" && ls -- *.deb | grep -v _99.0_)
second=$(cd "$over/packages" && ls -- *_99.0_*.deb)

in_it() { chroot "$over/root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"; }
as_plumbline() { in_it setpriv --reuid plumbline --regid plumbline --clear-groups env --chdir /var/lib/plumbline "$@"; }
check() { # what, command …
    what=$1
    shift
    if "$@" >"$over/said" 2>&1; then
        echo "ok    $what"
    else
        echo "FAILS $what"
        cat "$over/said"
        exit 1
    fi
}
there() { [ -e "$over/root/$1" ]; }
gone() { ! there "$1"; }
user() { in_it getent passwd plumbline; }
no_user() { ! user; }
record() { as_plumbline plumbline "$@" --config /etc/plumbline/plumbline.toml; }
installed() { [ "$(in_it dpkg-query -W -f '${Version}' plumbline)" = "$1" ]; }
private() { [ "$(in_it stat -c '%U %a' /var/lib/plumbline)" = "plumbline 700" ]; }
# In the changes to this machine, whatever bears its name; dpkg's own notes are not ours.
nothing_left() { ! find "$over/changes" -iname '*plumbline*' -not -path '*/var/log/*' | grep .; }
shut_in() { systemd-analyze security --offline=true --threshold=20 "$over/root/usr/lib/systemd/system/$1.service"; }

check "installs" in_it dpkg -i "/packages/$first"
check "is as it was packed" in_it dpkg -V plumbline
check "has a user of its own" user
check "keeps its record from others" private
check "makes its record" record migrate
check "makes a key" record keys create --role admin --name test
check "can work" record doctor
check "settings are good" record config check
check "has a manual" in_it gzip -t /usr/share/man/man1/plumbline.1.gz /usr/share/man/man1/plumbline-serve.1.gz
check "completes in bash" in_it bash -n /usr/share/bash-completion/completions/plumbline
if command -v systemd-analyze >/dev/null; then
    check "the service is shut in" shut_in plumbline
    check "the worker is shut in" shut_in plumbline-worker
fi
echo 'requests_per_minute = 7' >>"$over/root/etc/plumbline/plumbline.toml"
check "upgrades" in_it dpkg -i "/packages/$second"
check "is the new version" installed 99.0
check "keeps settings over an upgrade" grep -q 'requests_per_minute = 7' "$over/root/etc/plumbline/plumbline.toml"
check "keeps its record over an upgrade" there var/lib/plumbline/plumbline.db
check "can work after an upgrade" record doctor
check "goes" in_it dpkg -r plumbline
check "leaves no program" gone usr/bin/plumbline
check "leaves no unit" gone usr/lib/systemd/system/plumbline.service
check "leaves its settings until a purge" there etc/plumbline/plumbline.toml
check "comes back" in_it dpkg -i "/packages/$second"
check "knows its record again" record doctor
touch "$over/root/etc/plumbline/secrets.env"
check "is purged" in_it dpkg -P plumbline
check "leaves no settings and secrets" gone etc/plumbline
check "deletes no record" there var/lib/plumbline/plumbline.db
check "leaves the record its owner" user
rm -r "$over/root/var/lib/plumbline"
check "installs anew" in_it dpkg -i "/packages/$first"
check "is purged without a record" in_it dpkg -P plumbline
check "leaves no user" no_user
check "leaves nothing" nothing_left
