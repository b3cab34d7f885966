"""What every coefficient gives: a value with its interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One coefficient of one set of codings.

    Parameters
    ----------
    value : at most 1, unitless and unrounded; None where it is not estimable
    low, high : ends of the interval, None where none can be given
    method : how the interval was made, '' without one
    observed, expected : agreement seen, and agreement expected by chance; None where the coefficient has none
    n_units : units that at least two coders coded
    n_coders : coders who coded at least one of them
    n_categories : categories that count, used or not
    reason : why there is no value, or why there is a value without an interval

    Examples
    --------
    >>> print(Agreement(value=0.7434, low=0.419, high=0.887, method="jackknife", n_units=11, n_coders=4))
    .743 [.419, .887]
    >>> print(Agreement(reason="Not estimable because only one coder coded."))
    not estimable
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    method: str = ""
    observed: float | None = None
    expected: float | None = None
    n_units: int = 0
    n_coders: int = 0
    n_categories: int = 0
    reason: str = ""

    def __str__(self) -> str:
        if self.value is None:
            return "not estimable"
        ends = "" if self.low is None or self.high is None else f" [{_plain(self.low)}, {_plain(self.high)}]"
        return _plain(self.value) + ends

    def without_interval(self, reason: str) -> Agreement:
        """Give the same value, no interval, and why."""
        return replace(self, low=None, high=None, method="", reason=reason)


def _plain(value: float) -> str:
    """Three decimals, no zero before the point, as the field prints coefficients."""
    return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.3f}"
