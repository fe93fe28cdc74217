#!/bin/sh
# Lints the API's document, makes a TypeScript and a Python client of it by public generators, compiles both, and has each talk with
# the demo: conversation.ts and conversation.py.
#
# Needs what ./check needs, Node.js 20.19 or later with npm, and Python 3.11 or later with venv. The generators, in the versions
# written down here, and what they make go to target/clients.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
here=$root/tests/clients
target=${CARGO_TARGET_DIR:-$root/target}
made=$target/clients
binary=$target/debug/plumbline
for name in $(env | grep -o '^PLUMBLINE_[A-Z_]*'); do unset "$name"; done
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npm_config_update_notifier=false

for program in npm python3; do
    command -v $program >/dev/null || { echo "Needs $program: on Debian, apt install npm python3-venv"; exit 1; }
done
# With the features that the tests build it with: it is compiled once.
cargo build -q --workspace
mkdir -p "$made"
cp -R "$here/." "$made"
cp openapi/openapi.json "$made"
cd "$made"

# What is installed already is not installed again.
if ! cmp -s package-lock.json node_modules/from-lock.json; then
    npm ci --silent --no-audit --no-fund
    cp package-lock.json node_modules/from-lock.json
fi
if ! cmp -s requirements.txt venv/from-requirements.txt; then
    rm -rf venv
    python3 -m venv venv
    venv/bin/pip install -q --disable-pip-version-check -r requirements.txt
    cp requirements.txt venv/from-requirements.txt
fi

echo "-- Lint"
npx --no-install redocly lint --config lint.yaml openapi.json >lint.log 2>&1 || { cat lint.log; exit 1; }
echo "-- TypeScript"
npx --no-install openapi-typescript openapi.json -o plumbline.d.ts >typescript.log 2>&1 || { cat typescript.log; exit 1; }
npx --no-install tsc
echo "-- Python"
rm -rf plumbline_client
venv/bin/openapi-python-client generate --path openapi.json --config generator.yaml --meta none --output-path plumbline_client \
    >python.log 2>&1 || { cat python.log; exit 1; }
# It tells of what it leaves out: the forms of a pack other than a form. Anything else would be missed.
! grep -E '^(WARNING parsing|Unable)' python.log | grep -v '^WARNING parsing POST /api/v1/imports ' || { cat python.log; exit 1; }
venv/bin/mypy --strict --no-error-summary plumbline_client conversation.py

folder=$(mktemp -d /tmp/plumbline-XXXXXX)
services=
finish() {
    # shellcheck disable=SC2086 # one word for each of them
    [ -z "$services" ] || kill $services 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

start() { # what it says when it is ready, arguments
    ready=$1
    shift
    "$binary" "$@" --database-url "sqlite:$folder/record.db" >"$folder/$1.log" 2>&1 &
    services="$services $!"
    until grep -qs "$ready" "$folder/$1.log"; do
        kill -0 $! 2>/dev/null || { cat "$folder/$1.log"; exit 1; }
        sleep 0.2
    done
}

# What the demo prints last is its admin's key. The same record is served in haste too.
port=$((19100 + $$ % 400 * 2))
start plb_ demo --folder "$folder" --listen "127.0.0.1:$port"
key=$(grep -o 'plb_[0-9a-f_]*' "$folder/demo.log" | tail -1)
PLUMBLINE_REQUESTS_PER_MINUTE=30
export PLUMBLINE_REQUESTS_PER_MINUTE
start listens serve --no-worker --listen "127.0.0.1:$((port + 1))"

node out/conversation.js "http://127.0.0.1:$port" "$key" "http://127.0.0.1:$((port + 1))"
venv/bin/python conversation.py "http://127.0.0.1:$port" "$key" "http://127.0.0.1:$((port + 1))"
