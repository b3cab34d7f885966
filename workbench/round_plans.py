"""From what a lead wishes to a round: which answers, who codes them, what the round can show; and its opening."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from coding import assignment
from coding.errors import CannotAssign
from coding.planner import Aim, Verdict, certified
from coding.rounds import Assigned, RoundPlan
from coding.sampling import Drawn, Frame
from storage.queries import rounds as round_queries
from storage.store import Store
from workbench.errors import WorkbenchError
from workbench.round_material import Material, read_material
from workbench.round_outlook import expected
from workbench.round_samples import BY_QUESTION, RoundWish, barred_by_rule, draw, frame_of, kept_from, strata_of
from workbench.rounds import open_round

ALPHA = "krippendorff_alpha"
NAMED = 5  # answers that a refusal names

@dataclass(frozen=True, slots=True)
class Work:
    """What one coder gets: answers, and how many of them a second time."""

    answers: int
    again: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A round as it would be opened now.

    `people` counts whose answers were drawn, `strata` gives (answers there, answers drawn) by name, `verdicts` what
    the round says of each code, `coded_by_two` how many answers have at least two coders, `shared` the least and the
    most answers that two of the coders have in common.
    """

    frame: Frame
    people: int
    drawn: int
    coded_by_two: int
    shared: tuple[int, int]
    strata: Mapping[str, tuple[int, int]]
    work: Mapping[str, Work]
    aim: Aim
    verdicts: Mapping[str, Verdict]
    plan: RoundPlan


def open_planned(store: Store, project_id: str, coder_id: str, wish: RoundWish, *, command_id: str) -> str:
    """Open the round that `draft` shows for this command id; give its id. The same command again opens no other."""
    with store.reading() as conn:
        if f"r{command_id}" in {row.round_id for row in round_queries.rounds(conn, project_id)}:
            return f"r{command_id}"
    material = read_material(store, project_id, coder_id)
    return open_round(store, project_id, coder_id, draft(material, wish, command_id).plan, command_id=command_id)


def draft(material: Material, wish: RoundWish, seed: str) -> Draft:
    """Draw up a round: the same material, wish and seed give the same.

    Raises
    ------
    CodingError, WorkbenchError
        It cannot be coded so: no coder, too few answers, or answers that the rules keep from too many.
    """
    _check(material, wish)
    by_rule = barred_by_rule(material, wish)
    frame, needed = frame_of(material, wish, by_rule)
    strata = strata_of(material, wish)
    drawn, sizes = draw(wish, frame, strata, f"{seed}/draw")
    barred = kept_from(material, wish, by_rule)
    wanted = _coders_each(wish, [each.response for each in drawn], barred, needed, f"{seed}/twice")
    _refuse_barred(material, wish, wanted, barred)
    coders_of = assignment.assign(wanted, wish.coders, f"{seed}/assign", barred)
    assignments = _assignments(wish, drawn, coders_of, f"{seed}/order")
    people = material.answers.set_index("response_id")["respondent_id"].reindex([each.response for each in drawn])
    persons = int(people.nunique())
    twice = [answer for answer, coders in coders_of.items() if len(coders) > 1]
    aim = Aim(
        least=float(wish.least), icc=float(wish.icc), answers_a_person=_answers_a_person(people.loc[twice].tolist())
    )
    plan = RoundPlan(
        kind=wish.kind,
        name=wish.name,
        coders=wish.coders,
        assignments=assignments,
        plan=_for_the_record(material, wish, frame, sizes, seed),
        reference=wish.reference if wish.kind == "calibration" else "",
        thresholds={ALPHA: wish.least},
        names_hidden=wish.names_hidden,
        codebook_version=material.version,
    )
    verdicts = certified(expected(material, frame, twice, strata), aim)
    return Draft(
        frame=frame,
        people=persons,
        drawn=len(drawn),
        coded_by_two=len(twice),
        shared=_shared(wish.coders, coders_of),
        strata=sizes,
        work=_work(assignments),
        aim=aim,
        verdicts=verdicts,
        plan=plan,
    )


def _check(material: Material, wish: RoundWish) -> None:
    if not wish.coders:
        raise WorkbenchError("Choose who codes. People are added in the settings.")
    if gone := [coder for coder in wish.coders if coder not in material.coders]:
        raise WorkbenchError(f"{len(gone)} of the coders chosen do not code in this project. Choose among the others.")
    if wish.kind != "main" and len(wish.coders) < 2:
        raise WorkbenchError("One coder alone cannot be compared with anybody. Choose at least two.")
    if wish.kind != "main" and wish.each == 1:
        raise WorkbenchError("With one coder for each answer nothing can be compared. Choose two or more.")
    if wish.each > len(wish.coders):
        raise WorkbenchError(f"{wish.each} coders for each answer are wanted, but {len(wish.coders)} are chosen.")
    if wish.kind == "calibration" and wish.reference and wish.reference not in wish.coders:
        raise WorkbenchError("The reference codes as well: choose them among the coders.")
    if wish.kind == "calibration" and wish.reference and wish.each not in (0, len(wish.coders)):
        raise WorkbenchError("Where coders are held against a reference, all of them code every answer.")
    for what, value in (("least alpha", wish.least), ("likeness of a person's answers", wish.icc)):
        if not _is_share(value):
            raise WorkbenchError(f"The {what} is {value!r}. Give a number from 0 to below 1, such as .667.")


def _is_share(decimal: str) -> bool:
    try:
        return 0 <= float(decimal) < 1
    except ValueError:
        return False


def _coders_each(
    wish: RoundWish, answers: Sequence[str], barred: Mapping[str, set[str]], needed: int, seed: str
) -> dict[str, int]:
    """Give how many coders each answer of the sample has."""
    if wish.kind != "main":
        return dict.fromkeys(answers, needed)
    one_only = assignment.too_few(answers, 2, wish.coders, barred)
    return assignment.doubled(answers, wish.doubled, seed, able=[a for a in answers if a not in one_only])


def _refuse_barred(
    material: Material, wish: RoundWish, wanted: Mapping[str, int], barred: Mapping[str, set[str]]
) -> None:
    """Refuse a sample that holds answers which the rule keeps from too many coders, and name some."""
    free = {answer: len(set(wish.coders).difference(barred.get(answer, ()))) for answer in wanted}
    short = [answer for answer, number in wanted.items() if free[answer] < number]
    if not short:
        return
    labels = material.answers.set_index("response_id")["label"]
    named = ", ".join(dict.fromkeys(str(labels[answer]) for answer in short[:NAMED]))
    more = f" and {len(short) - NAMED:,} more" if len(short) > NAMED else ""
    raise CannotAssign(
        f"{len(short):,} of {len(wanted):,} answers drawn may be coded by too few of these coders: of {named}{more}. "
        "Leave such answers out, add a coder, or let fewer code each answer.",
        tuple(short),
    )


def _assignments(
    wish: RoundWish, drawn: Sequence[Drawn], coders_of: Mapping[str, Sequence[str]], seed: str
) -> tuple[Assigned, ...]:
    by_answer = {each.response: each for each in drawn}
    found = []
    for coder in wish.coders:
        mine = [answer for answer, coders in coders_of.items() if coder in coders]
        again = round(len(mine) * wish.again / 100)
        for place in assignment.own_order(mine, coder, seed, again=again, apart=wish.apart):
            each = by_answer[place.response]
            found.append(Assigned(coder, place.response, place.again, each.stratum, each.probability))
    return tuple(found)


def _work(assignments: Sequence[Assigned]) -> dict[str, Work]:
    first = Counter(each.coder for each in assignments if not each.again)
    again = Counter(each.coder for each in assignments if each.again)
    return {coder: Work(n, again[coder]) for coder, n in first.items()}


def _shared(coders: Sequence[str], coders_of: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    pairs = Counter(dict.fromkeys(combinations(coders, 2), 0))
    for chosen in coders_of.values():
        pairs.update(combinations(chosen, 2))
    return min(pairs.values(), default=0), max(pairs.values(), default=0)


def _answers_a_person(people: Sequence[str]) -> float:
    return len(people) / len(set(people)) if people else 1.0


def _for_the_record(
    material: Material, wish: RoundWish, frame: Frame, strata: Mapping[str, tuple[int, int]], seed: str
) -> dict[str, Any]:
    """Give what the record keeps of how the round was planned; numbers as text, so that none is a float."""
    named = {material.coders[coder]: value for coder, value in wish.own.items() if value and coder in material.coders}
    rule = material.parting[wish.rule].name if named and wish.rule in material.parting else ""
    by = material.parting[wish.by].name if wish.by in material.parting else wish.by
    return {
        "words": _drawn_in_words(wish, len(frame.answers), by),
        "sampling": wish.way,
        "seed": seed,
        "question": wish.question,
        "frame": len(frame.answers),
        "left_out": dict(frame.left_out),
        "by": by,
        "enriched": {"by": wish.enrich, "on": list(wish.on), "share": wish.share} if wish.way == "enriched" else {},
        "strata": {name: {"there": there, "drawn": taken} for name, (there, taken) in strata.items()},
        "each": wish.each,
        "doubled": wish.doubled if wish.kind == "main" else 0,
        "again": {"share": wish.again, "apart": wish.apart} if wish.again else {},
        "rule": {"never_own": rule, "own": named} if rule else {},
        "icc": wish.icc,
    }


def _drawn_in_words(wish: RoundWish, there: int, by: str) -> str:
    """Say how the answers were drawn, as it goes on from 'answers' in a sentence of a paper."""
    if wish.way == "every":
        return "all that there were to code"
    if wish.way == "random":
        return f"drawn at random from {there:,}"
    if wish.way == "proportionate":
        return f"drawn at random from {there:,} in proportion to {'what was asked' if by == BY_QUESTION else by}"
    return f"drawn from {there:,} at random at two rates, so as to be rich in what is rare"
