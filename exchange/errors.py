"""What can be wrong with a file that comes from elsewhere.

ExchangeError
├── WrongFile        not the kind of file that was asked for, or too large
├── BrokenLine       one row or line cannot be read; `where` names it
└── BrokenCodebook   the rows are readable, but do not make a codebook (names, parents)
"""

from __future__ import annotations


class ExchangeError(ValueError):
    """A file of another program, or of this one, could not be read or written."""


class WrongFile(ExchangeError):
    """The file as a whole is not what was asked for."""


class BrokenLine(ExchangeError):
    """One row of a table or line of a text cannot be read."""

    def __init__(self, message: str, *, where: str) -> None:
        super().__init__(message)
        self.where = where


class BrokenCodebook(ExchangeError):
    """Names stand twice, parents are unknown, or codes stand under each other in a circle."""
