"""What the coders of a revealed round did, as agreement is computed from it; whatever happens later changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from codebooks.events import CodeChanged
from codebooks.model import DEFINING, Codebook
from coding.agreement.comparison import Codings
from coding.agreement.selections import as_themes
from coding.events import DispositionsSet
from coding.sampling import STRATA
from storage import bodies, queries, record
from storage import tables as t
from storage.queries import rounds as round_queries
from storage.queries.rounds import RoundRow
from workbench.codebook_reading import codebook_as_of
from workbench.errors import NotReady

LEFT_OUT = {"blank": "blank", "not_usable": "not usable"}  # dispositions of answers that no agreement is asked of
WEIGHED = ("no_code", "done", "unsure")  # marks that say an answer was weighed though it may carry no code


@dataclass(frozen=True)
class RoundStudy:
    """A round's codings, first presentations only, and what belongs to them; arrays follow `codings.units`.

    Parameters
    ----------
    coders, codes : names by id, in the order of the arrays
    codings : an answer that a coder marked unsure and gave no code is missing
    unsure_as_none : the same, but that such an answer counts as one without a code
    unsure : how many such codings there are
    again : of each coder with repeated answers the first presentation and the second, as if by two coders
    questions : id of the question of each unit
    positions : array of shape (n_coders, n_units), the place in each coder's order, 0 where not handed out
    probabilities : how likely each unit was to come into the sample
    left_out : answers handed out that count for nothing, by reason
    left : coders who had not handed in; only what they had decided counts
    definitions : what each code meant when the round was revealed
    redefined : codes whose definition or rules were changed while the round was coded, as a calibration allows
    """

    row: RoundRow
    coders: Mapping[str, str]
    codes: Mapping[str, str]
    codings: Codings
    unsure_as_none: Codings
    unsure: int
    again: Mapping[str, Codings]
    questions: NDArray[Any]
    positions: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    left_out: Mapping[str, int]
    left: tuple[str, ...]
    definitions: Mapping[str, tuple[str, ...]]
    redefined: frozenset[str] = frozenset()
    themes: Mapping[str, str] = field(default_factory=dict)
    theme_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_uneven(self) -> bool:
        """Whether some answers were meant to come into the sample more often than others.

        In proportion to their kinds they are not: whole answers of each only round the same chance.
        """
        if self.row.plan.get("sampling", "enriched") != "enriched":
            return False
        return bool(self.undrawn) or (len(self.probabilities) > 0 and bool(np.ptp(self.probabilities) > 0))

    @property
    def undrawn(self) -> tuple[str, ...]:
        """Kinds of answers that the sample was to be drawn from, and that it has none of."""
        strata: Mapping[str, Mapping[str, int]] = self.row.plan.get("strata", {})
        return tuple(
            STRATA.get(name, name) for name, sizes in strata.items() if int(sizes["there"]) and not int(sizes["drawn"])
        )

    def at(self, level: str, *, unsure_as_none: bool = False) -> Codings:
        """Give the codings with codes, or with the themes that they stand under ('theme') in their place."""
        return self.put_at(level, self.unsure_as_none if unsure_as_none else self.codings)

    def put_at(self, level: str, codings: Codings) -> Codings:
        """Give some codings of this round at a level."""
        return as_themes(codings, self.theme_of, list(self.themes)) if level == "theme" else codings

    def names(self, level: str) -> Mapping[str, str]:
        """Give the names of codes, or of themes."""
        return self.themes if level == "theme" else self.codes


def read_round_study(
    conn: Connection, project_id: str, round_id: str, reader: str, *, follow_merges: bool = False
) -> RoundStudy:
    """Read a round.

    Parameters
    ----------
    follow_merges : whether codes that were merged after the round count as one; else they stay what they were in it

    Raises
    ------
    NotReady
        The round is not revealed.
    """
    row = round_queries.round_row(conn, project_id, round_id)
    if row.state != "revealed":
        raise NotReady(
            f"Round {row.number} is {'withdrawn' if row.state == 'withdrawn' else 'still being coded'}. Agreement is "
            "shown once all have handed in and the round is revealed."
        )
    handed = round_queries.assigned(conn, project_id, round_id, reader)
    given = round_queries.round_codings(conn, project_id, round_id, reader)
    marks = round_queries.round_marks(conn, project_id, round_id, reader)
    answers = _answers(conn, project_id, handed["response_id"].unique().tolist(), row.revealed_seq)
    counted = answers[~answers["disposition"].isin(LEFT_OUT)]
    book = codebook_as_of(conn, project_id, row.revealed_seq)
    opened = codebook_as_of(conn, project_id, row.opened_seq)
    today = queries.codebook(conn, project_id) if follow_merges else book
    resolved = {code: _resolve(code, book, today) for code in {*given["code_id"], *book.codes}}
    columns = _columns(opened, book, today, resolved, set(given["code_id"]))
    decided = _Decided(handed, given.assign(code_id=given["code_id"].map(resolved)), marks, row, counted, columns)
    changed = _redefined(conn, project_id, row)
    applies = _applies(columns, today, counted["question_id"].tolist())
    codings, unsure = decided.codings(0, applies, unsure_as_none=False)
    theme_of = {code: (today.above(code) or [code])[-1] for code in columns}
    themes = {theme: today.code(theme).name for theme in dict.fromkeys(theme_of.values())}
    names = queries.coder_names(conn, list(row.coders))
    reasons = answers["disposition"].map(LEFT_OUT).dropna().value_counts()
    return RoundStudy(
        row=row,
        coders={coder: names.get(coder, "unnamed coder") for coder in row.coders},
        codes={code: today.code(code).name for code in columns},
        codings=codings,
        unsure_as_none=decided.codings(0, applies, unsure_as_none=True)[0],
        unsure=unsure,
        again=decided.again(applies),
        questions=counted["question_id"].to_numpy(dtype=object),
        positions=decided.positions(),
        probabilities=decided.probabilities(),
        left_out={str(reason): int(number) for reason, number in reasons.items()},
        left=row.waits_for,
        definitions={code: _meant(code, book, today) for code in columns},
        redefined=frozenset(resolved.get(code, code) for code in changed),
        themes=themes,
        theme_of=theme_of,
    )


def decided_rows(row: RoundRow, handed: pd.DataFrame, given: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of `handed` that count: all of who handed in; of others, those with a code or a mark of weighing.

    The frames are those of `storage.queries.rounds`.
    """
    key = ["response_id", "coder_id", "again"]
    said = pd.concat([given[key], marks.loc[marks["mark"].isin(WEIGHED), key]])
    weighed = pd.MultiIndex.from_frame(handed[key]).isin(pd.MultiIndex.from_frame(said))
    return handed[weighed | ~handed["coder_id"].isin(row.waits_for)]


@dataclass(frozen=True)
class _Decided:
    """What was handed out and decided; `counted` are the answers that count, in the order of the units."""

    handed: pd.DataFrame
    given: pd.DataFrame
    marks: pd.DataFrame
    row: RoundRow
    counted: pd.DataFrame
    columns: list[str]

    def codings(self, again: int, applies: NDArray[np.bool_], *, unsure_as_none: bool) -> tuple[Codings, int]:
        """Give the codings of one presentation, and how many were unsure without a code."""
        given = np.zeros((len(self.row.coders), len(self.counted), len(self.columns)), dtype=bool)
        coders, units, rows = self._places(self.given, again)
        given[coders, units, pd.Index(self.columns).get_indexer(pd.Index(rows["code_id"]))] = True
        unsure, seen = np.zeros(given.shape[:2], dtype=bool), np.zeros(given.shape[:2], dtype=bool)
        coders, units, _ = self._places(self.marks[self.marks["mark"] == "unsure"], again)
        unsure[coders, units] = True
        coders, units, _ = self._places(decided_rows(self.row, self.handed, self.given, self.marks), again)
        seen[coders, units] = True
        unsure &= seen & ~given.any(axis=2)
        if not unsure_as_none:
            seen &= ~unsure
        return self._made(seen, given & seen[:, :, None], applies | given.any(axis=0)), int(unsure.sum())

    def _made(self, seen: NDArray[np.bool_], given: NDArray[np.bool_], applies: NDArray[np.bool_]) -> Codings:
        units = tuple(self.counted["response_id"])
        people = pd.factorize(self.counted["respondent_id"])[0].astype(np.int64)
        return Codings(units, tuple(self.row.coders), tuple(self.columns), people, seen, given, applies)

    def _places(self, frame: pd.DataFrame, again: int) -> tuple[NDArray[np.intp], NDArray[np.intp], pd.DataFrame]:
        """Give the rows of one presentation that are of answers that count, and their coders and units by place."""
        own = frame[frame["again"] == again]
        coders = pd.Index(list(self.row.coders)).get_indexer(pd.Index(own["coder_id"]))
        units = pd.Index(self.counted["response_id"]).get_indexer(pd.Index(own["response_id"]))
        kept = (coders >= 0) & (units >= 0)
        return coders[kept], units[kept], own[kept]

    def again(self, applies: NDArray[np.bool_]) -> dict[str, Codings]:
        """Give both presentations of each coder's repeated answers."""
        repeated = self.handed[self.handed["again"] == 1]
        if repeated.empty:
            return {}
        first, second = (self.codings(again, applies, unsure_as_none=False)[0] for again in (0, 1))
        found = {}
        for coder in dict.fromkeys(repeated["coder_id"]):
            place = first.coders.index(coder)
            twice = np.isin(first.units, repeated.loc[repeated["coder_id"] == coder, "response_id"])
            both = Codings(
                tuple(np.array(first.units, dtype=object)[twice]), ("first", "again"), first.codes,
                first.respondents[twice], np.stack([c.seen[place, twice] for c in (first, second)]),
                np.stack([c.given[place, twice] for c in (first, second)]), applies[twice],
            )  # fmt: skip
            found[coder] = both
        return found

    def positions(self) -> NDArray[np.int64]:
        """Give the place of each unit in each coder's order, 0 where it was not handed out."""
        found = np.zeros((len(self.row.coders), len(self.counted)), dtype=np.int64)
        coders, units, rows = self._places(self.handed, 0)
        found[coders, units] = rows["position"].to_numpy()
        return found

    def probabilities(self) -> NDArray[np.float64]:
        """Give how likely each unit was to come into the sample."""
        found = np.ones(len(self.counted))
        _, units, rows = self._places(self.handed, 0)
        found[units] = [float(decimal) for decimal in rows["probability"]]
        return found


def _resolve(code: str, book: Codebook, today: Codebook) -> str:
    """Follow merges up to the end of the round, and on to today's codebook where that is asked for."""
    own = book.resolve(code)
    return today.resolve(own) if own in today.codes else own


def _meant(code: str, book: Codebook, today: Codebook) -> tuple[str, ...]:
    """Give what a code said at the end of the round, or where it was made after it, and others merged into it, now."""
    found = (book if code in book.codes else today).code(code)
    return tuple(getattr(found, part) for part in DEFINING)


def _redefined(conn: Connection, project_id: str, row: RoundRow) -> set[str]:
    """Give the codes that said something else for a while, or since, than when the round was opened."""
    facts = record.rows(
        conn, project_id, after=row.opened_seq, until=row.revealed_seq, kinds=[CodeChanged.__name__]
    )  # fmt: skip
    changed = [
        (event.code, before, after)
        for event in (record.fact_of(fact).event for fact in facts)
        for part, before, after in event.changes
        if part in DEFINING
    ]
    words = bodies.read(conn, project_id, [body for _, *both in changed for body in both])
    return {code for code, before, after in changed if words.get(before, "") != words.get(after, "")}


def _columns(
    opened: Codebook, book: Codebook, today: Codebook, resolved: Mapping[str, str], given: set[str]
) -> list[str]:
    """Give the codes that could be given at any time of the round, in the tree's order; themes only where given."""
    used = {resolved[code] for code in given}
    live = {
        resolved[code.id]
        for then in (opened, book)
        for code in then.live()
        if not then.is_theme(code.id) and code.id in resolved
    }
    ordered = [code.id for code in today.live()]
    return [code for code in (*ordered, *sorted((used | live) - set(ordered))) if code in used | live]


def _applies(columns: list[str], book: Codebook, questions: list[str]) -> NDArray[np.bool_]:
    """Whether a code is one for a unit's question, array of shape (n_units, n_codes)."""
    by_question = {
        question: [book.code(code).applies_to(question) for code in columns] for question in dict.fromkeys(questions)
    }
    rows = [by_question[question] for question in questions]
    return np.array(rows, dtype=bool).reshape(len(questions), len(columns))


def _answers(conn: Connection, project_id: str, wanted: list[str], until: int) -> pd.DataFrame:
    """Give the answers of a round in file order: response_id, respondent_id, question_id, disposition as of then."""
    r = t.responses.c
    query = select(r.response_id, r.respondent_id, r.question_id, r.disposition).where(r.project_id == project_id)
    result = conn.execute(query.order_by(r.question_id, r.position, r.response_id))
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    frame = frame[frame["response_id"].isin(set(wanted))].reset_index(drop=True)
    said: dict[str, str] = {}
    for row in record.rows(conn, project_id, until=until, kinds=[DispositionsSet.__name__]):
        said |= {response: after for response, _, after in record.fact_of(row).event.changes}
    held = zip(frame["response_id"], frame["disposition"], strict=True)
    return frame.assign(disposition=[said.get(response) or by_rule for response, by_rule in held])
