"""A researcher in front of the app: she sees words, clicks what has a name, and presses keys.

Every act waits for what a person would wait for: the words that say it is done, and the page standing still.
"""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Download, Locator, Page

from tests.app_server import AppServer
from tests.at_rest import comes_to_rest

PATIENCE_MS = 45_000
LOG_LINES = 60


class Walk:
    """One browser tab on one server. What fails leaves a screenshot, the visible words and the server's log."""

    def __init__(self, browser: Browser, server: AppServer, evidence: Path) -> None:
        self.server = server
        self.seconds: dict[str, float] = {}
        self.errors: list[str] = []
        self._evidence = evidence
        self._context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())  # 'leave this page?', where something waits

    def close(self) -> None:
        """Close the tab."""
        self._context.close()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Name what is done here; it is timed, and if it fails, shown."""
        began = time.monotonic()
        try:
            yield
        except BaseException:
            self._show(name)
            raise
        self.seconds[name] = time.monotonic() - began

    def open(self, address: str = "/") -> None:
        """Open an address of the app."""
        self.page.goto(self.server.url + address)
        self.stands_still()

    def stands_still(self) -> None:
        """Wait until the page is drawn to its end."""
        comes_to_rest(self.page)

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Wait until words stand on the page, and the page stands still."""
        self.page.get_by_text(words).first.wait_for()
        self.stands_still()

    def until(self, expression: str) -> None:
        """Wait until an expression of the page's own script holds, looked at in every frame."""
        self.page.wait_for_function(expression, polling="raf")

    def heading(self, words: str | re.Pattern[str]) -> Locator:
        """Wait for a heading."""
        found = self.page.get_by_role("heading", name=words).first
        found.wait_for()
        self.stands_still()
        return found

    def goes_to(self, page: str, heading: str | None = None) -> None:
        """Follow the road on the left to a page, by its name; the count behind the name does not matter."""
        self.page.get_by_role("link", name=re.compile(rf"^{re.escape(page)}( [\d,].*)?$")).click()
        if heading is not None:
            self.heading(heading)

    def clicks(self, button: str | re.Pattern[str]) -> None:
        """Click the button of that name."""
        self.page.get_by_role("button", name=button, exact=isinstance(button, str)).click()

    def chooses(self, name: str | re.Pattern[str]) -> None:
        """Choose one of several pills or segments."""
        self.page.get_by_role("radio", name=name).click()

    def writes(self, field: str, words: str) -> None:
        """Put words into the field of that name."""
        self.page.get_by_role("textbox", name=field, exact=True).fill(words)

    def presses(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def types_fast(self, keys: Iterable[str], gap_ms: int = 20) -> None:
        """Press keys as a fast coder does, waiting for nothing but her own fingers."""
        for key in keys:
            self.page.keyboard.press(key)
            time.sleep(gap_ms / 1000)

    def downloads(self, button: str) -> bytes:
        """Click a download button and give the file's bytes."""
        with self.page.expect_download() as waiting:
            self.clicks(button)
        done: Download = waiting.value
        return Path(done.path()).read_bytes()

    def words(self) -> str:
        """Give everything that the main part of the page shows as text."""
        return self.page.locator("[data-testid=stMain]").inner_text()

    def _show(self, name: str) -> None:
        picture = self._evidence / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.png"
        print(f"\nThe step failed: {name}\nAddress: {self.page.url}\nScripts threw: {self.errors}")
        try:
            self.page.screenshot(path=picture, full_page=True, timeout=10_000)
            print(f"Screenshot: {picture}\nThe page says:\n{self.words()[:3000]}")
        finally:
            log = "\n".join(self.server.output().splitlines()[-LOG_LINES:])
            print(f"Server log {self.server.log}:\n{log}")
