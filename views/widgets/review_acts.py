"""What the keys and buttons of the review do: one decision each, then on to the next theme."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from views import feedback, resources, session
from views.widgets import review_place
from workbench import review
from workbench.review import Reviewing

PLACE = "review"  # of the refusals


def reviewing() -> Reviewing:
    """Give which run is looked through, and by whom."""
    return Reviewing(session.project(), session.coder(), review_place.current_run())


def callback(act: Callable[..., None]) -> Callable[..., None]:
    """Wrap a decision: a refusal is shown on the page; once stored, its command id is used up."""

    def run(command: str, *args: Any) -> None:
        act(command, *args)
        session.command_done(PLACE)

    return feedback.guarded(run, PLACE)


def accept(command: str, proposal: str, following: str) -> None:
    """Make a code of a proposal."""
    made = review.accept(resources.store(), reviewing(), proposal, command_id=command)
    _next(following, f"Code ‘{made.name}’ made. {_wait(made.waiting)}", made.code)


def accept_into(command: str, proposal: str, code: str, following: str) -> None:
    """Add a proposal's passages to those that wait for a code."""
    into = review.accept_into(resources.store(), reviewing(), proposal, code, command_id=command)
    _next(following, f"Merged into the code ‘{into.name}’. {_wait(into.waiting)}", into.code)


def merge(command: str, proposal: str, into: str, name: str) -> None:
    """Put a proposal into another one and open that."""
    review.merge(resources.store(), reviewing(), [proposal], into, command_id=command)
    _next(into, f"Merged into ‘{name}’, which is open now.")


def merge_chosen(command: str, proposal: str, following: str, field: str, names: dict[str, str]) -> None:
    """Merge into what was chosen in a field: a proposal or, marked 'code:', a code."""
    chosen = str(st.session_state.get(field) or "")
    if not chosen:
        raise review.NothingChosen("Choose a theme or a code to merge into.")
    if chosen.startswith("code:"):
        accept_into(command, proposal, chosen.removeprefix("code:"), following)
    else:
        merge(command, proposal, chosen, names.get(chosen, ""))


def split(command: str, proposal: str, groups: list[list[int]]) -> None:
    """Divide a proposal and open the first part."""
    parts = review.split(resources.store(), reviewing(), proposal, groups, command_id=command)
    _next(parts[0] if parts else "", "Split in two; the first part is open now, the second follows it.")


def split_off(command: str, proposal: str, picked: list[int]) -> None:
    """Make a theme of the chosen passages."""
    parts = review.split_off(resources.store(), reviewing(), proposal, picked, command_id=command)
    _next(parts[-1] if parts else "", f"{_passages(len(picked))} split off as a theme of its own, which is open now.")


def reject(command: str, proposal: str, following: str) -> None:
    """Turn a proposal down."""
    review.reject(resources.store(), reviewing(), proposal, command_id=command)
    _next(following, "Rejected. Its passages can still be coded at the desk.")


def reopen(command: str, proposal: str) -> None:
    """Put a rejected proposal back."""
    review.reopen(resources.store(), reviewing(), proposal, command_id=command)
    _next(proposal, "Open again.")


def rename(command: str, proposal: str, field: str) -> None:
    """Give a proposal another name."""
    review.rename(resources.store(), reviewing(), proposal, str(st.session_state[field]), command_id=command)
    _next(proposal, "")


def move(command: str, proposal: str, picked: list[int], field: str, names: dict[str, str]) -> None:
    """Move the chosen passages to the theme named in a field ('' for not grouped)."""
    after = str(st.session_state[field])
    review.move(resources.store(), reviewing(), picked, after, command_id=command)
    _next(proposal, f"{_passages(len(picked))} moved to ‘{names[after]}’.")
    review_place.turn_panel("passages")


def place(command: str, segment: int, proposal: str) -> None:
    """Put a passage that was not grouped into an open theme."""
    review.move(resources.store(), reviewing(), [segment], proposal, command_id=command)


def code_passage(command: str, segment: int, code: str) -> None:
    """Code a passage that was not grouped."""
    review.code_passage(resources.store(), reviewing(), segment, code, command_id=command)


def undo(command: str) -> None:
    """Take the latest decision back and open what it was about."""
    taken = review.undo_last(resources.store(), reviewing(), command_id=command)
    if taken is None:
        review_place.say("Nothing is left to undo.")
    else:
        _next(taken.proposal, f"Taken back: {taken.words}.")


def redo(command: str) -> None:
    """Do again what was taken back last."""
    done = review.undo_last(resources.store(), reviewing(), command_id=command, redo=True)
    if done is not None:
        _next(done.proposal, f"Done again: {done.words}.")


def _next(proposal: str, words: str, code: str = "") -> None:
    review_place.choose(proposal)
    review_place.say(words, code)


def _wait(number: int) -> str:
    if number == 1:
        return "1 passage waits for you to confirm it."
    return f"{_passages(number)} wait for you to confirm: one by one, or all after reading them."


def _passages(number: int) -> str:
    return "1 passage" if number == 1 else f"{number:,} passages"
