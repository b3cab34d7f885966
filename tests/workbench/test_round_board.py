"""The list of rounds: how each stands, what is next for whom, and nothing of how far the others are."""

import pytest

from coding.rounds import Assigned, RoundPlan
from storage.store import open_store
from tests.round_team import Team
from workbench import disputes, projects, rounds
from workbench.errors import NotReady
from workbench.round_board import next_step, read_rounds


@pytest.fixture
def team(sqlite_url, tmp_path):
    opened = open_store(sqlite_url, tmp_path)
    yield Team(opened)
    opened.engine.dispose()


def line(team, reader):
    return read_rounds(team.store, team.project, reader).lines[0]


def test_each_sees_their_own_part_and_only_who_handed_in_of_the_others(team):
    opened = team.open()
    team.code(team.ben, "p1.q1", opened)
    mine, theirs, leads = (line(team, who) for who in (team.ben, team.cem, team.lead))
    assert (mine.mine.assigned, mine.mine.decided) == (3, 1) and theirs.mine.decided == 0 and leads.mine is None
    assert mine.decided == theirs.decided == leads.decided == {}
    assert next_step(mine) == "Code your part: 1 of 3 answers decided."
    assert next_step(leads) == "Waits for Ben and Cem to hand in."
    team.submit(opened, team.ben)
    assert next_step(line(team, team.ben)) == "Waits for Cem to hand in."
    team.submit(opened, team.cem)
    assert next_step(line(team, team.lead)) == "Everybody has handed in. The round can be revealed."
    team.reveal(opened)
    assert next_step(line(team, team.ben)).startswith("Revealed.")


def test_of_a_main_round_who_runs_it_sees_how_far_everybody_is(team):
    opened = team.open(kind="main")
    team.code(team.ben, "p1.q1", opened)
    assert line(team, team.lead).decided == {team.ben: 1, team.cem: 0}
    assert line(team, team.cem).decided == {}


@pytest.mark.parametrize(
    ("handed", "again", "compares"),
    [(("ben:p1.q1", "cem:p1.q1"), 0, True), (("ben:p1.q1", "cem:p2.q1"), 0, False), (("ben:p1.q1",), 1, False)],
)
def test_where_every_answer_had_one_coder_there_is_nothing_to_adjudicate(team, handed, again, compares):
    parts = [one.split(":") for one in handed]
    given = [Assigned(getattr(team, name), answer) for name, answer in parts]
    given += [Assigned(team.ben, "p1.q1", again=1)] * again
    coders = tuple(dict.fromkeys(each.coder for each in given))
    plan = RoundPlan(kind="main", name="Main", coders=coders, assignments=tuple(given))
    opened = rounds.open_round(team.store, team.project, team.lead, plan, command_id=team.command())
    team.submit(opened, *coders)
    team.reveal(opened)
    found = line(team, team.lead)
    assert (found.compares, found.repeats) == (compares, bool(again))
    assert next_step(found).startswith("Revealed. Every answer had one coder") is not compares
    assert [row.round_id for row in disputes.adjudicable(team.store, team.project)] == [opened] * compares


def test_a_project_that_compares_nobody_has_no_rounds(team):
    projects.change_setting(team.store, team.project, team.lead, "way", "reflexive", command_id=team.command())
    with pytest.raises(NotReady, match="does not compare coders"):
        read_rounds(team.store, team.project, team.lead)
