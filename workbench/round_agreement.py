"""Agreement of a round: its results, over rounds, by question and group, over time, against a reference; its tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coding.agreement.comparison import Codings, GroupAgreement, compare
from coding.agreement.errors import BadRatings
from coding.agreement.reference import AgainstReference, against_reference
from coding.agreement.result import Agreement
from coding.agreement.selections import against_others, of_coders, of_codes
from coding.round_events import KINDS
from reports.agreement_methods import Facts, left_out_sentences, methods_paragraph, practice_paragraph
from reports.agreement_tables import (
    coefficients_table,
    groups_table,
    reference_table,
    reliability_table,
    unsure_table,
)
from reports.agreement_words import ALPHA, main_key
from reports.model import Stamp, Table
from reports.writers.csv_table import write_csv
from storage import queries
from storage.payload import now
from storage.queries import rounds as round_queries
from storage.queries.rounds import RoundRow
from storage.record import read_head
from storage.store import Store
from workbench.findings import FORMS, grouping_columns
from workbench.record_numbers import told_head, told_stamp
from workbench.rich_samples import OfStudy, of_study, study_tables
from workbench.round_study import RoundStudy, read_round_study
from workbench.study_results import StudyResults, by_part, study_results
from workbench.variables import used_answers, used_definitions
from workbench.version import PROGRAM

THIRDS = ("first third", "middle third", "last third")


@dataclass(frozen=True)
class RoundResults:
    """A round and its results between coders; of a calibration the reference is no coder among others."""

    study: RoundStudy
    level: str
    results: StudyResults

    @property
    def row(self) -> RoundRow:
        """Give the round."""
        return self.study.row

    @property
    def threshold(self) -> tuple[str, str]:
        """Give the coefficient and the value set before the round, '' where none was."""
        return next(iter(self.row.thresholds.items()), (ALPHA, ""))

    @property
    def codebook(self) -> str:
        """Give the codebook's version in a few letters, '' for one that was never published."""
        return f"v{self.row.codebook_version}" if self.row.codebook_version else ""


@dataclass(frozen=True)
class OverRounds:
    """Alpha of each code and of all by round; `joined` says of a code which rounds go on from the one before.

    Parameters
    ----------
    rounds : in their order
    kind : key of the coefficient over all codes, one for all rounds
    codes : name, and by round alpha and whether the code means what it meant in the round before
    """

    rounds: tuple[RoundRow, ...]
    kind: str
    overall: tuple[Agreement, ...]
    codes: Mapping[str, tuple[str, tuple[tuple[Agreement, bool] | None, ...]]]


def revealed_rounds(store: Store, project_id: str) -> tuple[list[RoundRow], list[RoundRow]]:
    """Give the rounds that are revealed, the latest first, and those still being coded."""
    with store.reading() as conn:
        every = round_queries.rounds(conn, project_id)
    return [row for row in reversed(every) if row.state == "revealed"], [row for row in every if row.state == "open"]


def round_results(
    store: Store, project_id: str, round_id: str, reader: str, level: str = "code", *, follow_merges: bool = False
) -> RoundResults:
    """Read a revealed round and compute what is shown at first.

    Parameters
    ----------
    level : 'code' or 'theme'

    Raises
    ------
    NotReady, RoundNotFound
    """
    with store.reading() as conn:
        study = read_round_study(conn, project_id, round_id, reader, follow_merges=follow_merges)
    codings = _compared(study, study.at(level))
    other_way = _compared(study, study.at(level, unsure_as_none=True)) if study.unsure else None
    names = {code: name for code, name in study.names(level).items() if code in codings.codes}
    return RoundResults(study, level, study_results(codings, study.coders, names, other_way))


def _compared(study: RoundStudy, codings: Codings) -> Codings:
    """Keep the coders who are compared with each other, and the codes that could be given to any answer."""
    between = [place for place, coder in enumerate(codings.coders) if coder != study.row.reference]
    kept = of_coders(codings, between)
    return kept if kept.applies is None else of_codes(kept, np.flatnonzero(kept.applies.any(axis=0)).tolist())


def by_question(store: Store, project_id: str, found: RoundResults) -> dict[str, GroupAgreement]:
    """Give agreement in the answers to each question, by its wording."""
    with store.reading() as conn:
        asked = queries.questions(conn, project_id)
    wording = dict(zip(asked["question_id"], asked["wording"], strict=True))
    return by_part(found.results.codings, [wording.get(question, question) for question in found.study.questions])


def grouping_variables(store: Store, project_id: str) -> dict[str, str]:
    """Give the closed variables that make groups of respondents, words by id."""
    with store.reading() as conn:
        return {key: column.wording or column.name for key, column in grouping_columns(conn, project_id).items()}


def by_group(store: Store, project_id: str, found: RoundResults, variable: str) -> dict[str, GroupAgreement]:
    """Give agreement in the answers of each group of respondents, in the order of the variable's values."""
    with store.reading() as conn:
        column = used_definitions(conn, project_id)[variable]
        cells = used_answers(conn, project_id, [column.name])[column.name]
        owners = queries.analysed_answers(conn, project_id).set_index("response_id")["respondent_id"]
    values = cells.where(~cells.isin(column.missing), "").replace(dict(column.labels))
    groups = [str(values.get(owners.get(unit, ""), "")) for unit in found.results.codings.units]
    made = by_part(found.results.codings, groups)
    order = [column.labels.get(level, level) for level in column.levels]
    return {name: made[name] for name in [*order, *sorted(set(made) - set(order))] if name in made}


def over_time(found: RoundResults) -> dict[str, dict[str, GroupAgreement]]:
    """Give each coder's agreement with the others in the first, middle and last third of that coder's own order."""
    results, study = found.results, found.study
    told: dict[str, dict[str, GroupAgreement]] = {}
    for place, coder in enumerate(results.codings.coders):
        order = study.positions[study.codings.coders.index(coder)]
        ranks = np.argsort(np.argsort(np.where(order > 0, order, np.iinfo(np.int64).max)))
        third = np.where(order > 0, ranks * len(THIRDS) // max(int((order > 0).sum()), 1), -1)
        told[study.coders[coder]] = {
            name: compare(against_others(results.codings, place, third == number), by_pair=False).everybody
            for number, name in enumerate(THIRDS)
        }
    return told


def with_oneself(found: RoundResults) -> dict[str, GroupAgreement]:
    """Give each coder's agreement with that same coder, in answers that came a second time unannounced."""
    study = found.study
    twice = {who: study.put_at(found.level, both) for who, both in study.again.items() if _came_again(both)}
    return {study.coders[coder]: compare(both).everybody for coder, both in twice.items()}


def never_again(found: RoundResults) -> list[str]:
    """Name the coders who were to meet answers a second time, and coded none of them twice."""
    return [found.study.coders[coder] for coder, both in found.study.again.items() if not _came_again(both)]


def _came_again(both: Codings) -> bool:
    return len(both.coders) > 1 and bool(both.seen.all(axis=0).any())


def reference_name(found: RoundResults) -> str:
    """Give who is the reference of a calibration, '' where nobody of the round is."""
    return found.study.coders.get(found.row.reference, "")


def against(found: RoundResults) -> dict[tuple[str, str], AgainstReference]:
    """Give sensitivity and specificity of each coder and code that anybody gave, by coder's name and code."""
    if not reference_name(found):
        return {}
    codings = found.study.at(found.level)
    reference = codings.coders.index(found.row.reference)
    return {
        (found.study.coders[coder], code): against_reference(codings, place, reference, number)
        for place, code in enumerate(codings.codes)
        if codings.given[:, :, place].any()
        for number, coder in enumerate(codings.coders)
        if number != reference
    }


def over_rounds(several: Sequence[RoundResults]) -> OverRounds:
    """Put rounds beside each other, the first one first; at the level of codes.

    A code goes on from one round to the next where its definition and rules were the same all through both.
    """
    names = {code: name for found in several for code, name in found.results.codes.items()}
    codes: dict[str, tuple[str, tuple[tuple[Agreement, bool] | None, ...]]] = {}
    for code, name in names.items():
        line: list[tuple[Agreement, bool] | None] = []
        before: tuple[str, ...] | None = None
        for found in several:
            meant = None if code in found.study.redefined else found.study.definitions.get(code)
            if code in found.results.codes:
                line.append((found.results.code(code).coefficients[ALPHA], meant is not None and before == meant))
            else:
                line.append(None)
            before = meant
        codes[code] = (name, tuple(line))
    every = [found.results.found.everybody for found in several]
    kind = main_key(*every)
    return OverRounds(tuple(found.row for found in several), kind, tuple(one.overall[kind] for one in every), codes)


def tables(found: RoundResults, weighed: OfStudy | None = None) -> list[Table]:
    """Give the tables for the paper: by code, overall, each pair; of a calibration, against the reference.

    Parameters
    ----------
    weighed : the same weighed back to the study, where some answers were drawn more often than others
    """
    results = found.results
    made = [reliability_table(results.found.everybody, results.codes, round_notes(found))]
    beside = results.bootstrap.overall
    made.append(coefficients_table(results.found.everybody.overall, "Agreement over all codes", beside))
    if results.other_way is not None:
        made.append(unsure_table(results.found.everybody, results.other_way, results.codes))
    if len(results.codings.coders) > 2:
        made.append(groups_table(results.pairs(), "Agreement of each pair of coders", of="Pair"))
    if weighed is not None:
        made += study_tables(weighed, results.codes)
    if reference_name(found):
        held = reference_table(against(found), results.codes)
        made = [held, *(made if len(results.codings.coders) > 1 else [])]
    return made


def round_notes(found: RoundResults) -> tuple[str, ...]:
    """Say what a reader must know of a round's codings: who, what was left out, what is missing."""
    study, row = found.study, found.row
    who = ", ".join(found.results.coders[coder] for coder in found.results.codings.coders)
    notes = [f"Round {row.number} ({KINDS[row.kind]}), coded independently by {who}."]
    notes += left_out_sentences(_beforehand(row), study.left_out)
    if study.unsure:
        notes.append(f"Unsure without a code, counted as missing: {study.unsure:,}.")
    if study.left:
        names = ", ".join(study.coders[coder] for coder in study.left)
        notes.append(f"Not handed in by {names}: what was not decided is missing.")
    return (*notes, *_limits(study))


def _limits(study: RoundStudy) -> list[str]:
    """Say where the figures of a sample are not those of the study, and of which codes they are of two meanings."""
    said = []
    if study.is_uneven:
        said.append("Answers came into the sample with different probabilities: these figures are of this sample, not "
                    "of the study.")  # fmt: skip
    if study.undrawn:
        named = "; ".join(study.undrawn)
        said.append(f"Kinds of answers of which none was drawn, and of which the figures say nothing: {named}.")
    changed = [name for code, name in study.codes.items() if code in study.redefined]
    if changed:
        said.append(f"Redefined while the round was coded, so that its codings are of more than one definition: "
                    f"{', '.join(changed)}.")  # fmt: skip
    return said


def _beforehand(row: RoundRow) -> dict[str, int]:
    """Give the answers that were left out before the round was drawn, by reason."""
    return {str(reason): int(number) for reason, number in row.plan.get("left_out", {}).items()}


def weighed_to_study(store: Store, project_id: str, found: RoundResults) -> OfStudy | None:
    """Weigh a round back to the study; None where nothing has to be weighed, or it cannot be, which the notes say."""
    try:
        return of_study(store, project_id, found.study, found.results.codings)
    except BadRatings:
        return None


def methods_words(store: Store, project_id: str, found: RoundResults, reader: str = "") -> str:
    """Write the paragraph for the methods section: of practice against a reference, and of agreement between coders."""
    return _paragraph(store, project_id, found, weighed_to_study(store, project_id, found), reader)


def _paragraph(store: Store, project_id: str, found: RoundResults, weighed: OfStudy | None, reader: str) -> str:
    with store.reading() as conn:
        number = told_head(conn, project_id, reader).seq
    facts = replace(_facts(found, number), weighed=weighed.study if weighed else None)
    said = []
    if reference_name(found):
        said.append(practice_paragraph(len(found.results.codes), _against_reference(found, facts)))
    if not said or len(facts.coders) > 1:
        said.append(methods_paragraph(found.results.found.everybody, facts))
    return " ".join(said)


def _facts(found: RoundResults, record_number: int) -> Facts:
    results, study, row = found.results, found.study, found.row
    coefficient, threshold = found.threshold
    seen = results.codings.seen.sum(axis=0)
    shared = seen[seen > 1]
    handed = int((study.positions > 0).any(axis=0).sum())
    return Facts(
        coders=[results.coders[coder] for coder in results.codings.coders],
        units=results.units,
        respondents=results.respondents,
        handed=handed if handed != results.units else 0,
        each=(int(shared.min()), int(shared.max())) if len(shared) else (0, 0),
        waiting=len(set(study.left) & set(results.codings.coders)),
        round_name=f"round {row.number}, {KINDS[row.kind]}",
        codebook=f"version {row.codebook_version}" if row.codebook_version else "",
        sampling=str(row.plan.get("words", "")),
        limits=_limits(study),
        beforehand=_beforehand(row),
        later=study.left_out,
        unsure=study.unsure,
        unsure_as_none=results.other_way.overall[main_key(results.found.everybody)] if results.other_way else None,
        threshold=threshold,
        coefficient=coefficient,
        seed=str(row.plan.get("seed", "")),
        record_number=record_number,
        program=PROGRAM,
    )


def _against_reference(found: RoundResults, facts: Facts) -> Facts:
    """Put the answers that the reference and another coder coded in place of those that several coders did.

    Nothing is said of agreement between coders.
    """
    codings = found.study.codings
    theirs = codings.coders.index(found.row.reference)
    both = codings.seen[theirs] & np.delete(codings.seen, theirs, axis=0).any(axis=0)
    people = len(np.unique(codings.respondents[both]))
    return replace(facts, units=int(both.sum()), respondents=people, unsure_as_none=None)


def make_stamp(store: Store, project_id: str, found: RoundResults, reader: str = "") -> Stamp:
    """Say where the figures of a round come from."""
    row = found.row
    with store.reading() as conn:
        head = read_head(conn, project_id)
        stamp = Stamp(
            project=queries.project(conn, project_id).name,
            question="",
            codebook=f"version {row.codebook_version}" if row.codebook_version else "draft, no version published",
            coder=", ".join(found.results.coders[coder] for coder in found.results.codings.coders),
            record_number=head.seq,
            digest=head.digest,
            made_at=now(),
            program=PROGRAM,
        )
        return told_stamp(conn, project_id, stamp, reader)


def write_tables(store: Store, project_id: str, found: RoundResults, form: str, reader: str = "") -> bytes:
    """Write the tables of a round in one of the forms of findings, the methods paragraph under the first."""
    weighed = weighed_to_study(store, project_id, found)
    first, *others = tables(found, weighed)
    paragraph = _paragraph(store, project_id, found, weighed, reader)
    noted = replace(first, notes=(*first.notes, f"For the methods section: {paragraph}"))
    return FORMS[form][2]([noted, *others], make_stamp(store, project_id, found, reader))


def write_weighed_csv(store: Store, project_id: str, found: RoundResults) -> bytes:
    """Write the table weighed back to the study as CSV, of one table a file; BadRatings where there is none."""
    weighed = of_study(store, project_id, found.study, found.results.codings)
    return write_csv(study_tables(weighed, found.results.codes)[0])
