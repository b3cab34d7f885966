"""Memos: what a person writes about an answer, a code, the project, or into the journal; and what it refers to.

A reference stands in double brackets: `[[Waiting time]]`, `[[P7]]`. When a memo is saved each one is looked up, and
what was found is kept beside the words as a link: 'code:ID', 'response:ID', 'respondent:ID', or '' where nothing has
that name. So a reference lives on when its code is renamed or merged; the words themselves are never rewritten.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coding.events import CodingEvent, MemoWritten

LONGEST_REFERENCE = 200  # characters
# One bracket may stand inside, so that a code can be called 'Time [paid]'.
_REFERENCE = re.compile(rf"\[\[([^\n]{{1,{LONGEST_REFERENCE}}}?)\]\](?!\])")


@dataclass(frozen=True, slots=True)
class Memo:
    """The memo of one coder on one thing as it is kept: id of its words, links, when it was begun."""

    text: str = ""
    links: tuple[str, ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a memo: words, or a reference with its present name; `missing` where nothing has that name."""

    words: str
    link: str = ""
    missing: bool = False


NO_MEMO = Memo()


def write_memo(before: Memo, after: Memo, about: str, target: str, coder: str) -> list[CodingEvent]:
    """Write, rewrite or (with no words) clear the coder's memo on a thing.

    Examples
    --------
    >>> [event.after for event in write_memo(NO_MEMO, Memo("t1", ("code:c1",)), "project", "project", "ana")]
    ['t1']
    >>> write_memo(NO_MEMO, NO_MEMO, "project", "project", "ana")
    []
    """
    if before.text == after.text:
        return []
    return [
        MemoWritten(
            about=about,  # type: ignore[arg-type]
            target=target,
            coder=coder,
            before=before.text,
            after=after.text,
            links=after.links,
            links_before=before.links,
            written=before.written,
        )
    ]


def references(words: str) -> list[str]:
    """Give what stands in double brackets, in order.

    Examples
    --------
    >>> references("As [[Waiting  time]], but see [[P7]] and [[Time [paid]]]; not [this].")
    ['Waiting time', 'P7', 'Time [paid]']
    """
    return [_tidy(found) for found in _REFERENCE.findall(words)]


def parts(words: str, links: Sequence[str], names: Mapping[str, str]) -> list[Part]:
    """Part a memo into words and references.

    Parameters
    ----------
    links : one for each reference, '' where nothing was found
    names : present names by link; a thing that is gone keeps the words it was called by

    Examples
    --------
    >>> [part.words for part in parts("As [[Time]] says.", ["code:c1"], {"code:c1": "Workload"})]
    ['As ', 'Workload', ' says.']
    """
    found, end = [], 0
    for number, match in enumerate(_REFERENCE.finditer(words)):
        link = links[number] if number < len(links) else ""
        name = names.get(link, _tidy(match[1]))
        found += [Part(words[end : match.start()]), Part(name, link if link in names else "", link not in names)]
        end = match.end()
    return [part for part in [*found, Part(words[end:])] if part.words]


def with_present_names(words: str, links: Sequence[str], names: Mapping[str, str]) -> str:
    """Give a memo's words with each reference under its present name, as a person goes on writing it.

    Examples
    --------
    >>> with_present_names("As [[Time]] and [[Foo]].", ["code:c1", ""], {"code:c1": "Workload"})
    'As [[Workload]] and [[Foo]].'
    """
    left = iter(links)

    def named(match: re.Match[str]) -> str:
        return f"[[{names.get(next(left, ''), match[1])}]]"

    return _REFERENCE.sub(named, words)


def _tidy(name: str) -> str:
    return " ".join(name.split())
