"""What may have been missed: random samples of the answers left without a code, and what they say when read."""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import Connection, select

from coding import decide
from coding.decide import Provenance
from coding.enough import Missed, missed, stop_rule
from coding.events import ResponseMarked
from coding.orders import AGAIN, OrderDrawn, Place, digest_of, shuffled
from coding.roles import Role
from storage import order_rows, queries
from storage import tables as t
from storage.order_rows import OrderRow
from storage.queries.findings import coded_responses
from storage.queries.rounds import sealed_for
from storage.store import Store
from workbench import orders
from workbench.desk import desk_order
from workbench.errors import NotReady, WorkbenchError
from workbench.ids import new_id
from workbench.permissions import require
from workbench.projects import shows
from workbench.response_states import response_state

SCOPE = "checks"
UNREAD, WITHOUT = "unread", "without"  # answers not coded yet; answers that were coded and did not get the code


@dataclass(frozen=True, slots=True)
class Pools:
    """For one code: how many answers have it, are not read yet, and were read without it."""

    found: int
    unread: int
    without: int

    def size(self, among: str) -> int:
        """Give the size of a pool."""
        return self.unread if among == UNREAD else self.without


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample as it was drawn, how far it is read, and what it says; `missed` and `p` are None before it is read.

    `before` is how many answers outside the pool had the code when the sample was drawn. `p` belongs to the rule by
    which reading may stop (`coding.enough.stop_rule`) and is given for answers that were not read yet.
    """

    order_id: str
    code: str
    question: str
    among: str
    at: str
    drawn: int
    pool: int
    before: int
    read: int
    found: int
    missed: Missed | None
    p: float | None


@dataclass(frozen=True, slots=True)
class ToReadAgain:
    """An answer of a sample that was read before without the code."""

    response_id: str
    text: str
    about: str
    number: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """A code's answers for one coder: all it applies to in file order, those that have it, those weighed whole.

    `sealed` are judged in an open round and not here: none is drawn, and a sample that holds one waits for the reveal.
    """

    answers: list[str]
    having: set[str]
    coded: set[str]
    sealed: set[str]

    def pool(self, among: str) -> list[str]:
        wanted = (self.coded if among == WITHOUT else set(self.answers) - self.coded) - self.sealed
        return [response for response in self.answers if response in wanted and response not in self.having]


def offer(store: Store, project_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give the codes that can be checked and the questions, words by id.

    Raises
    ------
    NotReady
        The project does not show such checks.
    """
    with store.reading() as conn:
        if not shows(queries.project(conn, project_id), "saturation"):
            raise NotReady("This project does not ask whether enough has been read. Switch it on in the settings.")
        book = queries.codebook(conn, project_id)
        questions = queries.questions(conn, project_id)
    asked = dict(zip(questions["question_id"], questions["wording"], strict=True))
    return {code.id: code.name for code in book.live()}, asked


def pools(store: Store, project_id: str, coder_id: str, code: str, question: str = "") -> Pools:
    """Count a code's answers, to one question or to all that it applies to."""
    with store.reading() as conn:
        now = _standing(conn, project_id, coder_id, code, question)
    found = len(now.having.intersection(now.answers))
    return Pools(found, len(now.pool(UNREAD)), len(now.pool(WITHOUT)))


def draw_sample(
    store: Store,
    project_id: str,
    coder_id: str,
    code: str,
    among: str,
    size: int,
    *,
    question: str = "",
    command_id: str,
) -> str:
    """Draw `size` answers at random from those left without a code; give the id of their order.

    The size is part of the record, so that everybody can see that it was set before the sample was read. More answers
    are another sample.

    Raises
    ------
    NotReady
        The project shows no such checks.
    WorkbenchError
        The pool holds fewer answers, or none.
    """
    order_id = f"o{command_id}"
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=orders.SCOPE) as tx:
        if tx.repeated:
            return order_id
        require(tx.conn, project_id, coder_id, Role.can_code, "draw a sample")
        if not shows(queries.project(tx.conn, project_id), "saturation"):
            raise NotReady("This project does not ask whether enough has been read. Switch it on in the settings.")
        now = _standing(tx.conn, project_id, coder_id, code, question)
        pool = now.pool(among)
        if not 1 <= size <= len(pool):
            raise WorkbenchError(f"A sample of {size:,} cannot be drawn: {len(pool):,} answers are there to draw from.")
        seed = token_hex(8)
        places = [Place(response, "random", f"{size / len(pool):.6f}") for response in shuffled(pool, seed)[:size]]
        event = OrderDrawn(
            order=order_id, kind="check", coder=coder_id, question=question, about=code, seed=seed, audit=100,
            n=size, pool=len(pool), digest=digest_of(places), among=among,
            found=len(now.having.intersection(now.answers)),
        )  # fmt: skip
        orders.record_order(tx, event, places)
    return order_id


def samples(store: Store, project_id: str, coder_id: str, code: str, question: str = "") -> list[Sample]:
    """Give a coder's samples for a code, the newest first."""
    with store.reading() as conn:
        now = _standing(conn, project_id, coder_id, code, question)
        drawn = order_rows.orders(conn, project_id, kind="check", coder_id=coder_id, about=code, question_id=question)
        return [_sample(conn, project_id, coder_id, order, now) for order in reversed(drawn)]


def _sample(conn: Connection, project_id: str, coder_id: str, order: OrderRow, now: _Standing) -> Sample:
    responses = {place.response for place in order_rows.places(conn, project_id, [order.order_id])}
    having = now.having & responses
    settled = now.coded if order.among == UNREAD else _read_again(conn, project_id, coder_id, order.order_id)
    left_out = responses - set(now.answers)  # not usable, say: no longer an answer to code, so it has no code
    read = responses & (settled | having | left_out)
    whole = read == responses
    numbers = {"before": order.found, "found": len(having), "drawn": order.drawn, "pool": order.pool}
    return Sample(
        order.order_id, order.about, order.question_id, order.among, order.at, order.drawn, order.pool, order.found,
        len(read), len(having),
        missed(**numbers) if whole else None,
        stop_rule(**numbers) if whole and order.among == UNREAD else None,
    )  # fmt: skip


def next_to_read_again(store: Store, project_id: str, coder_id: str, order_id: str) -> ToReadAgain | None:
    """Give the first answer of a sample that was not read again yet; None where all were."""
    with store.reading() as conn:
        order = _own(conn, project_id, coder_id, order_id)
        now = _standing(conn, project_id, coder_id, order.about, order.question_id)
        settled = _read_again(conn, project_id, coder_id, order_id) | now.having
        places = order_rows.places(conn, project_id, [order_id])
        open_now = set(now.answers) - settled - now.sealed  # what is no longer an answer to code is not read again
        left = [(n, place.response) for n, place in enumerate(places, start=1) if place.response in open_now]
        if not left:
            return None
        number, response = left[0]
        r, p = t.responses.c, t.respondents.c
        row = conn.execute(
            select(r.text, p.label)
            .join_from(
                t.responses, t.respondents, (p.project_id == r.project_id) & (p.respondent_id == r.respondent_id)
            )
            .where(r.project_id == project_id, r.response_id == response)
        ).one()
    return ToReadAgain(response, row.text, row.label, number)


def read_again(
    store: Store, project_id: str, coder_id: str, order_id: str, response: str, *, has: bool, command_id: str
) -> None:
    """Say whether an answer of a sample has the code after all; where it has, it is given the code."""
    with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
        if tx.repeated:
            return
        require(tx.conn, project_id, coder_id, Role.can_code, "code answers")
        order = _own(tx.conn, project_id, coder_id, order_id)
        state = response_state(tx.conn, project_id, coder_id, response)
        mark = AGAIN + order_id
        if mark not in state.marks:
            tx.append([ResponseMarked(response=response, coder=coder_id, mark=mark, before=False, after=True)])
        if has:
            book = queries.codebook_refs(tx.conn, project_id)
            code = book.resolve(order.about)
            allowed = {live.id for live in book.live()}
            provenance = Provenance(codebook_version=book.version)
            tx.append(decide.apply_code(state, code, allowed, new_id=new_id, provenance=provenance))


def _own(conn: Connection, project_id: str, coder_id: str, order_id: str) -> OrderRow:
    order = order_rows.read(conn, project_id, order_id)
    if order is None or order.kind != "check" or order.coder_id != coder_id:
        raise WorkbenchError("This sample is not there, or it is somebody else's. Choose one of those below.")
    return order


def _read_again(conn: Connection, project_id: str, coder_id: str, order_id: str) -> set[str]:
    m = t.marks.c
    query = select(m.response_id).where(m.project_id == project_id, m.coder_id == coder_id, m.mark == AGAIN + order_id)
    return set(conn.execute(query).scalars())


def _standing(conn: Connection, project_id: str, coder_id: str, code: str, question: str) -> _Standing:
    book = queries.codebook_refs(conn, project_id)
    resolved = book.resolve(code)
    questions = set(queries.questions(conn, project_id)["question_id"])
    asked = {question} if question else {q for q in questions if book.code(resolved).applies_to(q)}
    answers = [response for q in sorted(asked) for response in desk_order(conn, project_id, q)]
    having = _having(conn, project_id, coder_id, {resolved, *book.below(resolved)})
    sealed = sealed_for(conn, project_id, coder_id)
    return _Standing(answers, having, coded_responses(conn, project_id, coder_id), sealed)


def _having(conn: Connection, project_id: str, coder_id: str, codes: Iterable[str]) -> set[str]:
    c, k = t.codings.c, t.codes.c
    query = (
        select(c.response_id)
        .join(t.codes, (k.project_id == c.project_id) & (k.code_id == c.code_id))
        .where(c.project_id == project_id, c.coder_id == coder_id, k.resolved.in_(list(codes)))
    )
    return set(conn.execute(query.distinct()).scalars())
