#!/bin/sh
# Makes the README's pictures from a real run: the demo is started, and a browser looks at its documentation, at a digest, and at
# mails with sample data as on a phone.
# Needs chromium, curl and python3 (Debian's packages of those names). Usage: tools/pictures.sh [path to the plumbline binary]
set -eu
cd "$(dirname "$0")/.."
binary=${1:-target/debug/plumbline}
folder=$(mktemp -d)
listen=127.0.0.1:18089
"$binary" demo --folder "$folder" --listen "$listen" >"$folder/log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; rm -rf "$folder"' EXIT
until grep -q "Try it at" "$folder/log"; do sleep 1; done

picture() { # address, file, width, height, and what else the browser is to know
    address=$1 file=$2 size=$3,$4
    shift 4
    chromium "$@" --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars --virtual-time-budget=8000 \
        --user-data-dir="$folder/browser" --window-size="$size" --screenshot="$file" "$address" >/dev/null 2>&1
}

# No window is as narrow as a phone: the mail is shown in a frame that is.
phone() { # mail, file, and what else the browser is to know
    curl -fsS "http://$listen/docs/mails/$1.html" >"$folder/mail.html"
    cat >"$folder/phone.html" <<'HTML'
<!doctype html><meta name="color-scheme" content="light dark"><style>body{margin:0}iframe{border:0;width:375px;height:812px}</style>
<iframe src="mail.html"></iframe>
HTML
    picture_of=$2
    shift 2
    picture "file://$folder/phone.html" "$picture_of" 375 812 "$@"
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
phone digest.en docs/images/digest-phone.png
phone manager.cy docs/images/manager-phone-dark.png --blink-settings=preferredColorScheme=0
phone summary.en docs/images/summary-phone.png
