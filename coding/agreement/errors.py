"""Errors of agreement.

CodingError
└── BadRatings    codings that cannot be counted: their shape, their values, or what goes with them
"""

from coding.errors import CodingError


class BadRatings(CodingError):
    """Codings that cannot be counted as given."""
