"""What happened to rounds of coding, in words."""

from coding import round_events as rounds
from coding.consensus import RULES
from workbench.sentences.saying import Names, listed, says


@says(rounds.RoundOpened)
def _(event: rounds.RoundOpened, names: Names) -> str:
    handed = "1 answer" if event.n == 1 else f"{event.n:,} answers"
    coders = listed([names.coder(coder) for coder in event.coders])
    what = f"round {event.number}, {rounds.KINDS.get(event.kind, event.kind)}, {names.text(event.name)}"
    return f"opened {what}: handed out {handed} to {coders}"


@says(rounds.RoundSubmitted)
def _(event: rounds.RoundSubmitted, names: Names) -> str:
    return f"handed in the answers of {names.round(event.round)}"


@says(rounds.RoundRevealed)
def _(event: rounds.RoundRevealed, names: Names) -> str:
    left = f", which {listed([names.coder(coder) for coder in event.left])} had not handed in" if event.left else ""
    return f"revealed {names.round(event.round)}{left}"


@says(rounds.RoundWithdrawn)
def _(event: rounds.RoundWithdrawn, names: Names) -> str:
    return f"withdrew {names.round(event.round)}"


@says(rounds.ConsensusReached)
def _(event: rounds.ConsensusReached, names: Names) -> str:
    answer, where = names.answer(event.response), names.round(event.round)
    if not event.rule:
        return f"opened again what holds of {answer} in {where}"
    codes = names.codes_of(event.codes) if event.codes else "no code"
    if event.rule in ("unanimous", "majority"):
        return f"settled {codes} for {answer} in {where}, {RULES[event.rule]}"
    return f"decided on {codes} for {answer} in {where}"
