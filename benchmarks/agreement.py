"""Agreement: how often intervals hold the true value, and how fast coefficients come.

``python -m benchmarks agreement --coverage [--runs 10000] [--only NAME …]``
``python -m benchmarks agreement --speed``

Coverage draws synthetic codings whose true agreement is known. Each answer has the code or not; a coder reads it
right with some chance and else codes at random with the code's prevalence, so that alpha is the chance that two
coders both read right. Clustered answers: respondents give several, share a tendency to say the thing, and are easy
or hard to code. Bar: 93 to 97% for the default interval.

Speed: nominal alpha of 10,000 units and 5 coders at least as fast as the package krippendorff (GPL, so only where it
happens to be installed), and 1,000 draws of all coefficients for 50 codes, 2,000 units and 3 coders under 5 s.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from coding.agreement import formulas
from coding.agreement.coefficients import krippendorff_alpha
from coding.agreement.comparison import Codings, compare
from coding.agreement.estimate import EDGE, Task, estimate_all
from coding.agreement.formulas import Setting
from coding.agreement.intervals import Interval, bootstrap_weights
from coding.agreement.ratings import Ratings
from coding.agreement.sums import Summing, Sums

Floats = NDArray[np.float64]
LEAST, MOST = 0.93, 0.97
SECONDS = 5.0
ALTERNATIONS = 30
ALIKE = 0.15  # correlation of a respondent's answers within clustered scenarios
HARDER = 0.2  # of respondents: how far the chance that both coders read right lies from its mean
AT_ONCE = 2_000  # studies held in memory
FEWER = 500  # studies for intervals that are only there for comparison
OTHERS = (formulas.PERCENT, formulas.CONGER, formulas.AC1, formulas.POSITIVE)


@dataclass(frozen=True)
class Scenario:
    """Codings to draw: `units` of each of `respondents`, by `coders`."""

    coders: int
    respondents: int
    units: int
    prevalence: float
    alpha: float = 0.7

    @property
    def name(self) -> str:
        answers = f"{self.respondents}" + (f"x{self.units}" if self.units > 1 else "")
        return f"{self.coders} coders, {answers}, p {self.prevalence:.1f}, alpha {self.alpha:.2f}"

    def draw(self, rng: np.random.Generator, runs: int) -> Ratings:
        """Draw some studies, one behind the other; respondents of different studies are different."""
        p, respondents = self.prevalence, self.respondents * runs
        clustered = self.units > 1
        scale = (1 - ALIKE) / ALIKE
        tendency = rng.beta(p * scale, (1 - p) * scale, respondents) if clustered else np.full(respondents, p)
        right = self.alpha + (HARDER * rng.choice([-1, 1], respondents) if clustered else np.zeros(respondents))
        people = np.repeat(np.arange(respondents), self.units)
        n = len(people)
        truth = rng.random(n) < tendency[people]
        reads = rng.random((self.coders, n)) < np.sqrt(right)[people]
        codes = np.where(reads, truth, rng.random((self.coders, n)) < p).astype(np.int64)
        return Ratings(codes, (False, True), people)

    def study(self, ratings: Ratings, run: int) -> Ratings:
        """Take one of the studies drawn."""
        size = self.respondents * self.units
        return ratings.take(np.arange(run * size, (run + 1) * size))

    def truth(self) -> dict[str, float]:
        """True values by key."""
        p, apart = self.prevalence, (1 - self.alpha) * 2 * self.prevalence * (1 - self.prevalence)
        chance = 2 * p * (1 - p)
        return {
            formulas.ALPHA.key: self.alpha,
            formulas.CONGER.key: self.alpha,
            formulas.PERCENT.key: 1 - apart,
            formulas.AC1.key: (1 - apart - chance) / (1 - chance),
            formulas.POSITIVE.key: 1 - apart / (2 * p),
        }


PLAIN = ((2, 60), (2, 150), (3, 100), (4, 60), (4, 150))
SCENARIOS = (
    *(Scenario(coders, units, 1, p) for coders, units in PLAIN for p in (0.1, 0.3, 0.5)),
    Scenario(2, 100, 1, 0.3, 0.85),
    Scenario(3, 100, 1, 0.3, 0.5),
    Scenario(2, 50, 3, 0.3),
    Scenario(3, 50, 3, 0.3),
    Scenario(3, 50, 3, 0.1),
    Scenario(4, 40, 2, 0.5),
    Scenario(3, 30, 3, 0.5),
)  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Measure and print; gives 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks agreement", description=__doc__.splitlines()[0])
    parser.add_argument("--coverage", action="store_true", help="how often intervals hold the true value")
    parser.add_argument("--speed", action="store_true", help="how fast coefficients come")
    parser.add_argument("--runs", type=int, default=10_000, help="studies drawn a scenario")
    parser.add_argument("--draws", type=int, default=2_000, help="draws of each bootstrap")
    parser.add_argument("--only", nargs="*", type=int, help="numbers of scenarios, from 1")
    args = parser.parse_args(argv)
    missed = 0
    if args.speed or not args.coverage:
        missed += print_speed()
    if args.coverage:
        missed += print_coverage(args.runs, args.draws, args.only)
    return 1 if missed else 0


def print_coverage(runs: int, draws: int, only: Sequence[int] | None) -> int:
    """Print a table, a line a scenario; gives the number of scenarios whose default interval misses the bar."""
    print(
        f"Coverage of 95% intervals of alpha over {runs:,} synthetic studies a scenario, those that have an interval;\n"
        f"percentile and pairs over {min(runs, AT_ONCE):,}, KALPHA and Gwet over {min(runs, FEWER):,};\n"
        "none: studies without an interval; width: median of the default;\n"
        "low, high: truth below and above the default interval; then the default interval of other coefficients."
    )
    head = ("log (default)", *[name for name in WAYS if name != "log"], "percentile", "pairs", "KALPHA", "Gwet")
    others = [c.key.split("_")[0] for c in OTHERS]
    print(f"{'':46}" + "".join(f"{name:>15}" for name in (*head, "none", "width", "low", "high", *others)))
    missed = 0
    for number, scenario in enumerate(SCENARIOS, start=1):
        if only and number not in only:
            continue
        sizes = [min(AT_ONCE, runs - start) for start in range(0, runs, AT_ONCE)]
        blocks = [coverage(scenario, size, draws if not n else 0, [number, n]) for n, size in enumerate(sizes)]
        held = blocks[0] | {name: float(np.average([b[name] for b in blocks], weights=sizes)) for name in blocks[-1]}
        missed += not LEAST <= held["log"] <= MOST
        print(f"{number:2} {scenario.name:43}" + "".join(f"{value:15.3f}" for value in held.values()), flush=True)
    print(f"{missed} scenarios outside {LEAST:.0%} to {MOST:.0%}.")
    return missed


def coverage(scenario: Scenario, runs: int, draws: int, seed: Sequence[int]) -> dict[str, float]:
    """Draw studies and count how many intervals of each kind hold the true value; of bootstraps only with draws."""
    rng = np.random.default_rng(seed)
    ratings, truth, setting = scenario.draw(rng, runs), scenario.truth(), Setting(n_categories=2)
    names = {name for c in (formulas.ALPHA, *OTHERS) for name in c.parts}
    summing = Summing(ratings, None, names)
    by_respondent = summing.by_respondent.reshape(runs, scenario.respondents, summing.width)
    total = by_respondent.sum(axis=1)
    whole, left_out = summing.split(total), summing.split(total[:, None, :] - by_respondent)
    held: dict[str, float] = {}
    alpha = truth[formulas.ALPHA.key]
    value, others = formulas.ALPHA.values(whole, setting)[0], formulas.ALPHA.values(left_out, setting)[0]
    given = ~np.isnan(value) & (value < 1 - EDGE) & ~np.isnan(others).any(axis=1)
    for name, way in WAYS.items():
        low, high = way(value[given], others[given])
        held[name] = _share(low, high, alpha)
        if name == "log":
            default = low, high
            agree_with_product(scenario, ratings, np.flatnonzero(given)[:10].tolist(), low, high)
    if draws:
        blocks = np.array_split(by_respondent, max(1, runs // 50))
        low, high = np.vstack([_percentiles(block, draws, seed[0], summing) for block in blocks])[given].T
        held["percentile"] = _share(low, high, alpha)
        low, high = _pairs(whole, value, scenario.coders, draws, rng)
        held["pairs"] = _share(low[given], high[given], alpha)
        held |= published(scenario, ratings, np.flatnonzero(given)[:FEWER].tolist(), draws)
    low, high = default
    held |= {"none": 1 - given.mean(), "width": float(np.median(high - low))}
    held |= {"low": float((alpha < low).mean()), "high": float((alpha > high).mean())}
    for c in OTHERS:
        value, others = c.values(whole, setting)[0], c.values(left_out, setting)[0]
        sound = ~np.isnan(value) & (value < 1 - EDGE) & (value > EDGE) & ~np.isnan(others).any(axis=1)
        way = _logit if c.kind == "proportion" else _log
        held[c.key] = _share(*way(value[sound], others[sound]), truth[c.key])
    return held


def _share(low: Floats, high: Floats, truth: float) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


def agree_with_product(scenario: Scenario, ratings: Ratings, runs: Sequence[int], low: Floats, high: Floats) -> None:
    """Stop where what is counted here is not what the program gives."""
    for place, run in enumerate(runs):
        task = Task(scenario.study(ratings, run), Setting(n_categories=2), (formulas.ALPHA,))
        found = estimate_all([task], Interval())[0][formulas.ALPHA.key]
        assert found.low is not None and found.high is not None
        assert np.allclose((found.low, found.high), (low[place], high[place])), (found, low[place], high[place])


def published(scenario: Scenario, ratings: Ratings, runs: Sequence[int], draws: int) -> dict[str, float]:
    """Count the intervals of KALPHA and of Gwet."""
    ends: dict[str, list[tuple[float, float]]] = {"kalpha": [], "gwet": []}
    for run in runs:
        task = Task(scenario.study(ratings, run), Setting(n_categories=2), (formulas.ALPHA,))
        for method in ("kalpha", "gwet"):
            interval = Interval("kalpha" if method == "kalpha" else "gwet", draws=draws, seed=run)
            found = estimate_all([task], interval)[0][formulas.ALPHA.key]
            low, high = found.low, found.high
            ends[method].append((np.nan, np.nan) if low is None or high is None else (low, high))
    arrays = {method: np.array(given).T for method, given in ends.items()}
    return {method: _share(given[0], given[1], scenario.alpha) for method, given in arrays.items()}


def _pairs(whole: Sums, value: Floats, coders: int, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw all pairs of codings anew, as KALPHA does where its limit on the number of pairs does not bind."""
    n = int(whole.values[0] * (coders - 1) / 2)
    apart = np.clip(whole.value_disagreement / whole.values, 0, 1)
    drawn = rng.binomial(n, apart, size=(draws, len(apart))) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.quantile(1 - drawn * (1 - value) / apart, [0.025, 0.975], axis=0)
    return low, high


def _percentiles(by_respondent: Floats, draws: int, seed: int, summing: Summing) -> Floats:
    weights = bootstrap_weights(by_respondent.shape[1], draws, seed)
    values = formulas.ALPHA.values(summing.split(weights @ by_respondent), Setting(n_categories=2))[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a study whose draws are all without a value
        return np.nanquantile(values, [0.025, 0.975], axis=1).T


def _error(values: Floats) -> Floats:
    n = values.shape[1]
    spread = ((values - values.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return stats.t.ppf(0.975, n - 1) * np.sqrt((n - 1) / n * spread)  # type: ignore[no-any-return]


def _log(value: Floats, left_out: Floats) -> tuple[Floats, Floats]:
    """The default: the jackknife's spread, carried to the logarithm by its slope."""
    half = _error(left_out) / (1 - value)
    return 1 - (1 - value) * np.exp(half), 1 - (1 - value) * np.exp(-half)


def _log_of_each(value: Floats, left_out: Floats) -> tuple[Floats, Floats]:
    """The jackknife of the logarithm; by its slope where one respondent holds all disagreement."""
    with np.errstate(divide="ignore", invalid="ignore"):
        half = _error(np.log(1 - left_out))
    half = np.where(np.isfinite(half), half, _error(left_out) / (1 - value))
    return 1 - (1 - value) * np.exp(half), 1 - (1 - value) * np.exp(-half)


def _logit(value: Floats, left_out: Floats) -> tuple[Floats, Floats]:
    """The default for proportions."""
    half = _error(left_out) / (value * (1 - value))
    middle = np.log(value) - np.log(1 - value)
    return 1 / (1 + np.exp(half - middle)), 1 / (1 + np.exp(-half - middle))


def _plain(value: Floats, left_out: Floats) -> tuple[Floats, Floats]:
    half = _error(left_out)
    return value - half, value + half


WAYS: dict[str, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    "log": _log,
    "log of each": _log_of_each,
    "plain": _plain,
}


def print_speed() -> int:
    """Print both speeds beside their bars; gives the number of bars missed."""
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 5, 10_000)
    data = np.where(rng.random((5, 10_000)) < 0.7, codes, rng.integers(0, 5, (5, 10_000))).astype(float)
    data[rng.random(data.shape) < 0.1] = np.nan
    ways: dict[str, Callable[[], object]] = {"ours": lambda: krippendorff_alpha(data, interval=None)}
    if find_spec("krippendorff"):
        import krippendorff  # type: ignore[import-not-found]

        ways["the package krippendorff"] = lambda: krippendorff.alpha(data, level_of_measurement="nominal")
    quickest = by_turns(ways, ALTERNATIONS)
    print("nominal alpha, 10,000 units x 5 coders, quickest of turns:")
    for name, spent in quickest.items():
        print(f"  {name}: {spent}")
    if len(ways) == 1:
        print("  the package krippendorff: not installed")
    print(f"  ours with its interval: {by_turns({'': lambda: krippendorff_alpha(data)}, 5)['']}")
    missed = int(quickest["ours"].wall > min(spent.wall for spent in quickest.values()))
    study, draws = many_codes(rng), Interval("bootstrap", draws=1_000)
    alone = [Task(study.code(place), Setting(n_categories=2), formulas.NOMINAL) for place in range(50)]
    spent = by_turns({"": lambda: estimate_all(alone, draws)}, 3)[""]
    missed += spent.wall >= SECONDS
    print(f"1,000 draws of all coefficients, 50 codes x 2,000 units x 3 coders: {spent} (bar {SECONDS:g} s)")
    spent = by_turns({"": lambda: compare(study, draws)}, 1)[""]
    print(f"  and over {len(study.sets().categories):,} different sets of codes, and all of it for each pair: {spent}")
    return missed


class Spent(NamedTuple):
    """Seconds by the clock and of the processor; on a busy machine the clock says more."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.4f} s ({self.processor:.4f} s of the processor)"


def by_turns(ways: dict[str, Callable[[], object]], turns: int) -> dict[str, Spent]:
    """Quickest of some turns; the ways take turns, so that whatever else the machine does slows all of them."""
    found: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, act in ways.items():
            clock, processor = time.perf_counter(), time.process_time()
            act()
            found[name].append(Spent(time.perf_counter() - clock, time.process_time() - processor))
    return {name: min(spent) for name, spent in found.items()}


def many_codes(rng: np.random.Generator) -> Codings:
    """Draw a synthetic study of 50 codes, from rare to common, 2,000 units and 3 coders."""
    shares = np.linspace(0.002, 0.06, 50)
    truth = rng.random((2_000, 50)) < shares
    size = truth.shape
    given = np.stack([np.where(rng.random(size) < 0.85, truth, rng.random(size) < shares) for _ in range(3)])
    units, codes = tuple(map(str, range(2_000))), tuple(f"code {place}" for place in range(50))
    return Codings(units, ("Ana", "Ben", "Cleo"), codes, np.arange(2_000), np.ones((3, 2_000), dtype=bool), given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
