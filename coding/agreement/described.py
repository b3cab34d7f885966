"""The words of arguments that many coefficients share, put into the docstring of each."""

from collections.abc import Callable
from inspect import signature
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
ARGUMENTS = {
    "reliability_data": "array of shape (n_coders, n_units), NaN or None where a coder did not code a unit",
    "y1": "values of the first coder, shape (n_units,), NaN or None where a unit was not coded",
    "y2": "values of the second coder, in the same order",
    "value_counts": "instead: array of shape (n_units, n_categories), how many coders gave a unit each category",
    "value_domain": "every value that counts, used or not, in order where weights or levels need one",
    "labels": "every value that counts, used or not, in order where weights need one",
    "weights": "agreement of two categories: 'linear', 'quadratic' or an array (n_categories, n_categories)",
    "respondents": "whose answer each unit is, shape (n_units,); without it each unit stands for itself",
    "interval": "how the interval is made, by default the jackknife over respondents; None for the value alone",
}
ENDS = """
    Returns
    -------
    Agreement
        Without unit, at most 1. `value` is None where nothing can be said, and `low` and `high` where there is no
        interval; `reason` says why.

    Raises
    ------
    BadRatings
        The shapes do not fit each other, or a value is in none of the categories that were named.
"""


def described(function: Function) -> Function:
    """Put what the function's arguments, its result and its errors are behind the first paragraph of its docstring.

    Examples
    --------
    >>> @described
    ... def kappa(y1, y2, *, labels=None):
    ...     '''Kappa of two coders.'''
    >>> [line.strip() for line in kappa.__doc__.splitlines() if line.strip().startswith(("Parameters", "y2", "Raises"))]
    ['Parameters', 'y2 : values of the second coder, in the same order', 'Raises']
    """
    first, *rest = (function.__doc__ or "").split("\n\n", 1)
    own = [name for name in signature(function).parameters if name in ARGUMENTS]
    lines = "".join(f"    {name} : {ARGUMENTS[name]}\n" for name in own)
    further = rest[0] if rest else ""
    heading = "    Parameters\n    ----------\n"
    if further.startswith(heading):  # arguments of its own stand there already
        own_words, _, further = further.removeprefix(heading).partition("\n\n")
        lines += f"{own_words}\n"
    function.__doc__ = f"{first.rstrip()}\n\n{heading}{lines}{ENDS}\n{further}"
    return function
