"""One worker a data folder: a lock that the operating system lets go when the worker ends, however it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "worker.lock"


@contextmanager
def only_worker(folder: Path | None) -> Iterator[bool]:
    """Hold the folder's lock while the block runs; gives False if another process holds it.

    Without a folder (a store on a server) there is nothing to hold, for the server sorts the workers out.
    """
    if folder is None:
        yield True
        return
    handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _taken(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
