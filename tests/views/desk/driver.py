"""The desk as a coder's hands and eyes meet it, for tests in a browser."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterable

from playwright.sync_api import Browser, BrowserContext, Page

WAITS_MS = 60_000  # a machine that runs other things too may take long to draw a page


class Desk:
    """One tab with a desk in it. `errors` collects what the page's scripts threw."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())  # 'leave this page?', where something waits
        page.goto(url)
        self.wait_until_open()

    def wait_until_open(self) -> None:
        self.page.wait_for_selector(".vbd-code", state="attached", timeout=WAITS_MS)

    def type(self, keys: Iterable[str], gap_ms: int = 20) -> None:
        """Press keys as a fast coder does, waiting for nothing."""
        for key in keys:
            self.page.keyboard.press(key)
            time.sleep(gap_ms / 1000)

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def wait_until_saved(self) -> None:
        self.until("document.querySelector('.vbd-saved')?.textContent === 'saved'")

    def until(self, expression: str) -> None:
        self.page.wait_for_function(expression, timeout=WAITS_MS)

    def until_text(self, selector: str, words: str) -> None:
        self.page.locator(selector, has_text=words).first.wait_for(timeout=WAITS_MS)

    @property
    def number(self) -> int:
        found = re.search(r"answer (\d+) of", self.text(".vbd-number"))
        assert found, self.text(".vbd-number")
        return int(found.group(1))

    @property
    def answer(self) -> str:
        return self.text(".vbd-text")

    @property
    def saved(self) -> str:
        return self.text(".vbd-saved")

    @property
    def on(self) -> list[str]:
        """Names of the codes that are marked as on the answer."""
        return self.page.locator('.vbd-code[aria-pressed="true"] .vbd-code-name').all_inner_texts()

    def pressed(self, command: str) -> bool:
        return self.page.locator(f'[data-command="{command}"]').get_attribute("aria-pressed") == "true"

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text()

    def shelf(self) -> dict[str, str]:
        """What the browser keeps of the desk."""
        kept: dict[str, str] = self.page.evaluate("({...localStorage})")
        return {key: value for key, value in kept.items() if key.startswith("verbatim/")}


def open_desk(where: Browser | BrowserContext, url: str) -> Desk:
    """Open a desk in a new tab (of a new browser profile when given a browser)."""
    return Desk(where.new_page(), url)


class Wire:
    """A port that hands bytes on to another until it is cut; cutting drops every open connection at once."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.is_cut = False
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for end in self._open:
            _shut(end)
        self._open.clear()

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        _shut(self._listener)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.is_cut:
                _shut(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                _shut(near)  # the server is down
                continue
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_hand_on, args=(source, sink), daemon=True).start()


def _hand_on(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        return  # cut
    finally:
        _shut(sink)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):  # already gone
        end.shutdown(socket.SHUT_RDWR)
    end.close()
