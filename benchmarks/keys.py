"""How many keys a coder presses for each code that is given at the desk: ``python -m benchmarks keys``.

Two codebooks, coded through the program's own doors, with the keys that the desk really gives at each moment: the
reference coding of the example 'peer supporters' (43 codes under 11 themes, three questions), and a synthetic study
with 150 codes under 12 themes, of which some are far commoner than others (Zipf's law, an answer with one to three
codes). Counted are the presses of a code's shortest key, and one Enter for each answer, shared by its codes. The bar is
a median of two presses for each code: with the share of Enter in the first study, without it where codes are many.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np
from sqlalchemy import select

from benchmarks.made_project import add_wide_codebook, make_project
from storage import tables as t
from storage.store import Store, open_store
from workbench import deciding, demo, desk, people, projects
from workbench.desk_items import DeskItem
from workbench.ids import new_id

BAR = 2.0  # presses for each code, in the median
SMALL = "peer supporters"
RENEWED_AFTER = 20  # answers between two looks at the keys, as the desk asks for the store's word
WIDE_ANSWERS = 800
SHARES = (0.35, 0.45, 0.2)  # of answers with one, two and three codes: near those of the peer supporters


@dataclass(frozen=True)
class Presses:
    """Presses for each code given: of the code's key, and with its share of the Enter that ends the answer."""

    key: list[int]
    with_enter: list[float]


def measure(store: Store, project: str, coder: str, wished: Mapping[str, Sequence[str]]) -> Presses:
    """Give each answer its codes at the desk, and count.

    Parameters
    ----------
    wished : the codes of each answer by id; an answer that is not in it is passed
    """
    found = Presses([], [])
    for window, answers in _stretches(store, project, coder):
        for answer in answers:
            keys = dict(window.palettes[answer.question_id])
            codes = [code for code in wished.get(answer.response_id, ()) if code in keys]
            lengths = [len(keys[code][0]) for code in codes if keys[code]]
            found.key.extend(lengths)
            found.with_enter.extend(length + 1 / len(codes) for length in lengths)
            entries = [
                {"id": new_id() + new_id(), "kind": "apply", "response": answer.response_id, "code": code}
                for code in codes
            ]
            if not all(taken.ok for taken in deciding.take(store, project, coder, entries)):
                raise RuntimeError(f"The desk refused a code of answer {answer.number}.")
    return found


def _stretches(store: Store, project: str, coder: str) -> Iterator[tuple[desk.DeskWindow, list[DeskItem]]]:
    number, total = 1, 1
    while number <= total:
        window = desk.window(store, project, coder, number=number)
        total = window.total
        yield window, [item for item in window.items if number <= item.number < number + RENEWED_AFTER]
        number += RENEWED_AFTER


def peer_supporters(folder: Path) -> Presses:
    """Code the finished example again, as its reference coder did."""
    store = open_store(folder=folder)
    demo.ensure_examples(store)
    project = demo.example_id("peer_supporters", coded=True)
    coder = people.sign_in(store, "Ana")
    projects.join_project(store, project, coder)
    reference = people.sign_in(store, demo.CODERS["reference"])
    c = t.codings.c
    query = select(c.response_id, c.code_id).where(c.project_id == project, c.coder_id == reference).order_by(c.start)
    wished: dict[str, list[str]] = {}
    with store.reading() as conn:
        for response, code in conn.execute(query):
            if code not in wished.setdefault(response, []):
                wished[response].append(code)
    return measure(store, project, coder, wished)


def wide(folder: Path, seed: int) -> Presses:
    """Code answers with 150 codes whose frequencies follow Zipf's law, whatever their place in the codebook."""
    project, coder = make_project(folder, WIDE_ANSWERS, codes=0)
    store = open_store(folder=folder)
    codes = add_wide_codebook(store, project, coder)
    rng = np.random.default_rng(seed)
    weights = rng.permutation(1 / np.arange(1, len(codes) + 1))
    weights /= weights.sum()
    with store.reading() as conn:
        answers = desk.desk_order(conn, project)

    def some() -> list[str]:
        count = rng.choice((1, 2, 3), p=SHARES)
        return [codes[n] for n in rng.choice(len(codes), size=count, replace=False, p=weights)]

    wished = {answer: some() for answer in answers}
    return measure(store, project, coder, wished)


def main(argv: Sequence[str] | None = None) -> int:
    """Count and print; 1 if a median is above its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks keys", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="of the synthetic study (default 1)")
    asked = parser.parse_args(argv)
    held = True
    with tempfile.TemporaryDirectory() as scratch:
        studies = {
            SMALL: peer_supporters(Path(scratch, "peers")),
            "150 codes, synthetic": wide(Path(scratch, "wide"), asked.seed),
        }
    for name, presses in studies.items():
        whole = median(presses.with_enter)
        held &= (whole if name == SMALL else median(presses.key)) <= BAR
        lengths = Counter(presses.key)
        print(f"{name}: {len(presses.key):,} codes given; one press {lengths[1]:,}, two presses {lengths[2]:,}")
        print(f"  presses of the code's key: median {median(presses.key):g}, mean {mean(presses.key):.2f}")
        print(f"  with its share of Enter: median {whole:.2f}, mean {mean(presses.with_enter):.2f}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
