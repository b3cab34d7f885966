"""What stands on the coding desk: an answer with what its coder decided about it, and the codes of the palette."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from codebooks.colours import swatch
from codebooks.model import Code, Codebook
from coding import units
from coding.decide import ResponseState
from coding.events import PASSAGE_ORIGINS
from coding.units import Sentence
from storage import queries
from storage import tables as t
from workbench import desk_keys


@dataclass(frozen=True, slots=True)
class DeskCode:
    """A code as the palette shows it."""

    code_id: str
    name: str
    colour: str
    pattern: int
    definition: str
    include: str
    exclude: str
    examples: str
    questions: tuple[str, ...]
    parent: str
    theme: str  # name of the code at the top above it, '' where none is
    heads: bool  # whether other codes stand under it
    used: int  # times this coder has given it


@dataclass(frozen=True, slots=True)
class DeskCoding:
    """A code on `[start, end)` of an answer, in code points; `by_hand` unless it was confirmed on a passage."""

    code: str
    start: int
    end: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One answer with what the coder has decided about it so far.

    `length` is that of the text in code points, `sentences` are the spans of its sentences.
    """

    response_id: str
    question_id: str
    question: str
    text: str
    number: int
    about: str
    length: int
    sentences: tuple[Sentence, ...]
    codings: tuple[DeskCoding, ...]
    done: bool
    no_code: bool
    unsure: bool
    discuss: bool
    quote: bool
    memo: str
    disposition: str
    alike: int = 0  # identical answers that are not coded yet and are offered to be coded alike
    copied: bool = False  # whether its coding was copied from an identical answer

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes on the answer or on a passage of it, each once."""
        return tuple(dict.fromkeys(coding.code for coding in self.codings))


def desk_code(code: Code, book: Codebook, used: Mapping[str, int]) -> DeskCode:
    """Give a code as the palette shows it."""
    drawn = swatch(code.colour)
    parent, top = book.parent_of(code), desk_keys.top_of(book, code)
    heads = bool(book.children(code.id))
    return DeskCode(
        code_id=code.id,
        name=code.name,
        colour=drawn.hue,
        pattern=drawn.pattern,
        definition=code.definition,
        include=code.include,
        exclude=code.exclude,
        examples=code.examples,
        questions=code.questions,
        parent=book.code(parent).name if parent else "",
        theme=book.code(top).name if parent or heads else "",
        heads=heads,
        used=used.get(code.id, 0),
    )


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as the desk needs it, without what anybody decided about it."""

    question_id: str
    question: str
    text: str
    about: str
    disposition: str


def answer_rows(conn: Connection, project_id: str, responses: Collection[str]) -> dict[str, AnswerRow]:
    """Give some answers, by id."""
    c = t.responses.c
    query = (
        select(
            c.response_id, c.question_id, t.questions.c.wording, c.text, t.respondents.c.label, queries.disposition()
        )
        .select_from(
            queries.with_dispositions().join(
                t.questions, (t.questions.c.project_id == c.project_id) & (t.questions.c.question_id == c.question_id)
            )
        )
        .where(c.project_id == project_id, c.response_id.in_(sorted(set(responses))))
    )
    return {row[0]: AnswerRow(*row[1:]) for row in conn.execute(query)}


def desk_item(item_id: str, number: int, row: AnswerRow, state: ResponseState, book: Codebook, memo: str) -> DeskItem:
    """Put an answer together with what its coder has decided about it."""
    return DeskItem(
        response_id=item_id,
        question_id=row.question_id,
        question=row.question,
        text=row.text,
        number=number,
        about=row.about,
        length=state.length,
        sentences=tuple(units.sentences(row.text)),
        codings=tuple(
            DeskCoding(book.resolve(c.code), c.start, c.end, c.origin not in PASSAGE_ORIGINS) for c in state.codings
        ),
        done=state.done,
        no_code="no_code" in state.marks,
        unsure="unsure" in state.marks,
        discuss="discuss" in state.marks,
        quote="quote" in state.marks,
        memo=memo,
        disposition=row.disposition,
        copied=any(coding.origin == "propagated" for coding in state.codings),
    )
