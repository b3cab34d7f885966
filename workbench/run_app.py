"""Open the app in the browser: `python -m workbench run`.

The server listens on this computer only. Showing it to others needs accounts, so another address is refused.
"""

import argparse
import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.settings import Settings

APP = Path(__file__).parents[1] / "app.py"
ADDRESS = "127.0.0.1"
FIRST_PORT = 8501  # Streamlit's own
PORTS_TRIED = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `run`."""
    parser.add_argument(
        "--port",
        type=int,
        default=FIRST_PORT,
        help="the port to open; if it is taken, the next free one (default: %(default)s)",
    )
    parser.add_argument("--no-examples", action="store_true", help="do not make the example projects")
    parser.add_argument("--no-browser", action="store_true", help="only serve; do not open a browser window")


def run(args: argparse.Namespace) -> int:
    """Serve the app until it is ended with Ctrl+C; gives the server's exit code."""
    refuse_other_address(os.environ)
    if not args.no_examples:
        _make_examples_ready(Settings.from_environment())
    port = free_port(args.port)
    if port != args.port:
        print(f"Port {args.port} is taken; using {port}.", file=sys.stderr)
    print(f"Verbatim: http://{ADDRESS}:{port} (end with Ctrl+C)", file=sys.stderr, flush=True)
    return _serve(command(port, browser=not args.no_browser))


def _make_examples_ready(settings: Settings) -> None:
    from workbench.demo import ensure_examples  # brings pandas, which --no-examples need not wait for

    store = settings.open()
    made = ensure_examples(store)
    store.engine.dispose()
    if made:
        print("The example projects are ready.", file=sys.stderr)


def command(port: int, *, browser: bool) -> list[str]:
    """Give the command that serves the app on a port.

    Examples
    --------
    >>> command(8501, browser=True)[1:4]
    ['-m', 'streamlit', 'run']
    """
    return [
        *(sys.executable, "-m", "streamlit", "run", str(APP)),
        *("--server.address", ADDRESS, "--server.port", str(port)),
        *(() if browser else ("--server.headless", "true")),
    ]


def free_port(start: int = FIRST_PORT) -> int:
    """Give the first port from `start` on that nobody listens on; WorkbenchError after a hundred taken ones."""
    for port in range(start, min(start + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            if os.name == "posix":  # on Windows this option would let two servers share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    raise WorkbenchError(
        f"No port from {start} on is free. Close another Verbatim, or name a port: python -m workbench run --port 9000"
    )


def refuse_other_address(environ: Mapping[str, str]) -> None:
    """Raise WorkbenchError where the environment would open the app to other computers.

    Examples
    --------
    >>> refuse_other_address({"STREAMLIT_SERVER_ADDRESS": "127.0.0.1"})
    """
    address = environ.get("STREAMLIT_SERVER_ADDRESS", ADDRESS)
    if address != "localhost" and not _is_loopback(address):
        raise WorkbenchError(
            f"STREAMLIT_SERVER_ADDRESS is {address!r}, which other computers could reach, and Verbatim has no accounts "
            f"to keep them out. Take that setting away; Verbatim then listens on {ADDRESS}."
        )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _serve(server: list[str]) -> int:
    os.chdir(APP.parent)  # where Streamlit looks for .streamlit/config.toml
    if os.name == "posix":
        os.execv(server[0], server)
    try:
        return subprocess.run(server, check=False).returncode
    except KeyboardInterrupt:
        return 0
