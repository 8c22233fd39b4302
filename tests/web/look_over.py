"""Let axe look over pages as they were served: `python look_over.py FOLDER < pages.json`.

Reads a JSON object of pages by `/name-size`, puts their pictures into the folder, and prints a
JSON list of what is wrong. It is a process of its own, as a browser that is driven from a thread
keeps that thread from the database.
"""

import json
import sys
from pathlib import Path

from gallery import CHROMIUM, FLAGS, Shot, photograph, serve
from playwright.sync_api import sync_playwright

SHOTS: list[Shot] = [(360, 1, "light"), (320, 4, "dark")]
"""A common telephone as it comes, and the smallest with the largest type."""


def main(folder: Path) -> None:
    served = json.load(sys.stdin)
    names = sorted({address[1:].rpartition("-")[0] for address in served})
    server = serve(served)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        address = f"http://127.0.0.1:{server.server_port}"
        found = photograph(browser, address, folder, dict.fromkeys(SHOTS, names))
        browser.close()
    server.shutdown()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
