"""Codes suggested from few decisions, beside plain logistic regression, TF-IDF and SetFit.

``python -m benchmarks suggest --data FOLDER [--draws 5] [--distinct] [--order] [--speed]``

The folder holds coded answers (`benchmarks.coded_study` says how). In each draw 1,000 answers are held aside and the
others are coded in random order. Printed, for codes of at least 1% of the answers: macro recall@5 (of the held-aside
answers with a code, the share for which it is among the first five suggested) and macro average precision. Bars:
.72 and .40 after 200 coded answers; .70 and .25 after none, from the codebook alone.

What can be chosen in the suggestions was chosen on draws 100 to 104 and, of the order, on seeds 300 to 319, not on
those printed. Those too are draws of the same answers: what was chosen has seen the answers that it is tried on, and
another study is a harder trial. And of the 3,676 patient comments that the bars are for, 12% have a twin, the same
words but for case and punctuation, which may be learned while the other is held aside (``--distinct`` leaves out those
with exactly the same words); 6% equal an example of the codebook, which the suggestions are taught.

``--order`` prints how many answers have to be coded, in the order that Verbatim proposes, to reach what 500 in random
order reach; ``--speed`` how long the renewal after one decision takes. Both then stand alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks import suggest_order, suggest_rivals, suggest_speed
from benchmarks.coded_study import Study, highest_first, macro_precision, macro_recall, read_study, short
from pipelines.suggesting import CodeSuggester
from workbench.settings import Settings

SIZES = (0, 25, 50, 100, 200, 400)
BARS = {0: (0.70, 0.25), 200: (0.72, 0.40)}  # coded answers: macro recall@5, macro average precision
HELD_ASIDE = 1000

Figures = tuple[float, float]
Way = Callable[[Study, suggest_rivals.Rows, suggest_rivals.Rows], Figures]


def main(argv: Sequence[str]) -> int:
    """Measure and print; gives 1 if a bar is missed."""
    args = _arguments(argv)
    if args.speed:
        return suggest_speed.measure()
    if not args.data:
        print("Give the folder of coded answers with --data.", file=sys.stderr)
        return 2
    study = read_study(args.data, args.cache, distinct=args.distinct)
    print(
        f"{len(study.texts):,} answers{' with different words' if args.distinct else ''}, "
        f"{len(study.codes)} codes, {study.labels.sum(axis=1).mean():.2f} codes an answer"
    )
    return suggest_order.measure(study, args.seeds) if args.order else _learning_curve(study, args)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks suggest", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with responses.csv, codes.csv and codebook.csv")
    parser.add_argument("--draws", type=int, default=5, help="random draws (default: %(default)s)")
    parser.add_argument("--first-draw", type=int, default=0, help="seed of the first draw (default: %(default)s)")
    parser.add_argument("--distinct", action="store_true", help="leave out answers whose words came before")
    parser.add_argument("--order", action="store_true", help="simulate coding in the proposed order")
    parser.add_argument("--seeds", type=int, default=20, help="simulations (default: %(default)s)")
    parser.add_argument("--speed", action="store_true", help="time the renewal at 10,000 answers and 50 codes")
    parser.add_argument("--setfit", type=int, nargs="*", default=[], metavar="N", help="coded answers to try SetFit at")
    parser.add_argument("--cache", type=Path, default=Settings.from_environment().cache_dir, help="keeps vectors")
    return parser.parse_args(argv)


def suggested(study: Study, learned: suggest_rivals.Rows, asked: suggest_rivals.Rows) -> Figures:
    """Verbatim's suggestions: macro recall@5 and macro average precision."""
    suggester = CodeSuggester().fit(study.vectors[learned], study.labels[learned], study.anchors, study.vectors)
    asked_vectors, labels = study.vectors[asked], study.labels[asked]
    return (
        macro_recall(suggester.rank(asked_vectors), labels),
        macro_precision(suggester.predict_proba(asked_vectors), labels),
    )


def _rival(scores_of: Callable[..., np.ndarray]) -> Way:
    def way(study: Study, learned: suggest_rivals.Rows, asked: suggest_rivals.Rows) -> Figures:
        scores, labels = scores_of(study, learned, asked), study.labels[asked]
        return macro_recall(highest_first(scores), labels), macro_precision(scores, labels)

    return way


WAYS: dict[str, Way] = {
    "Verbatim": suggested,
    "logistic regression": _rival(suggest_rivals.logistic),
    "TF-IDF, logistic": _rival(suggest_rivals.words),
}


def _learning_curve(study: Study, args: argparse.Namespace) -> int:
    draws = range(args.first_draw, args.first_draw + args.draws)
    rest = len(study.texts) - HELD_ASIDE
    ways = dict(WAYS)
    if args.setfit and suggest_rivals.setfit_is_installed():
        ways["SetFit"] = _rival(suggest_rivals.setfit)
    print(f"macro recall@5 / macro average precision, draws {draws[0]} to {draws[-1]}, {HELD_ASIDE:,} held aside")
    print(f"{'coded':>7}  " + "".join(f"{name:22}" for name in ways))
    kept = True
    for size in (*SIZES, rest):
        cells = []
        for name, way in ways.items():
            if (size == 0 and name != "Verbatim") or (name == "SetFit" and size not in args.setfit):
                cells.append("–")
                continue
            found = np.mean([_of_draw(study, way, seed, size) for seed in draws], axis=0)
            met = name != "Verbatim" or bool((found >= BARS.get(size, (0.0, 0.0))).all())
            kept &= met
            cells.append(f"{short(found[0])} / {short(found[1])}{'' if met else ' missed'}")
        print(f"{size:7,}  " + "".join(f"{cell:22}" for cell in cells), flush=True)
    if not suggest_rivals.setfit_is_installed():
        print("SetFit: not installed")
    elif not args.setfit:
        print("SetFit: not asked for; --setfit 25 tries it at 25 coded answers, for which it takes minutes a draw")
    return 0 if kept else 1


def _of_draw(study: Study, way: Way, seed: int, size: int) -> Figures:
    aside, order = study.drawn(seed, HELD_ASIDE)
    return way(study, order[:size], aside)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
