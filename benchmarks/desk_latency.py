"""How long a coder waits at the desk: ``python -m benchmarks.desk_latency``.

The real app with 5,000 answers in its store, driven in headless Chromium on the same machine. Two times are taken in
the page itself: from the key (`KeyboardEvent.timeStamp`) to the MutationObserver that sees the next answer, at 20 ms
between keys; and from the key that decides to the word 'saved', one decision every 400 ms. Printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.made_project import make_project

ROOT = Path(__file__).parents[1]
ANSWERS = 5_000
FAST_MS, CALM_MS = 20, 400
NEXT_MEDIAN_MS, NEXT_P95_MS = 5, 16
SAVED_MEDIAN_MS, SAVED_P95_MS = 250, 500
START_SECONDS = 90

WATCH = """() => {
  const times = window.deskTimes = { next: [], saved: [] };
  let moved = null;
  const decided = [];
  window.addEventListener("keydown", (event) => {
    if (event.key === "Enter") moved = event.timeStamp;
    else decided.push(event.timeStamp);
  }, true);
  new MutationObserver(() => {
    if (moved !== null) times.next.push(performance.now() - moved);
    moved = null;
  }).observe(document.querySelector('[data-part="answer"]'), { childList: true, characterData: true, subtree: true });
  const saved = document.querySelector(".vbd-saved");
  new MutationObserver(() => {
    if (saved.textContent === "saved") times.saved.push(...decided.splice(0).map((at) => performance.now() - at));
  }).observe(saved, { childList: true, characterData: true, subtree: true });
}"""


@contextmanager
def served(data_dir: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run the app on a data folder and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    process = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "VERBATIM_DATA_DIR": str(data_dir), **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(f"{url}/_stcore/health", process)
        yield url
    finally:
        process.kill()
        process.wait()


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The app did not answer within {START_SECONDS} s.")


def measure(url: str, *, fast: int, calm: int) -> dict[str, list[float]]:
    """Drive the desk: `fast` answers with a code each at 20 ms a key, then `calm` decisions at 400 ms."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(url)
        page.wait_for_selector(".vbd-code", timeout=START_SECONDS * 1000)
        page.wait_for_timeout(2000)
        page.evaluate(WATCH)
        for n in range(fast):
            for key in (str(n % 9 + 1), "Enter"):
                page.keyboard.press(key)
                page.wait_for_timeout(FAST_MS)
        _until_saved(page)
        moved = page.evaluate("deskTimes.next")
        page.evaluate("deskTimes.saved.length = 0")
        for n in range(calm):
            page.keyboard.press(str(n % 9 + 1))
            page.wait_for_timeout(CALM_MS / 2)
            page.keyboard.press("Enter")
            page.wait_for_timeout(CALM_MS / 2)
        _until_saved(page)
        saved = page.evaluate("deskTimes.saved")
        browser.close()
    return {"next": moved, "saved": saved}


def _until_saved(page: Any) -> None:
    page.wait_for_function("document.querySelector('.vbd-saved').textContent === 'saved'", polling="raf")


def summary(times: Sequence[float]) -> dict[str, float]:
    """Give median and 95th percentile of some milliseconds."""
    return {"n": len(times), "median_ms": round(median(times), 2), "p95_ms": round(quantiles(times, n=20)[-1], 2)}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a figure is above its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks desk_latency", description=__doc__)
    parser.add_argument("--answers", type=int, default=ANSWERS, help="answers in the store (default 5000)")
    parser.add_argument("--fast", type=int, default=200, help="answers coded at 20 ms a key (default 200)")
    parser.add_argument("--calm", type=int, default=100, help="decisions at 400 ms each (default 100)")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        project, coder = make_project(Path(folder), asked.answers)
        with served(Path(folder)) as url:
            times = measure(f"{url}/code?project={project}&coder={coder}", fast=asked.fast, calm=asked.calm)
    moved, saved = summary(times["next"]), summary(times["saved"])
    held = (
        moved["median_ms"] < NEXT_MEDIAN_MS
        and moved["p95_ms"] < NEXT_P95_MS
        and saved["median_ms"] < SAVED_MEDIAN_MS
        and saved["p95_ms"] < SAVED_P95_MS
    )
    print(json.dumps({"answers": asked.answers, "next": moved, "saved": saved, "held": held}, indent=2))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
