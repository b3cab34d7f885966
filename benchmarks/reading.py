"""How the answers of the synthetic study read beside real comments: lengths, words, repetition, likeness.

``python -m benchmarks reading [--figure docs/reading.svg]``

Compares the substantive answers of the example 'peer supporters' with the comments of 'patient feedback'. Bars for
the synthetic ones: no run of 8 words in more than 3 answers, and at most 15% of the answers closer than cosine .9 to
another answer (vectors of the packaged model).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from benchmarks.propose import ROOT
from pipelines.embedding import SegmentEmbedder

EXAMPLES = ROOT / "data" / "examples"
RUN, MOST_WITH_A_RUN = 8, 3
CLOSE, MOST_CLOSE = 0.9, 0.15
SYNTHETIC, REAL = "peer supporters (synthetic)", "patient feedback (real)"
_WORD = re.compile(r"[a-z0-9']+")


def main(argv: Sequence[str]) -> int:
    """Compare, print and draw; gives 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks reading", description=__doc__.splitlines()[0])
    parser.add_argument("--figure", type=Path, help="where to draw both distributions (.svg)")
    args = parser.parse_args(argv)
    answers = {SYNTHETIC: substantive_answers(), REAL: _column("patient_feedback", "text")}
    for name, texts in answers.items():
        lengths = np.array([len(text.split()) for text in texts])
        quartiles = ", ".join(f"{q:g}" for q in np.percentile(lengths, [0, 25, 50, 75, 100]))
        types = [round(types_at(texts, tokens)) for tokens in (1_000, 5_000)]
        print(f"{name}: {len(texts)} answers, words {quartiles}; types in 1,000 and 5,000 words: {types}")
        print(f"  in one run of {RUN} words: {most_with_a_run(texts)}; close to another: {share_close(texts):.1%}")
    if args.figure:
        args.figure.write_bytes(figure(answers))
    texts = answers[SYNTHETIC]
    return 0 if most_with_a_run(texts) <= MOST_WITH_A_RUN and share_close(texts) <= MOST_CLOSE else 1


def substantive_answers() -> list[str]:
    """Give the synthetic study's answers that say something, question after question."""
    folder = EXAMPLES / "peer_supporters"
    people = pd.read_csv(folder / "responses.csv", dtype=str, keep_default_na=False).set_index("respondent_id")
    others = pd.read_csv(folder / "dispositions.csv", dtype=str)
    without = set(zip(others["response_id"], others["question"], strict=True))
    questions = pd.read_csv(folder / "questions.csv")["column"]
    return [
        text
        for question in questions
        for person, text in people[question].items()
        if text and (person, question) not in without
    ]


def _column(study: str, column: str) -> list[str]:
    frame = pd.read_csv(EXAMPLES / study / "responses.csv", dtype=str, keep_default_na=False)
    return [text for text in frame[column] if text.strip()]


def words(text: str) -> list[str]:
    """Give the words of a text in small letters.

    >>> words("No time, NO time.")
    ['no', 'time', 'no', 'time']
    """
    return _WORD.findall(text.casefold().replace("’", "'"))


def most_with_a_run(texts: Sequence[str]) -> int:
    """Give the number of answers that hold the most widespread run of 8 words.

    >>> most_with_a_run(["a b c d e f g h i", "x a b c d e f g h"])
    2
    """
    holders: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        said = words(text)
        for start in range(len(said) - RUN + 1):
            holders[tuple(said[start : start + RUN])].add(number)
    return max(map(len, holders.values()), default=0)


def types_at(texts: Sequence[str], tokens: int, draws: int = 20) -> float:
    """Give the mean number of different words among the first `tokens` words, over random orders of the answers."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(draws):
        said = [word for number in rng.permutation(len(texts)) for word in words(texts[number])]
        found.append(len(set(said[:tokens])))
    return float(np.mean(found))


def share_close(texts: Sequence[str]) -> float:
    """Give the share of answers closer than cosine .9 to another one."""
    vectors = SegmentEmbedder().fit().transform(texts)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    return float((likeness.max(axis=1) > CLOSE).mean())


def figure(answers: dict[str, list[str]]) -> bytes:
    """Draw lengths and growth of the vocabulary side by side, as SVG."""
    import vl_convert

    lengths = pd.DataFrame(
        [(name, n, (np.array([len(t.split()) for t in texts]) <= n).mean()) for name, texts in answers.items()
         for n in range(1, 121)], columns=["study", "words", "share"],
    )  # fmt: skip
    growth = pd.DataFrame(
        [(name, n, types_at(texts, n, draws=5)) for name, texts in answers.items() for n in range(250, 8_001, 250)],
        columns=["study", "tokens", "types"],
    )
    colour = alt.Color("study:N", title=None, scale=alt.Scale(range=["#D55E00", "#0072B2"]),
                       legend=alt.Legend(orient="top"))  # fmt: skip
    left = alt.Chart(lengths, width=300, height=220).mark_line().encode(
        x=alt.X("words:Q", title="words in an answer"),
        y=alt.Y("share:Q", title="share of answers with at most so many"), color=colour,
    )  # fmt: skip
    right = alt.Chart(growth, width=300, height=220).mark_line().encode(
        x=alt.X("tokens:Q", title="words read"), y=alt.Y("types:Q", title="different words met"), color=colour
    )
    chart = (left | right).configure(font="sans-serif", background="white").configure_view(stroke=None)
    return str(vl_convert.vegalite_to_svg(chart.to_dict())).encode("utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
