#!/bin/sh
# Holds the running API to its own document: Schemathesis (all checks, nothing left out; schemathesis.toml) sends what the document
# allows and what it forbids, with an admin's and with a reader's key, on SQLite and on PostgreSQL, to the demo.
#
#   tools/contract.sh [EXAMPLES]    with each key on each database, so many examples of each operation besides the systematic ones
#   tools/contract.sh --short       one example, with one key on each database
#
# Needs what ./check needs, and python3 with venv; Schemathesis is installed into target/.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
examples=${1:-10}
wanted="sqlite-admin sqlite-reader postgres-admin postgres-reader"
seed=
# What runs with every change asks the same each time.
[ "$examples" != --short ] || { examples=1 seed="--seed 1" wanted="sqlite-admin postgres-reader"; }
target=${CARGO_TARGET_DIR:-$root/target}
python=$target/contract/bin
binary=$target/debug/plumbline
for name in $(env | grep -o '^PLUMBLINE_[A-Z_]*'); do unset "$name"; done

if ! [ -x "$python/schemathesis" ]; then
    python3 -m venv "$target/contract" || { echo "Needs python3 with venv: on Debian, apt install python3-venv"; exit 1; }
    "$python/pip" install -q schemathesis==4.32.5
fi
# With the features that the tests build it with: it is compiled once.
cargo build -q --workspace

folder=$(mktemp -d /tmp/plumbline-XXXXXX)
mkfifo "$folder/alive"
mkdir "$folder/tools"
cp schemathesis.toml "$folder"
cp tools/contract_hooks.py "$folder/tools"
service=
finish() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || true
    exec 3>&-
    wait
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# A throw-away PostgreSQL, as the tests have it; it ends when we do. It refuses to run as root.
cluster=$(mktemp -d /tmp/plumbline-XXXXXX)
programs=$(dirname "$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")
as=
if [ "$(id -u)" = 0 ]; then
    chown postgres "$cluster"
    as="setpriv --reuid postgres --regid $(id -g postgres) --clear-groups"
fi
# shellcheck disable=SC2086 # one word for each argument
(cd "$cluster" && exec $as sh -c "$(cat "$root/tests/support/cluster.sh")" cluster "$programs" "$cluster") <"$folder/alive" >"$folder/cluster.log" &
exec 3>"$folder/alive"
until grep -q ready "$folder/cluster.log"; do
    ! grep -q failed "$folder/cluster.log" || exit 1
    sleep 0.1
done

# What the demo prints last is its admin's key.
serve() { # name, database
    listen=127.0.0.1:$((18100 + $$ % 800))
    "$binary" demo --folder "$folder/$1" --database-url "$2" --listen "$listen" >"$folder/$1.log" 2>&1 3>&- &
    service=$!
    until grep -q 'plb_' "$folder/$1.log"; do
        kill -0 "$service" 2>/dev/null || { cat "$folder/$1.log"; exit 1; }
        sleep 0.2
    done
    admin=$(grep -o 'plb_[0-9a-f_]*' "$folder/$1.log" | tail -1)
    reader=$("$binary" keys create --role reader --name contract --database-url "$2" | grep -o 'plb_[0-9a-f_]*' | tail -1)
}

hold() { # database-role, key
    case $wanted in *"$1"*) echo "-- $1" ;; *) return 0 ;; esac
    # It leaves notes of its own where it stands.
    # shellcheck disable=SC2086 # one word for each argument
    (cd "$folder" && "$python/schemathesis" run "http://$listen/openapi.json" -H "Authorization: Bearer $2" --checks all \
        -n "$examples" $seed --continue-on-failure --warnings off --no-color) >"$folder/report" 2>&1 || { cat "$folder/report"; failed=1; }
    grep -E '^ *[0-9]+ generated' "$folder/report" || { cat "$folder/report"; failed=1; }
}

failed=0
for database in sqlite postgres; do
    case $database in
        sqlite) serve sqlite "sqlite:$folder/record.db" ;;
        postgres) serve postgres "postgres:///postgres?host=$cluster&port=5432&user=plumbline" ;;
    esac
    hold "$database-admin" "$admin"
    hold "$database-reader" "$reader"
    kill "$service" && wait "$service" || true
    service=
done
exit $failed
