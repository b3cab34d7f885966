"""Errors of coding.

CodingError(ValueError)
├── CodeNotAllowed    the code does not exist, is retired, or does not apply to this question
├── BadSpan           a span that does not lie inside its answer
├── NothingCoded      said to be complete without any code
├── AlreadySettled    the proposal or passage has been decided before
├── CannotUndo        a later decision depends on the one to be undone
├── BadPlan           a round that cannot be coded as it is planned
├── CannotSample      so many answers are not there to be drawn
└── CannotAssign      so many coders, or so far apart, is against the rules of a round
"""


class CodingError(ValueError):
    """Root of everything this package refuses."""


class CodeNotAllowed(CodingError):
    """The code cannot be applied to this answer."""


class BadSpan(CodingError):
    """The span does not lie inside the answer."""


class NothingCoded(CodingError):
    """The answer has no code, so nothing can be said of all others."""


class AlreadySettled(CodingError):
    """The proposal or passage has been decided before."""


class CannotUndo(CodingError):
    """A later decision depends on the one to be undone."""


class BadPlan(CodingError):
    """A round cannot be coded as it is planned."""


class CannotSample(CodingError):
    """So many answers are not there to be drawn."""


class CannotAssign(CodingError):
    """The rules of a round leave no way to hand its answers out.

    Parameters
    ----------
    answers : some of those that nobody, or too few, may code
    """

    def __init__(self, message: str, answers: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.answers = answers
