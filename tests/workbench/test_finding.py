"""Find answers by everything that was said in them and about them, alike on both databases; keep a search."""

import pytest
from sqlalchemy import select

from pipelines.errors import SearchError
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import queries
from storage import tables as t
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import answers, bulk_coding, codebook, deciding, finding, found_answers, kept_searches, projects, undo
from workbench.errors import WorkbenchError
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject
from workbench.search_terms import ANYBODY, Wanted, from_address, level_key, to_address

FILE = """id,role,age,drinks,what is hard,what helps
P1,nurse,30,tea;milk,Waiting for a bed,My team
P2,doctor,41,tea,The wait is too long,<b>Tea</b> & time
P3,nurse,,milk,No staff,
P4,porter,55,tea;milk,No staff,Waiting less
P5,nurse,28,tea,Café closed,none
P6,doctor,39,milk,nothing,My team
"""


class Ward(Study):
    """Six synthetic people, two open and three closed questions, two codes."""

    def __init__(self, store):
        super().__init__(store)
        table = read_table(FILE.encode(), "ward.csv")
        plan = guess_plan(table)
        for name in ("what is hard", "what helps"):
            plan = plan.with_column(name, role="open")
        plan = plan.with_column("role", role="closed").with_column("age", role="closed", type="number")
        plan = plan.with_column("drinks", role="closed", type="choices", separator=";", levels=("tea", "milk"))
        self.id = import_project(store, self.ana, NewProject("Ward"), table, plan)
        self.wait, self.people = self.add("Waiting"), self.add("People")
        with store.reading() as conn:
            self.variables = {
                column.name: key for key, column in found_answers.used_definitions(conn, self.id).items()
            }

    def find(self, coder="", ranking=None, **terms):
        searched = finding.read_answers(self.store, self.id)
        wanted = from_address(to_address(Wanted(**terms)))  # as a link would open it
        assert wanted == Wanted(**terms)
        return finding.find(self.store, self.id, coder or self.ana, wanted, searched, ranking=ranking)

    def ids(self, **terms):
        return [response.removesuffix(".q1") for response in self.find(**{"question": "q1", **terms}).ids]

    def decide(self, kind, answer, coder="", **more):
        entry = {"id": new_id(), "kind": kind, "response": answer, "on": True, **more}
        (said,) = deciding.take(self.store, self.id, coder or self.ana, [entry])
        assert said.ok, said


@pytest.fixture
def ward(store_url, tmp_path):
    return Ward(open_store(store_url, tmp_path))


@pytest.fixture
def small(sqlite_url):
    return Ward(open_store(sqlite_url))


def test_words_patterns_and_questions(ward):
    assert ward.ids(text="wait") == ["p1", "p2"]
    assert ward.ids(text="cafe") == ["p5"]
    assert ward.ids(text="^no", way="pattern") == ["p3", "p4", "p6"]
    assert ward.find(text="wait").ids == ("p1.q1", "p2.q1", "p4.q2")  # by question, then in file order
    with pytest.raises(SearchError, match="breaks off"):
        ward.ids(text="(no", way="pattern")


def test_codes_with_and_without_of_mine_of_anybody_and_of_a_coder(ward):
    ben = ward.join("Ben", "coder")
    ward.code("p1.q1", ward.wait)
    ward.code("p2.q1", ward.wait, ward.people)
    ward.code("p3.q1", ward.people, coder=ben)
    assert ward.ids(has=(ward.wait,)) == ["p1", "p2"]
    assert ward.ids(has=(ward.wait, ward.people)) == ["p2"]
    assert ward.ids(has=(ward.wait,), without=(ward.people,)) == ["p1"]
    assert ward.ids(has=(ward.people,), by=ben) == ["p3"]
    assert ward.ids(has=(ward.people,), by=ANYBODY) == ["p2", "p3"]
    ward.do(codebook.merge_codes, [ward.people], ward.wait)
    assert ward.ids(has=(ward.wait,), by=ANYBODY) == ["p1", "p2", "p3"]
    with pytest.raises(WorkbenchError, match="not in the codebook"):
        ward.ids(has=("forged",))


def test_a_theme_finds_answers_with_a_code_under_it(ward):
    theme = ward.add("Hardship")
    ward.do(codebook.move_code, ward.wait, parent=theme)
    ward.code("p1.q1", ward.wait)
    ward.code("p2.q1", ward.people)
    assert ward.ids(has=(theme,)) == ["p1"]
    assert "p1" not in ward.ids(without=(theme,)) and "p2" in ward.ids(without=(theme,))


def test_state_flags_and_memos(ward):
    ward.code("p1.q1", ward.wait)
    ward.decide("no_code", "p2.q1")
    ward.do(bulk_coding.code_many, "apply", ward.people, ["p3.q1"])
    ward.decide("unsure", "p4.q1")
    ward.decide("memo", "p4.q1", text="Ask about the beds")
    ward.do(answers.set_dispositions, ["p6.q1"], "not_usable")
    assert ward.ids(state="coded") == ["p1", "p2"]
    assert ward.ids(state="in_part") == ["p3"]
    assert ward.ids(state="uncoded") == ["p4", "p5"]  # what cannot be used is not there to be coded
    assert ward.ids(flag="unsure") == ["p4"]
    assert ward.ids(memo="bed") == ward.ids(memo="*") == ["p4"]
    assert ward.ids(memo="room") == []
    assert ward.ids(kind="not_usable") == ["p6"]
    assert ward.ids(text="no", flag="unsure", state="uncoded") == ["p4"]


def test_closed_questions_by_level_choice_and_range(ward):
    role, age, drinks = (ward.variables[name] for name in ("role", "age", "drinks"))
    assert ward.ids(variable=role, levels=(level_key("nurse"), level_key("porter"))) == ["p1", "p3", "p4", "p5"]
    assert ward.ids(variable=drinks, levels=(level_key("milk"),)) == ["p1", "p3", "p4", "p6"]
    assert ward.ids(variable=age, low="30", high="41") == ["p1", "p2", "p6"]
    assert ward.ids(variable=age, low="50") == ["p4"]
    with pytest.raises(SearchError, match="is no number"):
        ward.ids(variable=age, low="old")
    with pytest.raises(WorkbenchError, match="not in the project"):
        ward.ids(variable="v99", low="1")


def test_where_coders_differ(ward):
    ben = ward.join("Ben", "coder")
    for answer, mine, theirs in (("p1.q1", ward.wait, ward.wait), ("p2.q1", ward.wait, ward.people)):
        ward.code(answer, mine)
        ward.code(answer, theirs, coder=ben)
    ward.code("p3.q1", ward.wait)  # only one has coded it
    ward.code("p4.q1", ward.wait)
    ward.decide("no_code", "p4.q1", coder=ben)
    assert ward.ids(state="disagreed") == ["p2", "p4"]


def test_blank_answers_and_people_left_out_are_not_found(small):
    assert "p3.q2" not in small.find(question="q2").ids
    with small.store.writing() as conn:
        conn.execute(t.respondents.update().where(t.respondents.c.respondent_id == "p1").values(excluded="unfinished"))
    assert small.ids(text="wait") == ["p2"]


def test_a_search_by_meaning_orders_what_fits_and_needs_the_part_switched_on(small, monkeypatch):
    ranking = ["p4.q2", "p2.q1", "p1.q1", "gone", "p3.q1"]
    assert small.find(text="queues", way="meaning", question="q1", ranking=ranking).ids == ("p2.q1", "p1.q1", "p3.q1")
    monkeypatch.setattr(finding, "MOST_NEAR", 2)
    found = small.find(like="p2.q1", question="q1", ranking=ranking)
    assert (found.ids, found.fitting) == (("p2.q1", "p1.q1"), 3)
    small.do(projects.change_setting, "way", "reflexive")
    with pytest.raises(WorkbenchError, match="suggestions"):
        small.find(like="p2.q1", ranking=ranking)
    with pytest.raises(WorkbenchError, match="agreement"):
        small.find(state="disagreed")
    assert small.ids(text="wait") == ["p1", "p2"]


def test_an_answer_is_described_with_whose_codes_and_what_was_said(small):
    ben = small.join("Ben", "coder")
    small.code("p1.q1", small.wait)
    small.decide("unsure", "p1.q1")
    small.code("p1.q1", small.people, coder=ben)
    (mine,) = found_answers.describe(small.store, small.id, small.ana, "", ["p1.q1"])
    assert ([code.name for code in mine.codes], mine.said) == (["Waiting"], ("unsure",))
    (all_,) = found_answers.describe(small.store, small.id, small.ana, ANYBODY, ["p1.q1"])
    assert [(code.name, code.coder) for code in all_.codes] == [("Waiting", "Ana"), ("People", "Ben")]


def test_a_search_is_kept_under_a_name_dropped_and_brought_back(small):
    wanted = Wanted(text='"too long"', has=(small.wait,), by=ANYBODY)
    small.do(kept_searches.keep_search, " Long  waits ", wanted)
    (kept,) = kept_searches.kept_searches(small.store, small.id)
    assert (kept.name, kept.wanted, kept.by) == ("Long waits", wanted, "Ana")
    with small.store.reading() as conn:
        payloads = conn.execute(select(t.audit_log.c.payload).where(t.audit_log.c.kind == "FilterSaved")).scalars()
        assert "long" not in "".join(payloads)  # words stand beside the record, never in it
        assert queries.project(conn, small.id)
    with pytest.raises(WorkbenchError, match="kept already"):
        small.do(kept_searches.keep_search, "long waits", wanted)
    with pytest.raises(WorkbenchError, match="Nothing is searched for"):
        small.do(kept_searches.keep_search, "Empty", Wanted(by=ANYBODY))
    small.do(kept_searches.drop_search, kept.filter_id)
    assert kept_searches.kept_searches(small.store, small.id) == []
    undo.undo(small.store, small.id, small.ana, scope=kept_searches.SCOPE, command_id=new_id())
    assert kept_searches.kept_searches(small.store, small.id) == [kept]


def test_an_address_holds_no_word_of_an_answer_and_nonsense_in_it_is_left_out():
    wanted = Wanted(variable="v1", levels=(level_key("nurse"),), low="1")
    assert "nurse" not in str(to_address(wanted)) and from_address(to_address(wanted)) == wanted
    assert from_address({"s": "DROP TABLE", "how": "x", "k": "y", "f": "z", "w": "a" * 900}).text == "a" * 500
