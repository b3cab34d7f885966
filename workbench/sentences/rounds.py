"""What happened to rounds of coding, in words."""

from coding import round_events as rounds
from workbench.sentences.saying import Names, listed, says


@says(rounds.RoundOpened)
def _(event: rounds.RoundOpened, names: Names) -> str:
    handed = "1 answer" if event.n == 1 else f"{event.n:,} answers"
    coders = listed([names.coder(coder) for coder in event.coders])
    return f"opened round {event.number}, {event.kind}, {names.text(event.name)}: handed out {handed} to {coders}"


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
    how = {"unanimous": "as all coders had it", "majority": "each code by most coders"}.get(event.rule, "on a decision")
    return f"settled {codes} for {answer} in {where}, {how}"
