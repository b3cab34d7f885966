"""The coefficients as formulas over sums: observed and expected agreement, for one sample or for all resamples.

Each function takes `Sums` and gives two arrays, observed and expected agreement; the coefficient is
``(observed - expected) / (1 - expected)``. Where a coefficient is no such ratio, its kind says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coding.agreement.sums import Sums
from coding.agreement.weights import ordinal_distances

Floats = NDArray[np.float64]
Kind = Literal["chance", "proportion", "index"]
NOTHING = 1e-12  # expected disagreement below this is none


class Split(NamedTuple):
    """Observed and expected agreement; expected is NaN where there is none."""

    observed: Floats
    expected: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a formula needs beside the sums: weights (None for none) and the number of categories that count."""

    weights: Floats | None = None
    n_categories: int = 2


Formula = Callable[[Sums, Setting], Split]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A coefficient: its key, its formula and what must hold for it.

    `kind` is 'chance' for coefficients corrected for chance, 'proportion' for values from 0 to 1, 'index' for
    values from -1 to 1. `coders` and `categories` are the numbers it is defined for, 0 for any; `instead` names what
    to read where they are others.
    """

    key: str
    formula: Formula
    parts: tuple[str, ...] = ()
    kind: Kind = "chance"
    coders: int = 0
    categories: int = 0
    instead: str = ""

    def values(self, sums: Sums, setting: Setting) -> tuple[Floats, Split]:
        """Give the coefficient, NaN where it is not estimable, and its parts."""
        with np.errstate(divide="ignore", invalid="ignore"):
            split = self.formula(sums, setting)
            value = corrected(split) if self.kind == "chance" else split.observed
        return value, split


def corrected(split: Split) -> Floats:
    """Agreement beyond chance; NaN where chance alone explains all."""
    room = 1 - split.expected
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(room > NOTHING, 1 - (1 - split.observed) / room, np.nan)


def percent(sums: Sums, setting: Setting) -> Split:
    """Mean over shared units of the share of agreeing pairs of coders."""
    observed = 1 - sums.disagreement / sums.shared
    return Split(observed, np.full_like(observed, np.nan))


def by_coders(sums: Sums, setting: Setting) -> Split:
    """Cohen (1960) for two coders, Conger (1980) for more: chance is the mean over pairs of coders."""
    counts = sums.parts["coder_counts"]
    rated = counts.sum(axis=-1, keepdims=True)
    used = (rated > 0).sum(axis=-2)[..., 0]
    shares = np.divide(counts, rated, out=np.zeros_like(counts), where=rated > 0)
    everybody = _agreeing_by_chance(shares.sum(axis=-2), setting.weights)
    themselves = _agreeing_by_chance(shares, setting.weights).sum(axis=-1)
    return Split(percent(sums, setting).observed, (everybody - themselves) / (used * (used - 1)))


def by_categories(sums: Sums, setting: Setting) -> Split:
    """Scott (1955) for two coders, Fleiss (1971) for more, missing codings after Gwet (2014)."""
    shares = sums.parts["shares"] / sums.units[..., None]
    return Split(percent(sums, setting).observed, _agreeing_by_chance(shares, setting.weights))


def by_number_of_categories(sums: Sums, setting: Setting) -> Split:
    """Bennett (1954), Brennan and Prediger (1981): every category as likely as any other."""
    observed = percent(sums, setting).observed
    expected = np.inf if setting.n_categories < 1 else _weight_total(setting) / setting.n_categories**2
    return Split(observed, np.full_like(observed, expected))


def gwet(sums: Sums, setting: Setting) -> Split:
    """Gwet (2008): chance agreement on the units that are hard to code."""
    shares = sums.parts["shares"] / sums.units[..., None]
    q = setting.n_categories
    scale = _weight_total(setting) / (q * (q - 1)) if q > 1 else np.nan
    return Split(percent(sums, setting).observed, scale * (shares * (1 - shares)).sum(axis=-1))


def krippendorff(sums: Sums, setting: Setting) -> Split:
    """Krippendorff's alpha: one minus observed over expected disagreement, units weighed by their codings."""
    totals, n = sums.parts["totals"], sums.values
    agreeing = _agreeing_by_chance(totals, setting.weights)
    return Split(1 - sums.value_disagreement / n, 1 - (n**2 - agreeing) / (n * (n - 1)))


def krippendorff_ordinal(sums: Sums, setting: Setting) -> Split:
    """Alpha at the ordinal level, whose distances follow from the values given."""
    totals, n = sums.parts["totals"], sums.values
    distances = ordinal_distances(totals)
    observed = (sums.parts["coincidences"] * distances).sum(axis=(-1, -2)) / n
    expected = (totals[..., :, None] * totals[..., None, :] * distances).sum(axis=(-1, -2)) / (n * (n - 1))
    scale = distances.max(axis=(-1, -2), initial=0)  # so that what is nothing does not depend on the unit
    return Split(1 - observed / scale, 1 - expected / scale)


def specific(place: int) -> Formula:
    """Agreement on one category: of the codings in it, the share that another coder agrees with."""

    def formula(sums: Sums, setting: Setting) -> Split:
        observed = sums.parts["agreeing"][..., place] / sums.parts["totals"][..., place]
        return Split(observed, np.full_like(observed, np.nan))

    return formula


def prevalence_index(sums: Sums, setting: Setting) -> Split:
    """Share of codings in the last category minus share in the first; (a - d) / n in a table of two coders."""
    totals = sums.parts["totals"]
    observed = (totals[..., -1] - totals[..., 0]) / sums.values
    return Split(observed, np.full_like(observed, np.nan))


def bias_index(sums: Sums, setting: Setting) -> Split:
    """Share of the first coder's codings in the last category minus the second's; (b - c) / n."""
    counts = sums.parts["coder_counts"]
    shares = counts[..., -1] / counts.sum(axis=-1)
    observed = shares[..., 0] - shares[..., 1]
    return Split(observed, np.full_like(observed, np.nan))


def _agreeing_by_chance(shares: Floats, weights: Floats | None) -> Floats:
    """Chance that two drawn at random agree, times what the shares add up to squared; shape (...,)."""
    other = shares if weights is None else shares @ weights
    total: Floats = (other * shares).sum(axis=-1)
    return total


def _weight_total(setting: Setting) -> float:
    return setting.n_categories if setting.weights is None else float(setting.weights.sum())


SEVERAL = "for two coders; for more, see each pair, or "
PERCENT = Coefficient(key="percent_agreement", formula=percent, kind="proportion")
COHEN = Coefficient(
    key="cohen_kappa", formula=by_coders, parts=("coder_counts",), coders=2, instead=f"{SEVERAL}Conger's kappa"
)
SCOTT = Coefficient(
    key="scott_pi", formula=by_categories, parts=("shares",), coders=2, instead=f"{SEVERAL}Fleiss' kappa"
)
BENNETT = Coefficient(key="bennett_s", formula=by_number_of_categories)
PABAK = Coefficient(key="pabak", formula=by_number_of_categories)
FLEISS = Coefficient(key="fleiss_kappa", formula=by_categories, parts=("shares",))
CONGER = Coefficient(key="conger_kappa", formula=by_coders, parts=("coder_counts",))
ALPHA = Coefficient(key="krippendorff_alpha", formula=krippendorff, parts=("totals",))
ORDINAL_ALPHA = Coefficient(key=ALPHA.key, formula=krippendorff_ordinal, parts=("coincidences", "totals"))
AC1 = Coefficient(key="gwet_ac1", formula=gwet, parts=("shares",))
BRENNAN_PREDIGER = Coefficient(key="brennan_prediger", formula=by_number_of_categories)
_ONE_CODE = "for one code at a time; see the codes"
POSITIVE = Coefficient(
    key="positive_agreement", formula=specific(-1), parts=("agreeing", "totals"), kind="proportion", categories=2,
    instead=_ONE_CODE,
)  # fmt: skip
NEGATIVE = Coefficient(
    key="negative_agreement", formula=specific(0), parts=("agreeing", "totals"), kind="proportion", categories=2,
    instead=_ONE_CODE,
)  # fmt: skip
PREVALENCE = Coefficient(
    key="prevalence_index", formula=prevalence_index, parts=("totals",), kind="index", categories=2, instead=_ONE_CODE
)
BIAS = Coefficient(
    key="bias_index", formula=bias_index, parts=("coder_counts",), kind="index", coders=2, categories=2,
    instead="for two coders and one code; see the codes of each pair",
)  # fmt: skip
NOMINAL = (
    PERCENT, COHEN, SCOTT, BENNETT, PABAK, FLEISS, CONGER, ALPHA, AC1, BRENNAN_PREDIGER, POSITIVE, NEGATIVE,
    PREVALENCE, BIAS,
)  # fmt: skip
