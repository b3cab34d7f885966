"""Agreement weighed back to the study: how often its intervals hold what a coding of all answers would have given.

``python -m benchmarks weighed [--runs 2000] [--only NUMBER …]``

Each run makes a synthetic study of 1,200 answers, coded whole by every coder; a search finds some of those with the
code and some without. Of both kinds a number of answers is drawn, and the interval from these alone is held against the
value in all 1,200. Beside the intervals as they are given stand those with respondents less one as degrees of freedom.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coding.agreement import formulas
from coding.agreement.comparison import Codings
from coding.agreement.estimate import Task, estimate
from coding.agreement.formulas import Setting
from coding.agreement.intervals import JACKKNIFE, UNEVEN
from coding.agreement.weighted import weighed_back

ANSWERS = 1_200
SHOWN = (formulas.ALPHA, formulas.PERCENT, formulas.AC1, formulas.POSITIVE)
WAYS = {"given": UNEVEN, "n - 1": JACKKNIFE}


@dataclass(frozen=True)
class Scenario:
    """A study and a sample: of the answers found by the search `rich` are drawn, of the others `rest`.

    Parameters
    ----------
    prevalence : share of answers that have the code
    careless : how often a coder does not read, and gives the code by chance
    hit : share of answers with the code that the search finds; of those without it finds 5%
    """

    rich: int
    rest: int
    coders: int
    prevalence: float = 0.05
    careless: float = 0.15
    hit: float = 0.8

    @property
    def name(self) -> str:
        drawn = f"{self.rich} + {self.rest} drawn, {self.coders} coders, p {self.prevalence:.2f}"
        return f"{drawn}, careless {self.careless:.2f}, found {self.hit:.1f}"


SCENARIOS = (
    *(Scenario(rich, rest, coders) for rich, rest in ((20, 40), (30, 60), (45, 45), (60, 120)) for coders in (2, 3)),
    Scenario(30, 60, 3, hit=0.5),
    Scenario(30, 60, 3, careless=0.05),
    Scenario(60, 120, 3, careless=0.05),
    Scenario(30, 60, 3, prevalence=0.1),
    Scenario(30, 60, 3, prevalence=0.3),
    Scenario(60, 120, 3, prevalence=0.5),
)


class Held(NamedTuple):
    """Share of intervals that hold the value in all answers, of those lying above it, and their median width."""

    held: float
    above: float
    width: float


def main(argv: Sequence[str]) -> int:
    """Measure and print a block a scenario; there is no bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks weighed", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2_000, help="studies drawn a scenario")
    parser.add_argument("--only", nargs="*", type=int, help="numbers of scenarios, from 1")
    args = parser.parse_args(argv)
    print(f"{args.runs:,} synthetic studies a scenario: held, above the value, median width; of those with an interval")
    for number, scenario in enumerate(SCENARIOS, start=1):
        if args.only and number not in args.only:
            continue
        print(f"{number:2} {scenario.name}")
        for key, ways in coverage(scenario, args.runs, number).items():
            told = (f"{way}: {one.held:.3f} {one.above:.3f} {one.width:.2f}" for way, one in ways.items())
            print(f"   {key:22}{'   '.join(told)}", flush=True)
    return 0


def coverage(scenario: Scenario, runs: int, seed: int) -> dict[str, dict[str, Held]]:
    """Draw studies and samples of them, and say of each coefficient how often either interval holds its value."""
    rng = np.random.default_rng(seed)
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for _ in range(runs):
        whole, is_rich = study(scenario, rng)
        truth = estimate(_task(whole), None)
        sample, chances = drawn(whole, is_rich, scenario, rng)
        back = _task(weighed_back(sample, chances))
        for way, interval in WAYS.items():
            for key, agreement in estimate(back, interval).items():
                value = truth[key].value
                if agreement.low is not None and agreement.high is not None and value is not None:
                    found.setdefault((key, way), []).append((agreement.low, agreement.high, value))
    told: dict[str, dict[str, Held]] = {}
    for (key, way), rows in found.items():
        low, high, value = np.array(rows).T
        held = float(((low <= value) & (value <= high)).mean())
        told.setdefault(key, {})[way] = Held(held, float((low > value).mean()), float(np.median(high - low)))
    return told


def study(scenario: Scenario, rng: np.random.Generator) -> tuple[Codings, NDArray[np.bool_]]:
    """Make a study coded by everybody, and say which answers the search finds."""
    truth = rng.random(ANSWERS) < scenario.prevalence
    careless = rng.random((scenario.coders, ANSWERS)) < scenario.careless
    by_chance = rng.random((scenario.coders, ANSWERS)) < scenario.prevalence + 0.03
    given = np.where(careless, by_chance, truth)[:, :, None]
    units, coders = tuple(map(str, range(ANSWERS))), tuple(map(str, range(scenario.coders)))
    seen = np.ones((scenario.coders, ANSWERS), dtype=bool)
    is_rich = np.where(truth, rng.random(ANSWERS) < scenario.hit, rng.random(ANSWERS) < 0.05)
    return Codings(units, coders, ("code",), np.arange(ANSWERS), seen, given), is_rich


def drawn(
    whole: Codings, is_rich: NDArray[np.bool_], scenario: Scenario, rng: np.random.Generator
) -> tuple[Codings, dict[str, str]]:
    """Draw answers of both kinds; gives each one's chance too."""
    chances: dict[str, str] = {}
    places: list[int] = []
    for kind, wanted in ((True, scenario.rich), (False, scenario.rest)):
        there = np.flatnonzero(is_rich == kind)
        taken = rng.choice(there, min(wanted, len(there)), replace=False)
        places += taken.tolist()
        chances |= {whole.units[place]: repr(len(taken) / len(there)) for place in taken}
    return whole.take(np.array(sorted(places))), chances


def _task(codings: Codings) -> Task:
    return Task(codings.code(0), Setting(n_categories=2), SHOWN)
