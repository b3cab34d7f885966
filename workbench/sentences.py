"""Events said in words: what a person did, for the record page and the history of a code."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from codebooks import events as codebook
from codebooks.scale_text import scoring_from
from codebooks.scales import Scoring
from coding import bulk, filters, orders, suggestions
from coding import events as decided
from coding import project_events as project
from coding import proposals as review
from coding.roles import Role
from pipelines.exclusions import LABELS
from workbench.projects import WAYS

LONGEST = 60  # characters of a name, wording or passage inside a sentence
MARKS = {
    "no_code": ("said that no code applies to {}", "took back that no code applies to {}"),
    "done": ("said that no other code applies to {}", "took back that no other code applies to {}"),
    "unsure": ("was unsure about {}", "was no longer unsure about {}"),
    "discuss": ("marked {} to discuss", "no longer marked {} to discuss"),
    "quote": ("marked {} as worth quoting", "no longer marked {} as worth quoting"),
}
KINDS_OF_ANSWER = {
    "blank": "blank",
    "nothing_to_report": "nothing to report",
    "not_usable": "not usable",
    "off_topic": "off topic",
    "substantive": "substantive",
    "": "as the rule has it",
}
CODE_TEXTS = {
    "definition": "the definition",
    "include": "when to use it",
    "exclude": "when not to use it",
    "examples": "the examples",
    "colour": "the colour",
    "questions": "the questions it applies to",
}
PROJECT_SWITCHES = {
    ("reading", "done"): "marked the answers as read",
    ("reading", ""): "no longer marked the answers as read",
    ("names_out", "out"): "said that names and contacts are out of the answers",
    ("names_out", "still_in"): "said that some names or contacts are still in the answers",
    ("alike", ""): "let the desk offer to code identical answers alike",
    ("alike", "never"): "had identical answers coded each by itself",
    ("unit", ""): "set codes to go on any words of an answer",
    ("unit", "sentence"): "set codes to go on whole sentences",
    ("unit", "response"): "set codes to go on whole answers",
    ("names_out", ""): "took back what was said about names and contacts",
    ("suggest", ""): "had suggestions shown once the coder has decided",
    ("suggest", "off"): "switched suggestions off",
    ("suggest", "before"): "had suggestions shown with the answer",
    ("suggest", "random"): "had the lot decide which answers show suggestions",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in events stand for. A name that is gone is said to be gone, never shown as an id."""

    coders: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    themes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)

    def coder(self, coder_id: str) -> str:
        """Name a coder."""
        return self.coders.get(coder_id, "somebody")

    def code(self, code_id: str) -> str:
        """Name a code in quotation marks."""
        return quoted(self.codes.get(code_id, "erased name"))

    def codes_of(self, code_ids: tuple[str, ...]) -> str:
        """Name several codes."""
        return _listed([self.code(code_id) for code_id in code_ids])

    def answer(self, response_id: str) -> str:
        """Name an answer."""
        return self.answers.get(response_id, "an answer that is gone")

    def passage(self, event: decided.CodeApplied) -> str:
        """Name an answer, or by their numbers the words of it that a coding is on."""
        words = self.passages.get((event.response, event.start, event.end), "")
        answer = self.answer(event.response)
        return f"{words} of {answer}" if words else answer

    def theme(self, run: str, proposal: str) -> str:
        """Name a proposed theme, '' being the passages that are in none."""
        if not proposal:
            return "'not grouped yet'"
        return f"the proposed theme {quoted(self.themes.get((run, proposal), proposal))}"

    def text(self, text_id: str) -> str:
        """Give words in quotation marks."""
        return quoted(self.texts.get(text_id, "erased"))


def quoted(words: str) -> str:
    """Put words into quotation marks, on one line and not too long.

    Examples
    --------
    >>> quoted("Waiting time")
    "'Waiting time'"
    """
    line = " ".join(words.split())
    return f"'{line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + '…'}'"


@singledispatch
def said(event: Any, names: Names) -> str:
    """Say what somebody did; the sentence goes on from the person's name.

    Examples
    --------
    >>> said(decided.CodingRemoved(coding="x", response="r", start=0, end=1, code="c", coder="ana"),
    ...      Names(codes={"c": "Time"}, answers={"r": "P7's answer to 'Why?'"}))
    "took 'Time' off P7's answer to 'Why?'"
    """
    raise NotImplementedError(f"No sentence for {type(event).__name__}.")


def says(kind: type[Any]) -> Callable[[Callable[[Any, Names], str]], Callable[[Any, Names], str]]:
    """Register the sentence of a kind of event."""
    return lambda sentence: said.register(kind, sentence)


def _passages(count: int) -> str:
    return "1 passage" if count == 1 else f"{count:,} passages"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# the project


@says(project.ProjectStarted)
def _(event: project.ProjectStarted, names: Names) -> str:
    way = WAYS[event.way][0].casefold() if event.way in WAYS else event.way
    return f"started the project {names.text(event.name)} as {way}"


@says(project.CoderJoined)
def _(event: project.CoderJoined, names: Names) -> str:
    return f"entered {names.coder(event.coder)} as {Role(event.role).value}"


@says(project.ResponsesImported)
def _(event: project.ResponsesImported, names: Names) -> str:
    left_out = sum(n for _, n in event.excluded)
    out = f", {left_out:,} left out" if left_out else ""
    return f"brought in {event.responses:,} answers of {event.received:,} people{out}"


@says(project.ProjectChanged)
def _(event: project.ProjectChanged, names: Names) -> str:
    if event.setting == "name":
        return f"renamed the project from {names.text(event.before)} to {names.text(event.after)}"
    if event.setting == "way":
        before, after = (quoted(WAYS[way][0]) if way in WAYS else quoted(way) for way in (event.before, event.after))
        return f"changed the way of working from {before} to {after}"
    if event.setting == "parts":
        before_parts, after_parts = event.before.split(), event.after.split()
        on = [part for part in after_parts if part not in before_parts]
        off = [part for part in before_parts if part not in after_parts]
        switched = [f"{word} {_listed(parts)}" for word, parts in (("on", on), ("off", off)) if parts]
        return f"switched {' and '.join(switched)}"
    if event.setting == "audit":
        return f"set the random share of orders made by the machine to {event.after or project.AUDIT}%"
    known = PROJECT_SWITCHES.get((event.setting, event.after))
    return known or f"changed the setting {quoted(event.setting)} to {quoted(event.after)}"


@says(project.ExclusionSwitched)
def _(event: project.ExclusionSwitched, names: Names) -> str:
    rule = LABELS.get(event.rule, event.rule).partition(":")[0]
    return f"switched {'on' if event.after else 'off'} the rule that leaves people out: {quoted(rule)}"


@says(project.VariableDefined)
def _(event: project.VariableDefined, names: Names) -> str:
    text = names.texts.get(event.after or event.before, "")
    name = quoted(str(json.loads(text).get("name", ""))) if text.startswith("{") else "that was erased"
    act = "took away" if not event.after else "changed" if event.before else "defined"
    return f"{act} the closed question {name}"


@says(project.ScaleScored)
def _(event: project.ScaleScored, names: Names) -> str:
    before, after = _scoring(event.before, names), _scoring(event.after, names)
    if before and not after:
        return f"no longer scores {quoted(before.scale.name)}"
    if not after:
        return "set how a scale is scored that was erased"
    cuts = f"with the {after.cut_set.name}" if after.cut_set else "without cuts"
    rule = "the person’s mean standing for missing items" if after.missing == "person_mean" else "all items needed"
    act = "changed how to score" if before else "scored"
    return f"{act} {quoted(after.scale.name)} {cuts}, {rule}"


def _scoring(text_id: str, names: Names) -> Scoring | None:
    text = names.texts.get(text_id, "")
    return scoring_from(text) if text else None


@says(project.CommandUndone)
def _(event: project.CommandUndone, names: Names) -> str:
    return names.commands.get(event.command, "took an earlier decision back")


# the codebook


@says(codebook.CodeAdded)
def _(event: codebook.CodeAdded, names: Names) -> str:
    under = f" under {names.code(event.parent)}" if event.parent else ""
    words = " in the words of an answer" if event.origin == codebook.IN_VIVO else ""
    return f"added the code {names.text(event.name)}{under}{words}"


@says(codebook.CodeWithdrawn)
def _(event: codebook.CodeWithdrawn, names: Names) -> str:
    return f"withdrew the code {names.text(event.name)} again"


@says(codebook.CodeChanged)
def _(event: codebook.CodeChanged, names: Names) -> str:
    code = names.code(event.code)
    changed = {name: (before, after) for name, before, after in event.changes}
    sentences = []
    if "name" in changed:
        before, after = changed["name"]
        sentences.append(f"renamed the code {names.text(before)} to {names.text(after)}")
    texts = [words for name, words in CODE_TEXTS.items() if name in changed]
    if texts:
        sentences.append(f"changed {_listed(texts)} of {code}")
    if "parent" in changed:
        parent = changed["parent"][1]
        sentences.append(f"moved {code} under {names.code(parent)}" if parent else f"moved {code} to the top")
    elif "position" in changed:
        sentences.append(f"put {code} at place {changed['position'][1] + 1} among the codes beside it")
    if "theme" in changed:
        sentences.append(f"marked {code} as a theme" if changed["theme"][1] else f"no longer marked {code} as a theme")
    if "level" in changed:
        level = changed["level"][1]
        sentences.append(
            f"said that the remedy for {code} sits with the {level}" if level else f"took the remedy's level off {code}"
        )
    if "retired" in changed:
        sentences.append(f"retired {code}" if changed["retired"][1] else f"brought {code} back")
    return "; ".join(sentences)


@says(codebook.CodesMerged)
def _(event: codebook.CodesMerged, names: Names) -> str:
    return f"merged {names.codes_of(event.merged)} into {names.code(event.into)}"


@says(codebook.CodesUnmerged)
def _(event: codebook.CodesUnmerged, names: Names) -> str:
    return f"parted {names.codes_of(event.merged)} from {names.code(event.into)} again"


@says(codebook.CodebookPublished)
def _(event: codebook.CodebookPublished, names: Names) -> str:
    codes = "1 code" if event.codes == 1 else f"{event.codes:,} codes"
    return f"published version {event.version} of the codebook with {codes}"


# codings


@says(decided.CodeApplied)
def _(event: decided.CodeApplied, names: Names) -> str:
    imported = f", brought in as {names.coder(event.coder)}’s"
    how = {
        "imported": imported,
        "bulk": ", confirmed together with others",
        "suggested": ", as the machine suggested",
    }.get(event.origin, "")
    if event.proposal and not how:
        how = ", a proposed passage that was confirmed"
    return f"applied {names.code(event.code)} to {names.passage(event)}{how}"


@says(decided.CodingRemoved)
def _(event: decided.CodingRemoved, names: Names) -> str:
    return f"took {names.code(event.code)} off {names.passage(event)}"


@says(decided.ResponseMarked)
def _(event: decided.ResponseMarked, names: Names) -> str:
    if event.mark.startswith(orders.AGAIN):
        act = "read {} again, for a check" if event.after else "took back having read {} again"
        return act.format(names.answer(event.response))
    on, off = MARKS.get(event.mark, ("marked {}", "no longer marked {}"))
    return (on if event.after else off).format(names.answer(event.response))


@says(decided.MemoWritten)
def _(event: decided.MemoWritten, names: Names) -> str:
    if event.about == "journal":
        act = "took an entry out of" if not event.after else "changed an entry of" if event.before else "wrote in"
        return f"{act} the journal"
    about = {"response": names.answer, "code": names.code}.get(event.about)
    target = about(event.target) if about else f"the {event.about}"
    act = "cleared the memo" if not event.after else "changed the memo" if event.before else "wrote a memo"
    return f"{act} on {target}"


@says(decided.AnswersRead)
def _(event: decided.AnswersRead, names: Names) -> str:
    count = len(event.responses)
    return f"read {names.answer(event.responses[0])}" if count == 1 else f"read {count:,} answers"


@says(decided.DispositionsSet)
def _(event: decided.DispositionsSet, names: Names) -> str:
    after = {kind for _, _, kind in event.changes}
    kind = KINDS_OF_ANSWER.get(next(iter(after)), "") if len(after) == 1 else "of different kinds"
    if len(event.changes) == 1:
        return f"said that {names.answer(event.changes[0][0])} is {kind}"
    return f"said that {len(event.changes):,} answers are {kind}"


@says(decided.QuoteChosen)
def _(event: decided.QuoteChosen, names: Names) -> str:
    return f"chose a passage of {names.answer(event.response)} to stand for {names.code(event.code)}"


@says(decided.QuoteDropped)
def _(event: decided.QuoteDropped, names: Names) -> str:
    return f"dropped the passage of {names.answer(event.response)} that stood for {names.code(event.code)}"


@says(bulk.CodesAppliedToMany)
def _(event: bulk.CodesAppliedToMany, names: Names) -> str:
    if event.like:
        return f"copied the coding of {names.answer(event.like)} to {_identical(event)}"
    return f"applied {_codes_of_many(event, names)} to {_answers_of_many(event)} at once"


@says(bulk.CodesRemovedFromMany)
def _(event: bulk.CodesRemovedFromMany, names: Names) -> str:
    if event.like:
        return f"took the coding copied from {names.answer(event.like)} off {_identical(event)}"
    return f"took {_codes_of_many(event, names)} off {_answers_of_many(event)} at once"


def _codes_of_many(event: bulk.CodesAppliedToMany, names: Names) -> str:
    return names.codes_of(tuple(dict.fromkeys(coding.code for coding in bulk.codings_of(event))))


def _answers_of_many(event: bulk.CodesAppliedToMany) -> str:
    count = _touched(event)
    return "1 answer" if count == 1 else f"{count:,} answers"


def _identical(event: bulk.CodesAppliedToMany) -> str:
    count = _touched(event)
    return "1 identical answer" if count == 1 else f"{count:,} identical answers"


def _touched(event: bulk.CodesAppliedToMany) -> int:
    return len({coding.response for coding in bulk.codings_of(event)} | {mark[0] for mark in event.marks})


@says(filters.FilterSaved)
def _(event: filters.FilterSaved, names: Names) -> str:
    return f"kept the search {names.text(event.name)}"


@says(filters.FilterDropped)
def _(event: filters.FilterDropped, names: Names) -> str:
    return f"dropped the search {names.text(event.name)}"


@says(suggestions.SuggestionsMet)
def _(event: suggestions.SuggestionsMet, names: Names) -> str:
    shown = tuple(one.code for one in event.met if one.shown)
    if not shown:
        return f"left {names.answer(event.response)} without seeing suggestions"
    taken = tuple(one.code for one in event.met if one.taken)
    took = f"; took {names.codes_of(taken)}" if taken else "; took none"
    return f"saw {names.codes_of(shown)} suggested for {names.answer(event.response)}{took}"


# orders of answers


@says(orders.OrderDrawn)
def _(event: orders.OrderDrawn, names: Names) -> str:
    answers = "1 answer" if event.n == 1 else f"{event.n:,} answers"
    if event.kind == "check":
        left = "not read yet" if event.among == "unread" else "read without it"
        code = names.code(event.about)
        return f"drew {answers} at random from {event.pool:,} {left}, to check what was missed of {code}"
    by = {
        "random": "in random order",
        "theme": "by proposed theme",
        "similar": f"by likeness to {names.answer(event.about)}",
        "unsure": "first that the machine was least sure of",
    }.get(event.kind, "")
    share = f", {event.audit}% of them at random" if event.kind != "random" else ""
    return f"had {answers} put {by}{share}"


# proposed themes


@says(review.ProposalAccepted)
def _(event: review.ProposalAccepted, names: Names) -> str:
    into = "as the new code" if event.made_code else "into the code"
    wait = "waits" if len(event.segments) == 1 else "wait"
    waits = f"; {_passages(len(event.segments))} {wait} to be confirmed" if event.segments else ""
    return f"accepted {names.theme(event.run, event.proposal)} {into} {names.code(event.code)}{waits}"


@says(review.ProposalReleased)
def _(event: review.ProposalReleased, names: Names) -> str:
    return f"put {names.theme(event.run, event.proposal)} back among the open ones"


@says(review.ProposalRenamed)
def _(event: review.ProposalRenamed, names: Names) -> str:
    after = names.text(event.after) if event.after else "by its own words again"
    return f"named a proposed theme {after}"


@says(review.ProposalsMerged)
def _(event: review.ProposalsMerged, names: Names) -> str:
    gone = _listed([names.theme(event.run, proposal) for proposal in event.merged])
    return f"merged {gone} into {names.theme(event.run, event.into)}"


@says(review.ProposalsParted)
def _(event: review.ProposalsParted, names: Names) -> str:
    gone = _listed([names.theme(event.run, proposal) for proposal in event.merged])
    return f"parted {gone} from {names.theme(event.run, event.into)} again"


@says(review.ProposalSplit)
def _(event: review.ProposalSplit, names: Names) -> str:
    return f"split {names.theme(event.run, event.proposal)} into {len(event.parts)} parts"


@says(review.ProposalJoined)
def _(event: review.ProposalJoined, names: Names) -> str:
    return f"joined the parts of {names.theme(event.run, event.proposal)} again"


@says(review.ProposalRejected)
def _(event: review.ProposalRejected, names: Names) -> str:
    return f"rejected {names.theme(event.run, event.proposal)}"


@says(review.ProposalReopened)
def _(event: review.ProposalReopened, names: Names) -> str:
    return f"opened {names.theme(event.run, event.proposal)} again"


@says(review.SegmentMoved)
def _(event: review.SegmentMoved, names: Names) -> str:
    return f"moved a passage from {names.theme(event.run, event.before)} to {names.theme(event.run, event.after)}"


@says(review.WaitingSettled)
def _(event: review.WaitingSettled, names: Names) -> str:
    act = {
        "confirmed": "confirmed {} for {}",
        "removed": "removed {} from what waits for {}",
        "waiting": "let {} wait for {} again",
    }.get(event.after, "settled {} for {}")
    return act.format(_passages(len(event.segments)), names.code(event.code))
