"""What proposed themes find of the codes in a synthetic study, whose every code is known passage by passage.

``python -m benchmarks found [--question challenges] [--granularity fine]``

Proposes themes for one question of the example 'peer supporters' and prints, for each code of the reference coding,
the theme that holds it best: of the theme's passages, the share that overlap a passage with the code (precision), and
of the answers with the code, the share that the theme holds (recall). Bars of precision: .60 for the three commonest
codes, .50 for every code in at least 15 answers.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.propose import ROOT
from workbench.__main__ import main as workbench

STUDY = ROOT / "data" / "examples" / "peer_supporters"
COMMONEST, BAR_COMMONEST = 3, 0.6
ANSWERS, BAR = 15, 0.5


@dataclass(frozen=True)
class Found:
    """A code, the number of answers with it, and the theme whose passages carry it most."""

    code: str
    answers: int
    theme: str
    precision: float
    recall: float


def main(argv: Sequence[str]) -> int:
    """Propose, compare and print; gives 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks found", description=__doc__.splitlines()[0])
    parser.add_argument("--question", default="challenges", help="a column of answers")
    parser.add_argument("--granularity", default="fine", choices=("coarse", "balanced", "fine"))
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        code = workbench(
            ["propose", str(STUDY / "responses.csv"), "--id", "respondent_id", "--text", args.question,
             "--granularity", args.granularity, "--out", scratch]
        )  # fmt: skip
        if code:
            return code
        labels = dict(pd.read_csv(Path(scratch, "themes.csv"))[["theme", "label"]].to_numpy())
        found = compare(pd.read_csv(Path(scratch, "assignments.csv"), dtype=str, keep_default_na=False), args.question)
    kept = True
    for place, one in enumerate(found):
        bar = BAR_COMMONEST if place < COMMONEST else BAR if one.answers >= ANSWERS else 0.0
        met = one.precision >= bar
        kept &= met
        print(
            f"{one.code:42}{one.answers:4}  precision {one.precision:.2f}  recall {one.recall:.2f}  "
            f"{labels.get(one.theme, 'no theme')}{'' if met else f'  missed: {bar:.2f}'}"
        )
    return 0 if kept else 1


def compare(assignments: pd.DataFrame, question: str) -> list[Found]:
    """Give the best theme for each code of the reference coding, the commonest code first."""
    people = pd.read_csv(STUDY / "responses.csv", dtype=str, keep_default_na=False).set_index("respondent_id")
    codings = pd.read_csv(STUDY / "codings.csv", dtype=str, keep_default_na=False)
    codings = codings[(codings["coder"] == "reference") & (codings["question"] == question)]
    whole = codings["response_id"].map(people[question].str.len())
    codings["from"] = codings["start"].replace("", "0").astype(int)
    codings["to"] = codings["end"].where(codings["end"] != "", whole.astype(str)).astype(int)
    passages = assignments[assignments["theme"] != ""].astype({"start": int, "end": int})
    found = []
    for code, of_code in codings.groupby("code"):
        spans = of_code[["response_id", "from", "to"]]
        both = passages.reset_index(names="passage").merge(spans, on="response_id")
        with_code = set(both.loc[(both["from"] < both["end"]) & (both["to"] > both["start"]), "passage"])
        answers = set(of_code["response_id"])
        best = max(
            (
                (len(with_code & set(members.index)) / len(members), len(answers & set(members["response_id"])), theme)
                for theme, members in passages.groupby("theme")
            ),
            default=(0.0, 0, ""),
        )
        found.append(Found(str(code), len(answers), str(best[2]), best[0], best[1] / len(answers)))
    return sorted(found, key=lambda one: -one.answers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
