"""Errors of the codebook and of scales.

CodebookError(ValueError)
├── UnknownCode      a code id or name that the codebook does not hold
├── NameTaken        two live codes may not share a name
├── CircularParent   a code may not stand under itself
├── CodeInUse        something still depends on the code
└── BrokenScale      a scale, or the way in which one is to be scored, contradicts itself; `path` is the part
    ├── UnknownSubscale  a subscale was named that the scale does not have
    └── ItemsNotFound    items of the scale have no column
"""


class CodebookError(ValueError):
    """Root of everything this package refuses."""


class UnknownCode(CodebookError):
    """A code was named that the codebook does not hold."""


class NameTaken(CodebookError):
    """Another live code already has this name."""


class CircularParent(CodebookError):
    """A move or merge would put a code under itself."""


class CodeInUse(CodebookError):
    """The change would leave something without its code."""


class BrokenScale(CodebookError):
    """A scale's definition, or the way in which it is to be scored, contradicts itself.

    Parameters
    ----------
    path : keys and places, counted from 0, that lead to the part, as `("cuts", 0, "levels")`
    """

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path


class UnknownSubscale(BrokenScale):
    """A subscale was named that the scale does not have."""


class ItemsNotFound(BrokenScale):
    """Items of the scale have no column, or more than one."""
