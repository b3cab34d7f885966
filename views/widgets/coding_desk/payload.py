"""What the desk is handed: a window of answers, the codes with their keys, and the store's answers to its message."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

MOST_CHARACTERS = 150_000  # of answers in one message: with codes and keys some 200 kB, a blink on any network
LEAST_AHEAD = 3  # answers after the current one, however long they are


@dataclass(frozen=True, slots=True)
class Place:
    """Whose desk this is: the browser keeps what waits under these names."""

    store: str
    project: str
    coder: str
    coder_name: str
    keep_drafts: bool = True


class Item(Protocol):
    """One answer as the desk shows it (workbench.desk.DeskItem)."""

    response_id: str
    question_id: str
    text: str
    number: int


AnyItem = TypeVar("AnyItem", bound=Item)


def lightened(items: Sequence[AnyItem], current: str) -> list[AnyItem]:
    """Leave out answers far from the current one where all together would be too much to send.

    Examples
    --------
    >>> from types import SimpleNamespace as Answer
    >>> long = [Answer(response_id=str(n), text="x" * 100_000) for n in range(9)]
    >>> [answer.response_id for answer in lightened(long, "4")]
    ['4', '5', '6', '7']
    """
    at = next((n for n, item in enumerate(items) if item.response_id == current), 0)
    left = MOST_CHARACTERS
    kept = []
    for n in sorted(range(len(items)), key=lambda n: (n < at, abs(n - at))):
        left -= len(items[n].text)
        if left >= 0 or at <= n <= at + LEAST_AHEAD:
            kept.append(n)
    return [items[n] for n in sorted(kept)]


def payload(
    window: Any,
    place: Place,
    *,
    order: str,
    session: str,
    answered: dict[str, Any] | None = None,
    finished: bool = False,
) -> dict[str, Any]:
    """Put together what the desk is handed.

    Parameters
    ----------
    window : workbench.desk.DeskWindow, or None where only the message is answered: most answers are, and arrive sooner
    order : names the sequence of answers (a question's, or all); where it changes, the desk goes to the current answer
        of the window, otherwise it stays where the coder is
    session : names the server's session; a new one has not answered what the old one was sent
    answered : tab and post of the message answered, with its answers
    finished : everything is coded, so the desk opens at the end
    """
    answer = {"place": asdict(place), "session": session, "answered": answered}
    if window is None:
        return answer
    items = lightened(window.items, window.current)
    return {
        **answer,
        "order": order,
        "finished": finished,
        "items": [asdict(item) for item in items],
        "codes": [asdict(code) for code in window.codes],
        "palettes": window.palettes,
        "questions": window.questions,
        "makes_codes": window.makes_codes,
        "code_makers": window.code_makers,
        "current": window.current,
        "total": window.total,
        "coded": window.coded,
        "unit": window.unit,
    }
