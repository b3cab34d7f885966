"""Whether decisions by keyboard survive a bad day: ``python -m benchmarks endurance [--seed N] [--tabs 2]``.

The real app, driven in headless Chromium at 20 ms between keys through a connection that drops, while the server is
killed and started again and a tab is closed and opened again, at moments drawn by the seed. Like a person, the driver
types on whatever happens and waits only where the desk shows no answer. In the end the record has to hold every
decision once, in the order of each tab. Prints stored, in order, doubled and lost.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.made_project import make_project
from storage import record
from storage.store import Store, open_store
from tests.app_server import AppServer
from tests.needs import chromium_path
from tests.views.desk.driver import Desk, Wire, open_desk
from workbench import desk as desks

DECISIONS, DROPS, RESTARTS, CLOSED = 500, 5, 2, 1
CODES = 9  # those with a digit
DROP_SECONDS = (0.2, 1.5)
SPARE = 40  # answers beyond those decided, so that no tab reaches the end

Coded = tuple[str, str]  # (answer, code)


@dataclass(frozen=True)
class Outcome:
    """What the record holds of what was decided."""

    decided: int
    stored: int
    doubled: int
    lost: int
    in_order: bool

    @property
    def is_whole(self) -> bool:
        return self.stored == self.decided and self.in_order and not self.doubled and not self.lost


@dataclass
class Tab:
    """One tab of the coder: where it starts, and what was decided in it so far."""

    desk: Desk
    at: int
    decided: list[Coded] = field(default_factory=list)


@dataclass
class Day:
    """A server, the wire to it, a browser profile, and the tabs in it."""

    server: AppServer
    wire: Wire
    address: str
    tabs: list[Tab]
    chance: random.Random
    healing: list[threading.Thread] = field(default_factory=list)

    def drop(self) -> None:
        self.wire.cut()
        self._later(self._mend, self.chance.uniform(*DROP_SECONDS))

    def restart(self) -> None:
        self.whole()
        self.server.kill()
        self._later(self.server.start)

    def close_a_tab(self) -> None:
        """Close one tab as it stands, and open it again when the server can be reached; go on where it was."""
        tab = self.chance.choice(self.tabs)
        context = tab.desk.page.context
        tab.desk.page.close(run_before_unload=False)
        self.whole()
        tab.desk = open_desk(context, self.address)
        tab.desk.wait_until_saved()
        go_to(tab)

    def whole(self) -> None:
        """Wait until what was broken is mended."""
        for thread in self.healing:
            thread.join()
        self.healing.clear()

    def _mend(self, seconds: float) -> None:
        time.sleep(seconds)
        self.wire.mend()

    def _later(self, mend: Callable[..., object], *arguments: float) -> None:
        thread = threading.Thread(target=mend, args=arguments)
        thread.start()
        self.healing.append(thread)


def go_to(tab: Tab) -> None:
    """Go to the answer that the tab decides next."""
    tab.desk.type(["g", *str(tab.at), "Enter"])
    until_shown(tab)


def until_shown(tab: Tab) -> None:
    """Wait until the answer is on the desk."""
    tab.desk.page.wait_for_function(
        "n => document.querySelector('.vbd-number')?.textContent.startsWith(`answer ${n} `)"
        " && !document.querySelector('.vbd-waits')",
        arg=tab.at,
        polling=5,
        timeout=120_000,
    )


def endure(
    browser: Browser, folder: Path, *, seed: int, decisions: int = DECISIONS, tabs: int = 1, faults: Sequence[int] = ()
) -> Outcome:
    """Decide while things break, and compare the record with what was decided.

    Parameters
    ----------
    faults : how many times the connection drops, the server is killed, and a tab is closed
    """
    chance = random.Random(seed)
    project, coder = make_project(folder, decisions + SPARE)
    store = open_store(folder=folder)
    window = desks.window(store, project, coder)
    with store.reading() as conn:
        order = desks.desk_order(conn, project)
    codes = [code.code_id for code in window.codes]
    server = AppServer(folder, env={"VERBATIM_DATABASE_URL": ""}).start()
    wire = Wire(server.port)
    address = f"http://127.0.0.1:{wire.port}/code?project={project}&coder={coder}"
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = [Tab(open_desk(context, address), 1 + n * (decisions // tabs + SPARE // 2)) for n in range(tabs)]
    day = Day(server, wire, address, opened, chance)
    try:
        for tab in day.tabs:
            go_to(tab)
        _decide(day, decisions, dict(zip(("drop", "restart", "close_a_tab"), faults, strict=False)), order, codes)
        day.whole()
        for tab in day.tabs:
            tab.desk.page.wait_for_function(
                "document.querySelector('.vbd-saved')?.textContent === 'saved'", timeout=120_000
            )
    finally:
        context.close()
        day.whole()
        wire.close()
        server.kill()
    return _compare(store, project, [tab.decided for tab in day.tabs])


def _decide(day: Day, decisions: int, faults: dict[str, int], order: Sequence[str], codes: Sequence[str]) -> None:
    kinds = [kind for kind, times in faults.items() for _ in range(times)]
    day.chance.shuffle(kinds)
    moments = dict(zip(sorted(day.chance.sample(range(5, decisions - 5), len(kinds))), kinds, strict=True))
    for n in range(decisions):
        if n in moments:
            getattr(day, moments[n])()
        tab = day.chance.choice(day.tabs)
        until_shown(tab)
        code = day.chance.randrange(CODES)
        tab.desk.type([str(code + 1), "Enter"])
        tab.decided.append((order[tab.at - 1], codes[code]))
        tab.at += 1


def _compare(store: Store, project: str, tabs: Sequence[Sequence[Coded]]) -> Outcome:
    with store.reading() as conn:
        rows = record.rows(conn, project, kinds=["CodeApplied"])
        stored = [(event.response, event.code) for event in (record.fact_of(row).event for row in rows)]
    decided = Counter(one for tab in tabs for one in tab)
    counted = Counter(stored)
    in_order = all([one for one in stored if one in set(tab)] == list(tab) for tab in tabs)
    return Outcome(
        decided=decided.total(),
        stored=len(stored),
        doubled=(counted - decided).total(),
        lost=(decided - counted).total(),
        in_order=in_order,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one bad day and print; 1 if a decision was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks endurance", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="when things break (default 1)")
    parser.add_argument("--tabs", type=int, default=1, choices=(1, 2), help="tabs of the one coder (default 1)")
    parser.add_argument("--decisions", type=int, default=DECISIONS, help=f"how many (default {DECISIONS})")
    asked = parser.parse_args(argv)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        outcome = endure(
            browser, Path(scratch, "data"), seed=asked.seed, decisions=asked.decisions, tabs=asked.tabs,
            faults=(DROPS, RESTARTS, CLOSED),
        )  # fmt: skip
        browser.close()
    print(
        f"seed {asked.seed}, {asked.tabs} tab{'s' * (asked.tabs > 1)}, {DROPS} dropped sockets, {RESTARTS} restarts, "
        f"{CLOSED} tab closed and opened again, {time.monotonic() - began:.0f} s: {outcome.decided} decided, "
        f"{outcome.stored} stored, {'in order' if outcome.in_order else 'NOT IN ORDER'}, {outcome.doubled} doubled, "
        f"{outcome.lost} lost"
    )
    return 0 if outcome.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
