"""What can go wrong while a table or figure is made.

ReportError
├── UnknownBase      a denominator that is not one of the four
├── BrokenFrame      the answers, codings or codes handed in contradict each other
├── NothingToDraw    a figure was asked of a table without a single percentage
└── TooLarge         a table that the chosen file format cannot hold
"""

from __future__ import annotations


class ReportError(ValueError):
    """A table, figure or file could not be made."""


class UnknownBase(ReportError):
    """A denominator was named that is not one of asked, answered, substantive, coded."""


class BrokenFrame(ReportError):
    """Answers, codings and codes do not fit together."""


class NothingToDraw(ReportError):
    """The table holds no percentage, so there is nothing to draw."""


class TooLarge(ReportError):
    """The file format has fewer rows or columns than the table needs."""
