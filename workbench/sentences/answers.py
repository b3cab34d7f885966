"""What was decided about answers, and the orders they were put in, in words."""

from coding import bulk, filters, orders, suggestions, upheld
from coding import events as decided
from workbench.sentences.saying import Names, says

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
    imported = f", brought in as {names.coder(event.coder)}’s" if event.origin == "imported" else ""
    return f"{(on if event.after else off).format(names.answer(event.response))}{imported}"


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


@says(upheld.CodingsUpheld)
def _(event: upheld.CodingsUpheld, names: Names) -> str:
    return f"said that {names.code(event.code)} still holds on {_held(event, names)} under its new definition"


@says(upheld.UpholdingDropped)
def _(event: upheld.UpholdingDropped, names: Names) -> str:
    return f"took back that {names.code(event.code)} still holds on {_held(event, names)}"


def _held(event: upheld.CodingsUpheld, names: Names) -> str:
    answers = [response for _, response in event.held]
    return names.answer(answers[0]) if len(set(answers)) == 1 else f"{len(set(answers)):,} answers"


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
