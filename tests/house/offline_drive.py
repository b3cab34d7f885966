"""Open every page of the app in Chromium and print which requests left this computer, as JSON.

Run by test_offline.py in a network namespace of its own, in which nothing but this computer exists:
`unshare --map-root-user --net python tests/house/offline_drive.py CHROMIUM DATA_DIR ADDRESS …`.
"""

import fcntl
import json
import socket
import struct
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import Page, Request, sync_playwright

from tests.app_server import AppServer

READ_FLAGS, WRITE_FLAGS = 0x8913, 0x8914   # SIOCGIFFLAGS and SIOCSIFFLAGS of linux/sockios.h
FLAGS_OF_LO = "16sH14s"
UP = 1
START_MS = 500   # a click has reached the server by then


def bring_loopback_up() -> None:
    """Switch the one interface of a new namespace on."""
    with socket.socket() as handle:
        found = fcntl.ioctl(handle, READ_FLAGS, struct.pack(FLAGS_OF_LO, b"lo", 0, b""))
        flags = struct.unpack(FLAGS_OF_LO, found)[1] | UP
        fcntl.ioctl(handle, WRITE_FLAGS, struct.pack(FLAGS_OF_LO, b"lo", flags, b""))


DRAWN = """() =>
    document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
    && document.querySelector("[data-testid=stMain]").innerText.trim() !== ""
"""


def settle(page: Page) -> str:
    """Wait until the page is drawn and give its first words, or what broke."""
    page.wait_for_function(DRAWN, timeout=60_000)
    broken = page.locator("[data-testid=stException]")
    words = page.locator("[data-testid=stMain]").inner_text().strip()
    return f"broken: {broken.first.inner_text()}" if broken.count() else words[:80]


def drive(chromium: str, url: str, addresses: list[str]) -> dict[str, object]:
    """Open the addresses and every page the navigation names on each."""
    requests: list[str] = []
    words: dict[str, str] = {}

    def note(request: Request) -> None:
        requests.append(request.url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-background-networking"])
        page = browser.new_page()
        page.on("request", note)
        for address in addresses:
            page.goto(url + address)
            if "project=" in address:  # the page comes to rest once before the project is open
                page.locator('[data-testid=stSidebar] a[href^="overview"]').wait_for(timeout=60_000)
            settle(page)
            links = page.locator("[data-testid=stSidebar] a[href]:not([disabled])")
            names = links.evaluate_all("found => found.map((link) => link.getAttribute('href').split('?')[0])")
            for name in names:  # by name, for the road may gain a page on the way
                page.locator(f'[data-testid=stSidebar] :is(a[href="{name}"], a[href^="{name}?"])').first.click()
                page.wait_for_timeout(START_MS)
                words[name] = settle(page)
        browser.close()
    outside = [one for one in requests if urlsplit(one).scheme in ("http", "https", "ws", "wss")]
    return {
        "pages": words,
        "requests": len(outside),
        "outside": [one for one in outside if urlsplit(one).hostname != "127.0.0.1"],
    }


def main(chromium: str, data_dir: str, *addresses: str) -> None:
    """Drive the app and print what happened."""
    bring_loopback_up()
    server = AppServer(Path(data_dir))
    try:
        server.start()
        print(json.dumps(drive(chromium, server.url, list(addresses))))
    finally:
        server.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
