"""Errors of the codebook.

CodebookError(ValueError)
├── UnknownCode      a code id or name that the codebook does not hold
├── NameTaken        two live codes may not share a name
├── CircularParent   a code may not stand under itself
└── CodeInUse        something still depends on the code
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
