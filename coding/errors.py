"""Errors of coding.

CodingError(ValueError)
├── CodeNotAllowed    the code does not exist, is retired, or does not apply to this question
├── BadSpan           a span that does not lie inside its answer
├── AlreadySettled    the proposal or passage has been decided before
└── CannotUndo        a later decision depends on the one to be undone
"""


class CodingError(ValueError):
    """Root of everything this package refuses."""


class CodeNotAllowed(CodingError):
    """The code cannot be applied to this answer."""


class BadSpan(CodingError):
    """The span does not lie inside the answer."""


class AlreadySettled(CodingError):
    """The proposal or passage has been decided before."""


class CannotUndo(CodingError):
    """A later decision depends on the one to be undone."""
