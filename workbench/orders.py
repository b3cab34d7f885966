"""Orders of answers: drawn once, kept with how each answer came to its place, and taken up again at the desk."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from secrets import token_hex
from typing import cast

from sqlalchemy import Connection, delete, insert, select

from coding.orders import Kind, OrderDrawn, Place, digest_of, mixed, random_places, shuffled
from coding.project_events import AUDIT
from coding.roles import Role
from storage import order_rows, queries, run_rows
from storage import tables as t
from storage.order_rows import OrderRow
from storage.queries.findings import coded_responses
from storage.record import Transaction
from storage.store import Store
from workbench import order_rankings
from workbench.desk import desk_order
from workbench.errors import NotReady
from workbench.permissions import require
from workbench.projects import shows
from workbench.sequences import FILE, PERSON
from workbench.settings import Settings

SCOPE = "orders"
MACHINE_MADE: tuple[Kind, ...] = ("theme", "similar", "unsure")
STRETCH = 50  # answers drawn at a time where what was learned since decides on the next
LEAST_AHEAD = 40  # answers not coded yet below which the next are drawn: the desk asks for more at about as many


@dataclass(frozen=True, slots=True)
class Current:
    """The order a coder reads in: its id, what kind it is ('file' and 'person' are drawn by nobody), and the draw."""

    order_id: str
    kind: str
    drawn: OrderRow | None = None


def current(store: Store, project_id: str, coder_id: str, *, question: str = "", wanted: str = "") -> Current:
    """Give the order that is wanted where the coder may read in it, else the one taken up last for this question."""
    with store.reading() as conn:
        project = queries.project(conn, project_id)
        for order_id in (wanted, _remembered(conn, project_id, coder_id, question)):
            found = _readable(conn, project_id, coder_id, question, order_id)
            if found is not None and shows(project, "saturation" if found.kind == "check" else "orders"):
                return found
    return Current(FILE, FILE)


def offered(store: Store, project_id: str) -> list[str]:
    """Give the kinds of order a project can be read in; none where it has switched them off.

    Person by person is another order than the file's only where there are several questions.
    """
    with store.reading() as conn:
        project = queries.project(conn, project_id)
        if not shows(project, "orders"):
            return []
        questions = len(queries.questions(conn, project_id))
        proposed = bool(run_rows.runs(conn, project_id))
    kinds = [FILE, PERSON, "random", "theme", "similar", "unsure"]
    left_out = {PERSON} if questions < 2 else set()
    return [kind for kind in kinds if kind not in left_out and (proposed or kind != "theme")]


@dataclass(frozen=True, slots=True)
class Check:
    """A sample drawn to see what was missed of a code, by the code's name."""

    code: str
    drawn: int


def check_of(store: Store, project_id: str, order: Current) -> Check:
    """Say what the sample of an order of the kind 'check' is about."""
    if order.drawn is None:
        raise NotReady("This sample is not there any more. Draw another one.")
    with store.reading() as conn:
        book = queries.codebook(conn, project_id)
    return Check(book.code(book.resolve(order.drawn.about)).name, order.drawn.drawn)


def choose(
    store: Store,
    settings: Settings,
    project_id: str,
    coder_id: str,
    kind: str,
    *,
    question: str = "",
    about: str = "",
    command_id: str,
) -> str:
    """Take up an order of a kind, drawn first where there is none to go on with; give its id.

    The random order is one for all coders and questions. An order by themes is drawn anew for a newer run, and one by
    likeness (to the answer `about`) each time.

    Raises
    ------
    NotReady
        The project hides orders that a machine makes, has no proposed themes, or its answers have not been read.
    """
    if kind in (FILE, PERSON):
        order_id = kind
    else:
        with store.reading() as conn:
            if kind in MACHINE_MADE and not shows(queries.project(conn, project_id), "orders"):
                raise NotReady("This project shows no orders made by the machine. Switch them on in the settings.")
            about = order_rankings.newest_run(conn, project_id, question) if kind == "theme" else about
            order_id = _drawn_before(conn, project_id, coder_id, kind, question, about)
        wish = Wish(cast(Kind, kind), coder_id, question, about)
        order_id = order_id or _draw(store, settings, project_id, wish, command_id)
    _remember(store, project_id, coder_id, question, order_id)
    return order_id


def go_on(store: Store, settings: Settings, project_id: str, coder_id: str, order_id: str) -> None:
    """Draw the next stretch of an order of least sure answers where few that are not coded are left in it.

    The same stretch asked for from two windows is drawn once.
    """
    if order_id in (FILE, PERSON):
        return
    with store.reading() as conn:
        drawn = order_rows.stretches(conn, project_id, order_id)
        if not drawn or drawn[0].kind != "unsure" or drawn[0].coder_id != coder_id:
            return
        places = order_rows.places(conn, project_id, [row.order_id for row in drawn])
        answers = desk_order(conn, project_id, drawn[0].question_id or None)
        coded = coded_responses(conn, project_id, coder_id)
    placed = {place.response for place in places}
    open_ahead = sum(response in placed and response not in coded for response in answers)
    if open_ahead >= LEAST_AHEAD or placed >= set(answers):
        return
    wish = Wish("unsure", coder_id, drawn[0].question_id, order_id)
    _draw(store, settings, project_id, wish, f"{order_id}.{len(drawn) + 1}", places)


@dataclass(frozen=True, slots=True)
class Wish:
    """What order is to be drawn, for whom; see `coding.orders.OrderDrawn`."""

    kind: Kind
    coder: str
    question: str
    about: str


def _draw(
    store: Store,
    settings: Settings,
    project_id: str,
    wish: Wish,
    command_id: str,
    so_far: Sequence[Place] = (),
) -> str:
    """Draw an order, or the next stretch of one that has these places `so_far`, and store it; give its id."""
    if wish.kind == "random":
        return _random_order(store, project_id, wish.coder, command_id)[0]
    with store.reading() as conn:
        answers = desk_order(conn, project_id, wish.question or None)
        coded = coded_responses(conn, project_id, wish.coder)
        chosen = queries.project(conn, project_id).audit
    if not answers:
        raise NotReady("There are no answers to put in order yet. Import some first.")
    placed = {place.response for place in so_far}
    pool = [response for response in answers if response not in coded and response not in placed]
    ranked = _ranked(store, settings, project_id, wish, answers, pool)
    order_id, audit = f"o{command_id}", int(chosen) if chosen else AUDIT
    _, seed = _random_order(store, project_id, wish.coder, f"{command_id}r")
    random = shuffled(answers, seed)
    others = set(pool).difference(ranked)
    in_turn = [*ranked, *(response for response in random if response in others)]
    # One seed and one count over all stretches: the random share is exact in each hundred of their places.
    slots_seed = wish.about if so_far else order_id
    new = mixed(in_turn, random, audit, slots_seed, start=sum(place.source != "before" for place in so_far))
    before = [Place(response, "before") for response in answers if response in coded and response not in placed]
    places = [*before, *islice(new, STRETCH if wish.kind == "unsure" else None)]
    event = OrderDrawn(
        order=order_id, kind=wish.kind, coder=wish.coder, question=wish.question, about=wish.about, seed=seed,
        audit=audit, n=len(places) - len(before), pool=len(answers), digest=digest_of(places),
    )  # fmt: skip
    with store.transaction(project_id, command_id=command_id, actor=wish.coder, scope=SCOPE) as tx:
        if not tx.repeated:
            require(tx.conn, project_id, wish.coder, Role.can_code, "draw an order of answers")
            record_order(tx, event, places)
    return order_id


def _ranked(
    store: Store, settings: Settings, project_id: str, wish: Wish, answers: Sequence[str], pool: Sequence[str]
) -> list[str]:
    if wish.kind == "similar":
        return order_rankings.alike(store, settings, project_id, wish.about, pool)
    if wish.kind == "theme":
        return order_rankings.by_theme(store, project_id, wish.about, pool)
    return order_rankings.least_sure(store, settings, project_id, wish.coder, answers, pool, STRETCH)


def record_order(tx: Transaction, event: OrderDrawn, places: Sequence[Place]) -> None:
    """Append that an order was drawn, and keep its places."""
    order_rows.write_places(tx.conn, tx.project_id, event.order, places)
    tx.append([event])


def _random_order(store: Store, project_id: str, coder_id: str, command_id: str) -> tuple[str, str]:
    """Give id and seed of the project's random order; the first who needs it has it drawn.

    It holds every answer, whatever its disposition and whoever is left out: what is decided about those later leaves
    the others in random order.
    """
    r = t.responses.c
    with store.reading() as conn:
        known = order_rows.newest(conn, project_id, kind="random")
        query = select(r.response_id).where(r.project_id == project_id, r.vanished.is_(None))
        every = [] if known else conn.execute(query).scalars().all()
    if known is None:
        seed = token_hex(8)
        places = random_places(shuffled(every, seed))
        event = OrderDrawn(
            order=f"o{command_id}", kind="random", coder=coder_id, question="", about="", seed=seed, audit=100,
            n=len(places), pool=len(places), digest=digest_of(places),
        )  # fmt: skip
        with store.transaction(project_id, command_id=command_id, actor=coder_id, scope=SCOPE) as tx:
            known = order_rows.newest(tx.conn, project_id, kind="random")  # somebody else may have been quicker
            if known is None and not tx.repeated:
                require(tx.conn, project_id, coder_id, Role.can_code, "draw an order of answers")
                record_order(tx, event, places)
        if known is None:
            return event.order, seed
    return known.order_id, known.seed


def _drawn_before(conn: Connection, project_id: str, coder_id: str, kind: str, question: str, about: str) -> str:
    if kind == "similar":
        return ""
    mine = {"coder_id": coder_id, "question_id": question, "about": about} if kind != "random" else {}
    row = order_rows.newest(conn, project_id, kind=kind, **mine)
    return row.order_id if row else ""


def _readable(conn: Connection, project_id: str, coder_id: str, question: str, order_id: str) -> Current | None:
    """Give an order that this coder may read in: the random one of all, or one's own, of these answers or a sample."""
    if order_id in (FILE, PERSON):
        return Current(order_id, order_id)
    row = order_rows.read(conn, project_id, order_id) if order_id else None
    if row is None:
        return None
    if row.kind != "random" and (row.coder_id != coder_id or (row.kind != "check" and row.question_id != question)):
        return None
    return Current(row.order_id, row.kind, row)


def _remember(store: Store, project_id: str, coder_id: str, question: str, order_id: str) -> None:
    key = _key(project_id, coder_id, question)
    with store.writing() as conn:
        conn.execute(delete(t.settings).where(t.settings.c.key == key))
        conn.execute(insert(t.settings).values(key=key, value=order_id))


def _remembered(conn: Connection, project_id: str, coder_id: str, question: str) -> str:
    key = _key(project_id, coder_id, question)
    return conn.execute(select(t.settings.c.value).where(t.settings.c.key == key)).scalar() or ""


def _key(project_id: str, coder_id: str, question: str) -> str:
    """Give the key among the settings, which is at most 64 characters long."""
    return "order/" + hashlib.sha256("\x1f".join((project_id, coder_id, question)).encode()).hexdigest()[:48]
