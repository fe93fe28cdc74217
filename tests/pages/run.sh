#!/bin/sh
# Works with the pages that people see, in headless Chromium: pages.mjs says how, on the demo's record.
#
# Needs what ./check needs, Node.js 20.19 or later with npm, and Chromium, which is installed where it is missing and apt may.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
made=$target/pages
binary=$target/debug/plumbline
for name in $(env | grep -o '^PLUMBLINE_[A-Z_]*'); do unset "$name"; done
export npm_config_update_notifier=false

command -v npm >/dev/null || { echo "Needs npm: on Debian, apt install npm"; exit 1; }
find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! find_browser >/dev/null; then
    [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
        { echo "Needs Chromium: on Debian, apt install chromium"; exit 1; }
fi
browser=$(find_browser)
# With the features that the tests build it with: it is compiled once.
cargo build -q --workspace
mkdir -p "$made"
cp -R "$root/tests/pages/." "$made"
cd "$made"
if ! cmp -s package-lock.json node_modules/from-lock.json; then
    npm ci --silent --no-audit --no-fund
    cp package-lock.json node_modules/from-lock.json
fi

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
    "$binary" "$@" >"$folder/$1.log" 2>&1 &
    services="$services $!"
    until grep -qs "$ready" "$folder/$1.log"; do
        kill -0 $! 2>/dev/null || { cat "$folder/$1.log"; exit 1; }
        sleep 0.2
    done
}

# The same record is served on a day when the links of its mails have expired.
port=$((19900 + $$ % 400 * 2))
start plb_ demo --folder "$folder" --listen "127.0.0.1:$port"
start listens serve --no-worker --today 2028-10-15 --database-url "sqlite:$folder/demo.db" --listen "127.0.0.1:$((port + 1))"
node pages.mjs "$browser" "$folder/mailbox" "http://127.0.0.1:$port" "http://127.0.0.1:$((port + 1))"
