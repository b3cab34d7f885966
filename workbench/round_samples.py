"""Which answers a round is drawn from and which are drawn: what a lead wishes, put to the answers of a project."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from coding import assignment, sampling
from coding.assignment import LEAST_APART
from coding.planner import ICC, LEAST_ALPHA
from coding.sampling import REST, RICH, Drawn, Frame, Way
from pipelines.word_search import WordIndex, parse_words
from workbench.errors import WorkbenchError
from workbench.round_material import Material

BY_QUESTION = "question"  # answers parted by what was asked

Enrich = Literal["code", "words", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWish:
    """What a lead chooses for a round; '' and 0 choose nothing.

    Parameters
    ----------
    question : whose answers, '' for those to all questions
    way, size : how answers are sampled (see `coding.sampling`) and how many
    by : for a proportionate sample, 'question' or the closed question that parts the answers
    enrich, on : what rare answers are told by: codes given so far, words, or a value of the closed question `by`
    share : per cent of an enriched sample that is to be such answers
    each : coders of every answer, 0 for all
    doubled : of a main round, per cent of the answers with two coders; the others have one
    again : per cent of each coder's answers that come again
    rule, own : a closed question and each coder's own value of it, whose answers the coder never gets
    leave_out : leave out answers that the rule keeps from too many, rather than refuse the round
    least, icc : see `coding.planner.Aim`; `least` is the threshold of Krippendorff's alpha too
    """

    kind: str = "reliability"
    name: str = ""
    coders: tuple[str, ...] = ()
    question: str = ""
    way: Way = "random"
    size: int = 75
    by: str = ""
    enrich: Enrich = "code"
    on: tuple[str, ...] = ()
    share: int = 50
    each: int = 0
    doubled: int = 10
    again: int = 0
    apart: int = LEAST_APART
    rule: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    leave_out: bool = False
    least: str = f"{LEAST_ALPHA:.3f}"
    icc: str = f"{ICC:.2f}"
    names_hidden: bool = False
    reference: str = ""


def barred_by_rule(material: Material, wish: RoundWish) -> dict[str, set[str]]:
    """Give the coders who may not get an answer, for its writer is of their own place."""
    own = {coder: value for coder, value in wish.own.items() if value and coder in wish.coders}
    if not wish.rule or not own:
        return {}
    if wish.rule not in material.parting:
        raise WorkbenchError("The closed question of the rule is not in the project any more. Choose another one.")
    values = material.values(wish.rule)
    found = {response: {coder for coder, mine in own.items() if mine == value} for response, value in values.items()}
    return {response: coders for response, coders in found.items() if coders}


def kept_from(material: Material, wish: RoundWish, by_rule: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Give the coders who may not get an answer, by the rule or because they have met it before."""
    found = {response: set(coders) for response, coders in by_rule.items()}
    for coder in wish.coders:
        for response in material.met[coder]:
            found.setdefault(response, set()).add(coder)
    return found


def frame_of(material: Material, wish: RoundWish, by_rule: Mapping[str, set[str]]) -> tuple[Frame, int]:
    """Give the answers to draw from, and how many coders each of them must have."""
    answers = material.answers
    if wish.question:
        answers = answers[answers["question_id"] == wish.question]
    kind = answers.set_index("response_id")["disposition"]
    needed = 1 if wish.kind == "main" else wish.each or len(wish.coders)
    ids = list(kind.index)
    reasons: dict[str, Collection[str]] = {
        "left blank": set(kind.index[kind == "blank"]),
        "not usable": set(kind.index[kind == "not_usable"]),
        "nothing to report, or off topic": set(kind.index[kind.isin(("nothing_to_report", "off_topic"))]),
    }
    if wish.kind == "main":
        reasons["coded already"] = material.coded
        reasons["in another open round"] = material.handed
    else:
        reasons["marked to be discussed"] = material.discussed
    met = kept_from(material, wish, {})
    reasons["coded, marked, written on or handed out before"] = assignment.too_few(ids, needed, wish.coders, met)
    if wish.leave_out:
        short = assignment.too_few(ids, needed, wish.coders, kept_from(material, wish, by_rule))
        reasons["kept from too many coders by the rule"] = short
    found = sampling.frame(ids, reasons)
    if not found.answers:
        out = ", ".join(f"{n:,} {reason}" for reason, n in found.left_out.items() if n)
        raise WorkbenchError(
            f"No answer is left to draw from: {out or 'there is none'}. Other coders or another question may have some."
        )
    return found, needed


def draw(
    wish: RoundWish, frame: Frame, strata: Mapping[str, str], seed: str
) -> tuple[list[Drawn], Mapping[str, tuple[int, int]]]:
    """Draw the sample; give it with how many answers each stratum has, and how many of them were drawn."""
    within = {answer: strata[answer] for answer in frame.answers} if strata else {}
    there = Counter(within.values())
    if wish.way == "every":
        drawn = sampling.every(frame.answers)
    elif wish.way == "random":
        drawn = sampling.simple(frame.answers, wish.size, seed)
    elif wish.way == "proportionate":
        drawn = sampling.proportionate(within, wish.size, seed)
    else:
        if not there[RICH]:
            why = "Whoever gave these codes has met their answers. " if wish.enrich == "code" else ""
            raise WorkbenchError(
                "No answer of those to draw from is of this kind, so the sample cannot be rich in it. "
                f"{why}Tell the kind by other words, or by a closed question."
            )
        sizes = sampling.enriched_sizes(there[RICH], there[REST], wish.size, wish.share)
        drawn = sampling.enriched(within, {name: size for name, size in sizes.items() if there[name]}, seed)
    taken = Counter(each.stratum for each in drawn)
    return drawn, {name: (there[name], taken[name]) for name in sorted(there)}


def strata_of(material: Material, wish: RoundWish) -> dict[str, str]:
    """Give the stratum of every answer, also of those that are not drawn from; none where all count alike."""
    ids = material.answers["response_id"].tolist()
    if wish.way == "enriched":
        rich = _rich(material, wish)
        return {answer: RICH if answer in rich else REST for answer in ids}
    if wish.way != "proportionate":
        return {}
    if wish.by == BY_QUESTION:
        asked = material.answers["question_id"].map(material.questions)
        return dict(zip(ids, asked.tolist(), strict=True))
    if wish.by not in material.parting:
        raise WorkbenchError("Choose by what the answers are parted: what was asked, or a closed question.")
    return material.values(wish.by)


def _rich(material: Material, wish: RoundWish) -> set[str]:
    """Give the answers that are likely to have a rare code."""
    if wish.enrich == "code":
        if not wish.on:
            raise WorkbenchError("Choose the rare codes that the sample is to be rich in.")
        return set().union(*(material.having.get(code, set()) for code in wish.on))
    if wish.enrich == "words":
        if not " ".join(wish.on).strip():
            raise WorkbenchError("Type words that answers with the rare codes are likely to have.")
        ids, texts = material.answers["response_id"].tolist(), material.answers["text"].tolist()
        return {ids[place] for place in WordIndex(texts).find(parse_words(" ".join(wish.on)))}
    if wish.by not in material.parting or not wish.on:
        raise WorkbenchError("Choose a closed question, and the value that the sample is to be rich in.")
    return {answer for answer, value in material.values(wish.by).items() if value in wish.on}
