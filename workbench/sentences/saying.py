"""How an event is said in words: what ids stand for, and the sentence registered for each kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from coding import events as decided

LONGEST = 60  # characters of a name, wording or passage inside a sentence


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
    rounds: Mapping[str, int] = field(default_factory=dict)

    def coder(self, coder_id: str) -> str:
        """Name a coder."""
        return self.coders.get(coder_id, "somebody")

    def code(self, code_id: str) -> str:
        """Name a code in quotation marks."""
        return quoted(self.codes.get(code_id, "erased name"))

    def codes_of(self, code_ids: tuple[str, ...]) -> str:
        """Name several codes."""
        return listed([self.code(code_id) for code_id in code_ids])

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

    def round(self, round_id: str) -> str:
        """Name a round by its number."""
        number = self.rounds.get(round_id, 0)
        return f"round {number}" if number else "a round"

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


def passages(count: int) -> str:
    """Count passages in words."""
    return "1 passage" if count == 1 else f"{count:,} passages"


def listed(words: list[str]) -> str:
    """Join words as a sentence lists them."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
