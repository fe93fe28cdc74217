#!/bin/sh
# Makes the README's pictures from a real run: the demo is started, and a browser looks at its documentation and at a digest.
# Needs chromium and python3 (Debian's packages of those names). Usage: tools/pictures.sh [path to the plumbline binary]
set -eu
cd "$(dirname "$0")/.."
binary=${1:-target/debug/plumbline}
folder=$(mktemp -d)
listen=127.0.0.1:18089
"$binary" demo --folder "$folder" --listen "$listen" >"$folder/log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; rm -rf "$folder"' EXIT
until grep -q "Try it at" "$folder/log"; do sleep 1; done

picture() { # address, file, width, height
    chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars --virtual-time-budget=8000 \
        --user-data-dir="$folder/browser" --window-size="$3,$4" --screenshot="$2" "$1" >/dev/null 2>&1
}

# The longest digest in both languages shows most.
python3 - "$folder" <<'PYTHON'
import email, email.policy, pathlib, sys
folder = pathlib.Path(sys.argv[1])
mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in (folder / "mailbox").glob("*.eml")]
both = [mail for mail in mails if "cy" in mail["Content-Language"] and "en" in mail["Content-Language"]] or mails
bodies = [mail.get_body(("html",)).get_content() for mail in both]
(folder / "digest.html").write_text(max(bodies, key=len))
PYTHON
mkdir -p docs/images
picture "http://$listen/docs/" docs/images/docs.png 1200 900
picture "file://$folder/digest.html" docs/images/digest.png 640 1100
