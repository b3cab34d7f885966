"""Orders drawn from a real store: once, with their places, and gone on with as the coder decides."""

import csv
import io
import zipfile

import numpy as np
import pytest
from sqlalchemy import select, update

from coding.events import CodeApplied, ResponseMarked
from coding.orders import shuffled
from pipelines.models import PACKAGED_SHA256
from pipelines.vector_cache import VectorCache
from storage import order_rows, queries, record, run_rows
from storage import tables as t
from storage.errors import RecordBroken
from storage.rebuild import rebuild
from storage.run_rows import RunRow, SegmentRow, ThemeRow
from storage.store import open_store
from tests.storage.small_study import start_small_study
from workbench import desk, orders, people, projects, trail, vectors
from workbench.errors import NotRead, NotReady
from workbench.exchange_data import export_material
from workbench.ids import new_id
from workbench.sequences import FILE, PERSON
from workbench.settings import Settings

MANY = 200


@pytest.fixture
def store(sqlite_url, tmp_path):
    return open_store(sqlite_url, tmp_path)


@pytest.fixture
def either_store(store_url, tmp_path):
    """Give a store on each kind of database, for what is written and read back in SQL of its own."""
    return open_store(store_url, tmp_path)


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path, tmp_path / "cache")


def big_study(store, many=MANY):
    """Start a study of so many answers, every third of them about travel."""
    project, coder = start_small_study(store)
    people_rows = [{"project_id": project, "respondent_id": f"n{n}", "label": str(n), "row": n + 9, "flags": "",
                    "excluded": "", "closed": "{}", "appeared": 2} for n in range(many)]  # fmt: skip
    answers = [{"project_id": project, "response_id": f"n{n}.q1", "respondent_id": f"n{n}", "question_id": "q1",
                "position": n + 9, "text": f"{'Travel' if n % 3 == 0 else 'Work'} {n}", "text_sha256": "",
                "disposition": "substantive", "copies": 1, "appeared": 2} for n in range(many)]  # fmt: skip
    with store.writing() as conn:
        conn.execute(update(t.responses).values(disposition="blank"))
        conn.execute(t.respondents.insert(), people_rows)
        conn.execute(t.responses.insert(), answers)
    return project, coder


def let_read(store, settings, project):
    """Put made vectors into the cache: answers of a kind lie together, each a little apart from the others."""
    with store.reading() as conn:
        texts = vectors.answer_texts(conn, project)
    rng = np.random.default_rng(0)
    made = {}
    for text in texts.values():
        vector = rng.normal(0, 0.1, 8) + (np.eye(8)[0] if text.startswith("Travel") else np.eye(8)[1])
        made[text] = (vector / np.linalg.norm(vector)).astype(np.float32)
    with VectorCache(settings.cache_dir) as cache:
        cache.put(PACKAGED_SHA256["model.safetensors"], made)


def code(store, project, coder, *responses):
    """Give answers the study's one code, all in one command."""
    with store.transaction(project, command_id=new_id(), actor=coder, scope="desk") as tx:
        tx.append(
            CodeApplied(coding=new_id(), response=response, start=0, end=4, code="work", coder=coder)
            for response in responses
        )


def line(store, project, coder, order, **where):
    """Give all answers at the desk in an order, read window by window."""
    found = desk.window(store, project, coder, order=order, number=1, **where)
    total, ids = found.total, [item.response_id for item in found.items]
    while len(ids) < total:
        found = desk.window(store, project, coder, order=order, number=len(ids) + 1, **where)
        more = [item.response_id for item in found.items if item.number > len(ids)]
        if not more:
            break
        ids += more
    return ids


def choose(store, settings, project, coder, kind, **wish):
    return orders.choose(store, settings, project, coder, kind, command_id=new_id(), **wish)


def test_the_random_order_is_drawn_once_for_everybody_and_every_question(either_store, settings):
    store = either_store
    project, coder = start_small_study(store)
    ben = people.sign_in(store, "Ben")
    projects.join_project(store, project, ben)
    first = choose(store, settings, project, coder, "random")
    assert choose(store, settings, project, ben, "random", question="q2") == first
    everything, of_one = line(store, project, coder, first), line(store, project, ben, first, question="q2")
    assert sorted(everything) == sorted(line(store, project, coder, FILE)) and len(everything) == 6
    assert of_one == [response for response in everything if response.endswith("q2")]
    with store.reading() as conn:
        assert record.verify(conn, project).seq == 5
        seed = order_rows.read(conn, project, first).seed
    assert everything == shuffled(everything, seed)


def test_person_by_person_the_answers_of_one_stand_together(store, settings):
    project, coder = start_small_study(store)
    assert line(store, project, coder, PERSON) == ["p1.q1", "p1.q2", "p2.q1", "p2.q2", "p3.q1", "p3.q2"]
    assert line(store, project, coder, FILE)[:3] == ["p1.q1", "p2.q1", "p3.q1"]


def test_the_order_taken_up_is_remembered_for_each_coder_and_question(store, settings):
    project, coder = start_small_study(store)
    ben = people.sign_in(store, "Ben")
    drawn = choose(store, settings, project, coder, "random", question="q1")
    assert orders.current(store, project, coder, question="q1").order_id == drawn
    assert orders.current(store, project, coder).kind == FILE
    assert orders.current(store, project, ben, question="q1").kind == FILE
    choose(store, settings, project, coder, FILE, question="q1")
    assert orders.current(store, project, coder, question="q1").kind == FILE
    assert orders.current(store, project, coder, question="q1", wanted=drawn).kind == "random"
    assert orders.current(store, project, coder, wanted="o123").kind == FILE


def test_a_machine_made_order_needs_the_answers_read_and_begins_with_what_is_alike(store, settings):
    project, coder = big_study(store)
    with pytest.raises(NotRead):
        choose(store, settings, project, coder, "similar", about="n0.q1")
    let_read(store, settings, project)
    code(store, project, coder, "n7.q1")
    projects.change_setting(store, project, coder, "audit", "20", command_id=new_id())
    order = choose(store, settings, project, coder, "similar", about="n0.q1")
    with store.reading() as conn:
        row = order_rows.read(conn, project, order)
        places = order_rows.places(conn, project, [order])
    assert (row.audit, row.drawn, row.pool, row.about) == (20, MANY - 1, MANY, "n0.q1")
    assert (places[0].response, places[0].source) == ("n7.q1", "before")
    chosen = [place.response for place in places if place.source == "chosen"]
    assert chosen[0] == "n0.q1" and all(int(r[1:-3]) % 3 == 0 for r in chosen[:40])
    assert sum(place.source == "random" for place in places[1:101]) == 20
    assert all(0 < float(place.probability) <= 1 for place in places if place.source == "random")
    assert desk.window(store, project, coder, order=order).current == places[1].response


def test_the_least_sure_come_in_stretches_that_follow_each_other_without_a_stop(either_store, settings):
    store = either_store
    project, coder = big_study(store)
    let_read(store, settings, project)
    code(store, project, coder, *(f"n{n}.q1" for n in range(5)))
    order = choose(store, settings, project, coder, "unsure", question="q1")
    first = line(store, project, coder, order, question="q1")
    assert first[:5] == [f"n{n}.q1" for n in range(5)] and len(first) == 5 + orders.STRETCH
    window = desk.window(store, project, coder, question="q1", order=order)
    assert (window.total, window.coded, window.current, window.position) == (MANY, 5, first[5], 6)
    orders.go_on(store, settings, project, coder, order)  # enough is left
    assert line(store, project, coder, order, question="q1") == first
    code(store, project, coder, *first[5:30])
    for _ in range(2):  # from two windows at once
        orders.go_on(store, settings, project, coder, order)
    second = line(store, project, coder, order, question="q1")
    assert second[: len(first)] == first and len(second) == len(first) + orders.STRETCH
    while len(found := line(store, project, coder, order, question="q1")) < MANY:
        code(store, project, coder, *(set(found) - set(done_by(store, project, coder))))
        orders.go_on(store, settings, project, coder, order)
    assert sorted(found) == sorted(line(store, project, coder, FILE, question="q1"))
    with store.reading() as conn:
        record.verify(conn, project)
        seed = order_rows.read(conn, project, order).seed
        drawn = [stretch.order_id for stretch in order_rows.stretches(conn, project, order)]
        by_chance = [p.response for p in order_rows.places(conn, project, drawn) if p.source == "random"]
    random = shuffled(found, seed)
    assert by_chance == [response for response in random if response in set(by_chance)]


def test_over_all_stretches_the_random_share_is_exact_in_every_hundred_places(store, settings):
    """Answers coded in another order, at first or between two stretches, take none of the places that are counted."""
    project, coder = big_study(store, 340)
    let_read(store, settings, project)
    code(store, project, coder, *(f"n{n}.q1" for n in range(7)))
    order = choose(store, settings, project, coder, "unsure", question="q1")
    while len(found := line(store, project, coder, order, question="q1")) < 340:
        elsewhere = [f"n{n}.q1" for n in range(340) if f"n{n}.q1" not in found]
        code(store, project, coder, *(set(found) - set(done_by(store, project, coder))), *elsewhere[:3])
        orders.go_on(store, settings, project, coder, order)
    with store.reading() as conn:
        drawn = [stretch.order_id for stretch in order_rows.stretches(conn, project, order)]
        sources = [place.source for place in order_rows.places(conn, project, drawn)]
    assert len(drawn) > 6 and sources.count("before") > 7
    is_random = [source == "random" for source in sources if source != "before"]
    assert [sum(is_random[k : k + 100]) for k in (0, 100, 200)] == [15, 15, 15]
    assert len(is_random) >= 300


def done_by(store, project, coder):
    c = t.codings.c
    with store.reading() as conn:
        return list(conn.execute(select(c.response_id).where(c.project_id == project, c.coder_id == coder)).scalars())


def test_with_enough_coded_the_order_learns_from_the_coders_own_decisions(store, settings):
    project, coder = big_study(store)
    let_read(store, settings, project)
    code(store, project, coder, *(f"n{n}.q1" for n in range(160) if n % 3))
    with store.transaction(project, command_id=new_id(), actor=coder, scope="desk") as tx:
        tx.append(
            ResponseMarked(response=f"n{n}.q1", coder=coder, mark="no_code", before=False, after=True)
            for n in range(0, 160, 3)
        )
    order = choose(store, settings, project, coder, "unsure")
    ids = line(store, project, coder, order)
    assert sorted(ids) == sorted(f"n{n}.q1" for n in range(MANY))


def test_by_theme_the_largest_proposed_theme_comes_first(store, settings):
    project, coder = start_small_study(store)
    with pytest.raises(NotReady, match="Propose"):
        choose(store, settings, project, coder, "theme")
    made = {"terms": (), "n_segments": 1, "stability": 1.0, "central": (), "border": (), "close_to": ()}
    themes = [ThemeRow(theme=theme, label=theme, n_responses=n, split_hint=False, **made) for theme, n in
              (("T1", 1), ("T2", 3))]  # fmt: skip
    where = {"p3.q1": ("T2", 0.5), "p1.q2": ("T2", 0.9), "p2.q2": ("T1", 0.9), "p1.q1": ("", 0.0)}
    at = {"start": 0, "end": 2, "nearest": "", "x": 0.0, "y": 0.0, "half": 0}
    segments = [
        SegmentRow(segment=n, response_id=response, theme=theme, confidence=fit, **at)
        for n, (response, (theme, fit)) in enumerate(where.items())
    ]
    run = RunRow(run_id="r1", questions=("q1", "q2"), recipe={}, run={}, n_segments=4)
    run_rows.write(store, project, run, themes, segments)
    projects.change_setting(store, project, coder, "audit", "0", command_id=new_id())
    order = choose(store, settings, project, coder, "theme")
    assert line(store, project, coder, order)[:3] == ["p1.q2", "p3.q1", "p2.q2"]
    assert choose(store, settings, project, coder, "theme") == order


def test_orders_are_drawn_again_from_the_record_and_a_changed_place_is_named(either_store, settings):
    store = either_store
    project, coder = start_small_study(store)
    order = choose(store, settings, project, coder, "random")
    with store.writing() as conn:
        before = conn.execute(select(t.orders)).all()
        rebuild(conn, project)
        assert conn.execute(select(t.orders)).all() == before
        c = t.order_places.c
        conn.execute(update(t.order_places).where(c.order_id == order, c.position == 2).values(response_id="p9.q9"))
    with store.reading() as conn, pytest.raises(RecordBroken, match="order drawn in record 4"):
        record.verify(conn, project)


def test_the_record_says_what_was_drawn(store, settings):
    project, coder = start_small_study(store)
    choose(store, settings, project, coder, "random")
    assert trail.read_trail(store, project).entries[0].what == "had 6 answers put in random order"


def test_the_raw_material_says_how_each_answer_came_to_its_place(store, settings):
    project, coder = start_small_study(store)
    with zipfile.ZipFile(io.BytesIO(export_material(store, project))) as archive:
        assert "orders.csv" not in archive.namelist()
    order = choose(store, settings, project, coder, "random")
    with zipfile.ZipFile(io.BytesIO(export_material(store, project))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("orders.csv").decode("utf-8-sig"))))
    places = [(row["response_id"], row["question"]) for row in rows]
    assert places == [(f"{place[1]}", f"Q{place[-1]}") for place in line(store, project, coder, order)]
    assert [row["probability"] for row in rows][-1] == "1" and {row["coder"] for row in rows} == {"Ana"}


def test_a_reflexive_project_has_no_orders_until_they_are_switched_on(store, settings):
    project, coder = start_small_study(store)
    order = choose(store, settings, project, coder, "random")
    projects.change_setting(store, project, coder, "way", "reflexive", command_id=new_id())
    assert orders.current(store, project, coder, wanted=order).kind == FILE
    assert orders.offered(store, project) == []
    with pytest.raises(NotReady, match="Switch them on"):
        choose(store, settings, project, coder, "unsure")
    projects.change_setting(store, project, coder, "parts", "orders", command_id=new_id())
    assert orders.offered(store, project) == [FILE, PERSON, "random", "similar", "unsure"]


def test_a_viewer_draws_nothing(store, settings):
    project, _ = start_small_study(store)
    eve = people.sign_in(store, "Eve")
    projects.join_project(store, project, eve, "viewer")
    with pytest.raises(Exception, match="viewer"):
        choose(store, settings, project, eve, "random")
    with store.reading() as conn:
        assert order_rows.orders(conn, project) == [] and queries.project(conn, project).audit == ""
