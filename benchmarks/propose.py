"""Proposed themes from a cold start, beside a plain BERTopic script: time, processor, memory and what is found.

``python -m benchmarks propose --data responses.csv [--codes codes.csv] [--sizes 375 1125 5000] [--runs 5]``

Each run is a process of its own with empty caches that reads the same sample of answers and writes its files; the two
take turns. Printed are the medians and their ratios, against the bars: at most .90 of the plain script's wall time, .95
of its processor time, 1.05 of its peak memory. With ``--codes`` (columns response_id and code, made by people) it is
also printed how many of the people's codes the themes find: a code counts as found if the answers of some theme and
those of the code overlap with F1 of at least .3, or .5; codes of at least 1% of the answers count.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pandas as pd

ROOT = Path(__file__).parents[1]
BARS = {"wall": 0.90, "processor": 0.95, "memory": 1.05}

NOT_A_THEME = ("Labelling not possible", "Not assigned")
MIN_PREVALENCE = 0.01
_F1_BARS = (0.3, 0.5)
_SEED = 0  # of the samples


@dataclass(frozen=True)
class Run:
    """What one process took: seconds, seconds of processor time, bytes at its peak."""

    wall: float
    processor: float
    memory: float


def main(argv: Sequence[str]) -> int:
    """Measure and print; gives 1 if a bar is missed."""
    args = _arguments(argv)
    answers = pd.read_csv(args.data, dtype=str, keep_default_na=False)
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    kept = True
    with tempfile.TemporaryDirectory() as scratch:
        for size in args.sizes:
            sample = Path(scratch, f"sample_{size}.csv")
            answers.sample(min(size, len(answers)), random_state=_SEED).to_csv(sample, index=False)
            kept &= _measure(sample, args, Path(scratch))
    return 0 if kept else 1


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks propose", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="CSV with the answers")
    parser.add_argument("--text", default="text", help="its column with the answers (default: %(default)s)")
    parser.add_argument("--id", default="response_id", help="its column that names them (default: %(default)s)")
    parser.add_argument("--codes", type=Path, help="CSV with people's codes: response_id, code")
    parser.add_argument("--sizes", type=int, nargs="+", default=[375, 1125, 5000])
    parser.add_argument("--runs", type=int, default=5, help="cold runs of each (default: %(default)s)")
    return parser.parse_args(argv)


def _measure(sample: Path, args: argparse.Namespace, scratch: Path) -> bool:
    size = len(pd.read_csv(sample, usecols=[args.id], dtype=str))
    taken: dict[str, list[Run]] = {"ours": [], "plain": []}
    folders = {who: scratch / f"{who}_{size}" for who in taken}
    for number in range(args.runs):
        for who in ("ours", "plain") if number % 2 == 0 else ("plain", "ours"):
            folders[who].mkdir(exist_ok=True)
            taken[who].append(_cold_run(_command(who, sample, args, folders[who])))
            last = taken[who][-1]
            print(f"  {size} {who}: {last.wall:.1f} s, {last.processor:.1f} s processor", file=sys.stderr, flush=True)
    kept = _print_ratios(size, taken)
    if args.codes:
        for who, folder in folders.items():
            print(f"  {who:6} {coverage(folder / 'assignments.csv', sample, args.codes, args.id)}")
    return kept


def _command(who: str, sample: Path, args: argparse.Namespace, folder: Path) -> list[str]:
    if who == "plain":
        return [sys.executable, "-m", "benchmarks.plain_bertopic", str(sample), args.text, args.id, str(folder)]
    propose = [sys.executable, "-m", "workbench", "propose", str(sample)]
    return [*propose, "--text", args.text, "--id", args.id, "--out", str(folder)]


def _cold_run(command: list[str]) -> Run:
    """Run a command with no cache of ours to draw on; what numba keeps beside the packages stays, as on any day."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "VERBATIM_CACHE_DIR": cache, "VERBATIM_DATA_DIR": cache}
        start = time.perf_counter()
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            child = os.posix_spawn(
                command[0],
                command,
                environment,
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
                ],
            )
            _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"Ended with {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in kibibytes here
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def _print_ratios(size: int, taken: dict[str, list[Run]]) -> bool:
    kept = True
    print(f"{size} answers, median of {len(taken['ours'])} cold runs each")
    for what, bar in BARS.items():
        ours, plain = (median(getattr(run, what) for run in taken[who]) for who in ("ours", "plain"))
        scale, unit = (1e6, "MB") if what == "memory" else (1, "s")
        met = ours / plain <= bar
        kept &= met
        print(
            f"  {what:10} ours {ours / scale:8.1f} {unit}   plain {plain / scale:8.1f} {unit}   "
            f"ratio {ours / plain:.2f} (bar {bar:.2f}{'' if met else ': missed'})"
        )
    return kept


def coverage(assignments: Path, sample: Path, codes: Path, id_column: str) -> str:
    """How many of the codes made by people have a theme with much the same answers."""
    everyone = set(pd.read_csv(sample, dtype=str, keep_default_na=False)[id_column])
    people = pd.read_csv(codes, dtype=str, keep_default_na=False)
    people = people[people["response_id"].isin(everyone) & ~people["code"].isin(NOT_A_THEME)]
    of_code = people.groupby("code")["response_id"].agg(set)
    of_code = of_code[of_code.map(len) >= MIN_PREVALENCE * len(everyone)]
    assigned = pd.read_csv(assignments, dtype=str, keep_default_na=False)
    of_theme = assigned[assigned["theme"] != ""].groupby("theme")["response_id"].agg(set)
    best = pd.Series(
        [max((2 * len(code & theme) / (len(code) + len(theme)) for theme in of_theme), default=0.0) for code in of_code]
    )
    found = ", ".join(f"{(best >= bar).mean():.0%} at F1 {bar}" for bar in _F1_BARS)
    unplaced = (assigned["theme"] == "").mean()
    return (
        f"finds {found} of {len(of_code)} codes (mean best F1 {best.mean():.3f}) "
        f"with {len(of_theme)} themes, {unplaced:.0%} not placed"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
