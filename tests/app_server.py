"""The real app in a process of its own, for tests that drive it in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 90


def free_port() -> int:
    """Give a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class AppServer:
    """`streamlit run app.py` (or another script) on a data folder of the test's own; it can be killed and started
    again on the same port.
    """

    def __init__(self, data_dir: Path, env: Mapping[str, str] | None = None, script: str = "app.py") -> None:
        self.data_dir = data_dir
        self.script = script
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir.parent / f"app-{self.port}.log"
        self._env = {**os.environ, "VERBATIM_DATA_DIR": str(data_dir), **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "AppServer":
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", self.script, "--server.headless", "true"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--server.port", str(self.port)],
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The app did not start: {self.output()}")
            time.sleep(0.1)
        return self

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def output(self) -> str:
        """Give what the server wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
