"""Where a run stands: told to the person who waits, with the seconds of each stage kept for the record."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Protocol

from pipelines.errors import Cancelled


class Progress(Protocol):
    """Told where a run stands, in a researcher's words, with the share of the whole that is done (0 to 1)."""

    def __call__(self, stage: str, share: float) -> None: ...


class Watch:
    """Names the stages of a run, times them, and stops the run when asked.

    Parameters
    ----------
    progress : Progress
    cancelled : callable () -> bool

    Examples
    --------
    >>> watch = Watch(lambda stage, share: print(f"{share:.2f} {stage}"), lambda: False)
    >>> watch.begin("Reading passages", 0.25)
    0.25 Reading passages
    >>> watch.end()
    1.00 Done
    >>> list(watch.seconds)
    ['Reading passages']
    """

    def __init__(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._stage = ""
        self._since = perf_counter()
        self.seconds: dict[str, float] = {}

    def begin(self, stage: str, share: float) -> None:
        """End the stage before and begin this one.

        Raises
        ------
        Cancelled
            The run was stopped.
        """
        self._close()
        self._stage = stage
        self._tell(stage, share)

    def counter(self, wording: str, start: float, end: float) -> Callable[[int, int], None]:
        """A function (done, total) that tells how far a stage is, between two shares of the whole.

        Examples
        --------
        >>> watch = Watch(lambda stage, share: print(f"{share:.2f} {stage}"), lambda: False)
        >>> watch.counter("Reading passages: {} of {}", 0.2, 0.8)(500, 1000)
        0.50 Reading passages: 500 of 1,000
        """

        def count(done: int, total: int) -> None:
            self._tell(wording.format(f"{done:,}", f"{total:,}"), start + (end - start) * done / max(total, 1))

        return count

    def end(self) -> None:
        """End the last stage."""
        self._close()
        self._progress("Done", 1.0)

    def _close(self) -> None:
        now = perf_counter()
        if self._stage:
            self.seconds[self._stage] = round(now - self._since, 3)
        self._since, self._stage = now, ""

    def _tell(self, stage: str, share: float) -> None:
        if self._cancelled():
            raise Cancelled("Stopped. Nothing was proposed, and nothing that was there before has changed.")
        self._progress(stage, share)
