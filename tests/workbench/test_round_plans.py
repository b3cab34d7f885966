"""Rounds as they are planned from a project: fresh answers, rules kept, left out and why, and what was shown opens."""

from dataclasses import replace

import pytest

from coding.errors import CannotAssign, CannotSample
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import record
from storage.queries import rounds as round_queries
from storage.store import open_store
from tests.workbench.synthetic_study import Study
from workbench import deciding, members, rounds
from workbench.errors import NotAllowed, WorkbenchError
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject
from workbench.round_material import read_material
from workbench.round_plans import draft, open_planned
from workbench.round_samples import RoundWish

ORGANISATIONS = ("North", "South", "West")
SURVEY = "\n".join(
    ["id,organisation,what is hard"]
    + [f"P{n},{ORGANISATIONS[n % 3]},{'Parking is far' if n % 10 == 0 else 'Shifts are long'} says number {n}"
       for n in range(90)]
    + ["P90,North,", "P91,South,asdf"]
)  # fmt: skip


class Planned(Study):
    """Ninety synthetic answers of three organisations, one left blank; Ana leads, Ben, Eva and Kim code."""

    def __init__(self, store):
        super().__init__(store)
        table = read_table(SURVEY.encode(), "survey.csv")
        self.id = import_project(store, self.ana, NewProject("Parking"), table, guess_plan(table))
        self.ben, self.eva, self.kim = (
            self.do(members.add_person, name, "coder") for name in ("Ben", "Eva", "Kim")
        )  # fmt: skip

    def material(self):
        return read_material(self.store, self.id, self.ana)

    def draft(self, wish, seed="s"):
        return draft(self.material(), wish, seed)

    def wish(self, **more):
        return RoundWish(**{"name": "First", "coders": (self.ana, self.ben), "size": 30} | more)


@pytest.fixture
def study(sqlite_url, tmp_path):
    opened = open_store(sqlite_url, tmp_path)
    yield Planned(opened)
    opened.engine.dispose()


def test_what_is_shown_is_what_opens_and_the_record_proves_it(study):
    command = new_id()
    wish = study.wish(again=10, apart=5)
    shown = study.draft(wish, command)
    assert shown.drawn == 30 and shown.people == 30
    assert {who: (work.answers, work.again) for who, work in shown.work.items()} == {
        study.ana: (30, 3), study.ben: (30, 3),
    }  # fmt: skip
    assert shown.frame.left_out["left blank"] == 1
    opened = open_planned(study.store, study.id, study.ana, wish, command_id=command)
    with study.store.reading() as conn:
        mine = round_queries.assigned(conn, study.id, opened, study.ana)
        row = round_queries.round_row(conn, study.id, opened)
        record.verify(conn, study.id)
    again = open_planned(study.store, study.id, study.ana, wish, command_id=command)
    assert again == opened and len(rounds.list_rounds(study.store, study.id)) == 1
    of_ana = [each for each in shown.plan.assignments if each.coder == study.ana]
    assert list(zip(mine["response_id"], mine["again"], strict=True)) == [(a.response, a.again) for a in of_ana]
    assert set(mine["probability"]) == {f"{30 / len(shown.frame.answers):.12f}".rstrip("0")}
    assert (row.plan["sampling"], row.plan["frame"]) == ("random", len(shown.frame.answers))
    assert dict(row.thresholds) == {"krippendorff_alpha": "0.667"}


def test_whoever_met_an_answer_before_never_gets_it_as_fresh(study):
    code = study.add("Shifts")
    first = study.material().answers["response_id"].tolist()
    study.code(first[0], code, coder=study.ben)
    entry = {"id": new_id(), "kind": "discuss", "response": first[1], "on": True}
    assert all(answer.ok for answer in deciding.take(study.store, study.id, study.ana, [entry]))
    both = study.draft(study.wish(way="every"))
    reason = "coded, marked, written on or handed out before"
    assert both.frame.left_out[reason] == 1 and not {first[0], first[1]} & set(both.frame.answers)
    assert both.frame.left_out["marked to be discussed"] == 1
    others = study.draft(study.wish(way="every", coders=(study.ana, study.ben, study.eva), each=2))
    assert others.frame.left_out[reason] == 0
    handed = {(each.coder, each.response) for each in others.plan.assignments}
    assert {(study.ana, first[0]), (study.eva, first[0])} <= handed and (study.ben, first[0]) not in handed
    opened = open_planned(study.store, study.id, study.ana, study.wish(size=20), command_id=new_id())
    with study.store.reading() as conn:
        handed_out = set(round_queries.assigned(conn, study.id, opened, study.ana)["response_id"])
    assert study.draft(study.wish(way="every")).frame.left_out[reason] == 1 + len(handed_out)


def test_nobody_gets_an_answer_of_their_own_organisation(study):
    variable = next(key for key, column in study.material().parting.items() if column.name == "organisation")
    own = {study.ana: "North", study.ben: "South", study.eva: "West"}
    coders = (study.ana, study.ben, study.eva)
    wish = study.wish(way="every", coders=coders, each=2, rule=variable, own=own)
    found = study.draft(wish)
    values = study.material().values(variable)
    assert all(values[each.response] != own[each.coder] for each in found.plan.assignments)
    work = [work.answers for work in found.work.values()]
    assert max(work) - min(work) <= 1
    assert sum(work) == 2 * found.drawn and found.shared[0] >= found.drawn // 3 - 2
    with pytest.raises(CannotAssign, match=r"answers drawn may be coded by too few of these coders: of P0, P1, P2"):
        study.draft(replace(wish, each=0))
    out = study.draft(replace(wish, each=0, coders=coders[:2], own={study.ana: "North"}, leave_out=True))
    assert out.frame.left_out["kept from too many coders by the rule"] > 25
    assert all(values[each.response] != "North" for each in out.plan.assignments)


def test_a_sample_rich_in_what_is_rare_keeps_the_chances(study):
    found = study.draft(study.wish(way="enriched", enrich="words", on=("parking",), share=20))
    there, taken = found.strata["rich"]
    assert (there, taken) == (9, 6) and found.strata["rest"][1] == 24
    assert {each.probability for each in found.plan.assignments if each.stratum == "rich"} == {"0.666666666667"}
    with pytest.raises(WorkbenchError, match="cannot be rich in it"):
        study.draft(study.wish(way="enriched", enrich="words", on=("weather",)))


def test_a_proportionate_sample_has_each_organisation_as_the_study_has(study):
    variable = next(iter(study.material().parting))
    found = study.draft(study.wish(way="proportionate", by=variable))
    assert sum(taken for _, taken in found.strata.values()) == 30
    assert all(abs(taken - there * 30 / len(found.frame.answers)) < 1 for there, taken in found.strata.values())


def test_a_main_round_takes_what_nobody_coded_and_gives_a_share_to_two(study):
    code = study.add("Shifts")
    answers = study.material().answers["response_id"].tolist()
    for answer in answers[:10]:
        study.code(answer, code, coder=study.kim)
    found = study.draft(study.wish(kind="main", way="every", coders=(study.ana, study.ben, study.eva), doubled=20))
    assert found.frame.left_out["coded already"] == 10
    assert found.coded_by_two == round(found.drawn * 0.2)
    assert sum(work.answers for work in found.work.values()) == found.drawn + found.coded_by_two
    open_planned(study.store, study.id, study.ana, study.wish(kind="main", way="every"), command_id=new_id())
    with pytest.raises(WorkbenchError, match=r"No answer is left.*10 coded already, 80 in another open round"):
        study.draft(study.wish(kind="main", way="every"))


def test_the_planner_takes_shares_from_what_was_coded_and_says_which_codes_it_cannot_certify(study):
    common, rare, unused = (study.add(name) for name in ("Shifts", "Parking", "Weather"))
    answers = study.material().answers["response_id"].tolist()
    study.code(answers[0], rare, coder=study.kim)
    for answer in answers[1:11]:
        study.code(answer, common, coder=study.kim)
    nothing = [{"id": new_id(), "kind": "no_code", "response": answer, "on": True} for answer in answers[11:20]]
    assert all(answer.ok for answer in deciding.take(study.store, study.id, study.kim, nothing))
    found = study.draft(study.wish(size=65))
    answers = {code: (verdict.answer, verdict.needed) for code, verdict in found.verdicts.items()}
    assert answers == {common: ("yes", 60), rare: ("never", 330), unused: ("unknown", 0)}


def test_a_plan_that_cannot_be_coded_is_refused_with_the_fact(study):
    for wish, fact in (
        (study.wish(coders=()), "Choose who codes"),
        (study.wish(coders=(study.ana,)), "One coder alone"),
        (study.wish(each=3), "3 coders for each answer are wanted, but 2 are chosen"),
        (study.wish(kind="calibration", reference=study.eva), "choose them among the coders"),
        (study.wish(least="1.2"), "The least alpha is '1.2'"),
        (study.wish(way="proportionate"), "Choose by what the answers are parted"),
    ):
        with pytest.raises(WorkbenchError, match=fact):
            study.draft(wish)
    with pytest.raises(CannotSample, match="A sample of 500 cannot be drawn"):
        study.draft(study.wish(size=500))
    with pytest.raises(CannotAssign, match="can come again"):
        study.draft(study.wish(size=15, again=20))
    with pytest.raises(NotAllowed, match="does not allow you to open a round"):
        open_planned(study.store, study.id, study.ben, study.wish(), command_id=new_id())
    assert rounds.list_rounds(study.store, study.id) == []
