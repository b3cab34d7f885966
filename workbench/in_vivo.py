"""A code made at the desk from words of an answer (in vivo), in the same command that gives it to the answer."""

from sqlalchemy import Connection

from codebooks import decide
from codebooks.decide import Text, tidy_name
from codebooks.errors import CodebookError
from codebooks.events import IN_VIVO
from coding.roles import Role
from storage import queries
from storage.record import Transaction
from workbench.permissions import require


def make_code(tx: Transaction, coder_id: str, name: str, question: str, *, every_question: bool) -> str:
    """Give the id of the code of that name, which is added at the end of the codebook where there is none.

    Raises
    ------
    NotAllowed
        The coder's role does not allow to change the codebook.
    CodebookError
        The name is empty or too long, or a code of that name is there for other questions only.
    """
    book = queries.codebook(tx.conn, tx.project_id)
    words = tidy_name(name)
    known = book.named(words)
    if known is not None:
        if not known.applies_to(question):
            raise CodebookError(
                f"The code {known.name!r} is there already, for other questions. "
                "Let it apply to this one on the page Codebook, or choose another name."
            )
        return known.id
    require(tx.conn, tx.project_id, coder_id, Role.can_edit_codebook, "make new codes")
    code_id = f"k{tx.command_id}"
    questions = () if every_question else (question,)
    tx.append(decide.add_code(book, code_id, Text(words, tx.keep(words)), questions=questions, origin=IN_VIVO))
    return code_id


def code_makers(conn: Connection, project_id: str) -> dict[str, str]:
    """Give the names of those who may make codes, by id."""
    members = queries.members(conn, project_id)
    may = [coder for coder, role in members.items() if role and Role(role).can_edit_codebook()]
    return queries.coder_names(conn, may)
