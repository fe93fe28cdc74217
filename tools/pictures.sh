#!/bin/sh
# Makes the README's pictures from a real run: the demo is started, and a browser authorises itself on the documentation's page,
# tries an operation and shows its answer; then it looks at a digest, at mails with sample data as on a phone, and at the quarter's
# report on a screen, on paper, in a word processor and as a workbook.
# Needs chromium, chromium-driver, curl, python3 and python3-selenium, poppler-utils, libreoffice-writer-nogui and
# libreoffice-calc-nogui (Debian's names). Usage: tools/pictures.sh [path to the plumbline binary]
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
python3 - "http://$listen/docs/" "$(grep -o 'plb_[^ ]*' "$folder/log" | head -n 1)" docs/images/docs.png <<'PYTHON'
import shutil, sys
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

address, key, file = sys.argv[1:]
options = webdriver.ChromeOptions()
for option in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1200,1300"]:
    options.add_argument(option)
options.binary_location = shutil.which("chromium")
browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
operation = "#operations-Actions-list_actions"

def at(selector):
    return WebDriverWait(browser, 30).until(lambda page: page.find_elements(By.CSS_SELECTOR, selector))[0]

def click(selector):
    browser.execute_script("arguments[0].click()", at(selector))

try:
    browser.get(address)
    click("button.authorize")
    at(".auth-container input").send_keys(key)
    click(".auth-btn-wrapper .authorize")
    click(".auth-btn-wrapper .btn-done")
    click(operation + " .opblock-summary-control")
    click(operation + " .execute")
    at(operation + " .live-responses-table .highlight-code")
    # A key is nothing for a picture, be it of a record that is gone when this ends.
    hide = "document.querySelectorAll('.curl-command span').forEach(part => { part.textContent = part.textContent.replace(/plb_\\w+/, 'plb_…') })"
    browser.execute_script(hide)
    # The answer is below the parameters.
    browser.execute_script("arguments[0].scrollIntoView()", at(operation + " .execute-wrapper, " + operation + " .btn-group"))
    browser.save_screenshot(file)
finally:
    browser.quit()
PYTHON
picture "file://$folder/digest.html" docs/images/digest.png 640 1100
phone digest.en docs/images/digest-phone.png
phone manager.cy docs/images/manager-phone-dark.png --blink-settings=preferredColorScheme=0
phone summary.en docs/images/summary-phone.png

# A page as it would be printed: the report's own file, or what an office makes of it.
page() { # ending, page, file, and what else pdftoppm is to know
    pages=$folder/report.$1 number=$2 file=$3
    if [ "$1" != pdf ]; then
        soffice "-env:UserInstallation=file://$folder/office" --headless --convert-to pdf --outdir "$folder/$1" "$pages" >/dev/null 2>&1
        pages=$folder/$1/report.pdf
    fi
    shift 3
    pdftoppm "$@" -png -f "$number" -l "$number" -singlefile "$pages" "$folder/page"
    mv "$folder/page.png" "$file"
}
for ending in html pdf docx xlsx; do
    curl -fsS -H "Authorization: Bearer $(grep -o 'plb_[^ ]*' "$folder/log" | head -n 1)" -o "$folder/report.$ending" \
        "http://$listen/api/v1/reports/council/2026-27-Q2.$ending"
done
picture "file://$folder/report.html" docs/images/report.png 842 1190
page pdf 3 docs/images/report-pdf.png -r 72
page docx 3 docs/images/report-docx.png -r 72
# A sheet is printed one page wide, which is for paper: of its first columns, more can be read.
page xlsx 2 docs/images/report-xlsx.png -r 180 -W 1180 -H 340
