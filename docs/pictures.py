"""Takes the pictures of the README from a running demonstration or ``kept serve``: ``python docs/pictures.py http://127.0.0.1:8765/``

Needs Debian's chromium and fonts-noto-cjk. Look at what it made before committing it: a picture is a promise too.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
VIEWPORT = {"width": 1100, "height": 860}
SHOTS = {
    "report.png": ("proof/neocrm-2023/#en", None),
    "page.png": ("statement/neocrm-2023/en/", '[id="clause-6(2)"]'),
}


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport=VIEWPORT, color_scheme="light", locale="en-GB")
        for name, (path, place) in SHOTS.items():
            page.goto(address + path)
            if place:
                found = page.locator(place).first
                found.locator("details").first.evaluate("element => { element.open = true }")
                found.evaluate("element => element.scrollIntoView({block: 'start', behavior: 'instant'})")
            page.screenshot(path=IMAGES / name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
