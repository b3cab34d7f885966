"""Scales of a project: found, scored, changed, taken off and undone; their scores are closed variables everywhere."""

import csv
import io
from dataclasses import replace

import pytest

from codebooks.errors import BrokenScale, ItemsNotFound
from coding.errors import CannotUndo
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import record
from storage.rebuild import rebuild
from storage.store import open_store
from tests.questionnaire import PEOPLE, PROQOL, answer, survey
from workbench import (
    codebook,
    coded_export,
    findings,
    participants,
    people,
    projects,
    scale_tables,
    scales,
    sentences,
    trail,
    undo,
    variables,
)
from workbench.errors import NotAllowed, WorkbenchError
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject

BAD = {(3, "ProQOL 7"): "9", (5, "ProQOL 7"): "", (8, "EE02"): "2.5"}


class Ward:
    """A project with the questionnaire and its lead, Ana."""

    def __init__(self, store, data):
        self.store = store
        self.ana = people.sign_in(store, "Ana")
        table = read_table(data, "ward.csv")
        self.id = import_project(store, self.ana, NewProject("Ward"), table, guess_plan(table))

    def do(self, use_case, *args, coder="", **named):
        return use_case(self.store, self.id, coder or self.ana, *args, command_id=new_id(), **named)

    def ready(self, key="proqol5", **changes):
        scale = scales.preset(key)
        scoring = scales.default_scoring(scale, scales.columns_of(self.store, self.id, scale))
        return replace(scoring, **changes)

    def score(self, key="proqol5", **changes):
        scoring = self.ready(key, **changes)
        self.do(scales.score_scale, scoring)
        return scoring.scale.id

    def view(self, scale_id, by=""):
        return scale_tables.view_scale(self.store, self.id, scale_id, by)

    def state(self):
        return scales.list_scales(self.store, self.id, self.ana)


@pytest.fixture
def ward(store_url, tmp_path):
    return Ward(open_store(store_url, tmp_path), survey(BAD))


def expected_sts(person):
    return sum(answer(person, item) for item in (2, 5, 7, 9, 11, 13, 14, 23, 25, 28))


def test_ready_scales_find_their_items_and_are_scored(ward):
    presets = {preset.scale.key: preset.found.complete for preset in ward.state().presets}
    assert presets == {"proqol5": True, "emotional_exhaustion": True}
    scale_id = ward.score()
    assert [scoring.scale.key for scoring in ward.state().scored.values()] == ["proqol5"]
    table = ward.view(scale_id).table
    assert table.row("cs").cells["n"] == PEOPLE and table.row("sts").cells["n"] == PEOPLE - 2
    whole = [expected_sts(person) for person in range(1, PEOPLE + 1) if person not in (3, 5)]
    assert table.row("sts").cells["mean"] == pytest.approx(sum(whole) / len(whole))
    assert table.row("sts/1").cells["n"] == sum(23 <= score <= 41 for score in whole)


def test_what_cannot_be_scored_is_named_by_row_respondent_column_and_value(ward):
    problems = ward.view(ward.score()).problems
    assert list(map(str, problems)) == [
        "Row 4, respondent P03, ProQOL 7: '9' is outside 1 to 5",
        "Row 6, respondent P05, ProQOL 7: empty",
    ]
    rows = list(csv.reader(io.StringIO(scale_tables.problems_csv(problems).decode("utf-8-sig"))))
    assert rows[1] == ["4", "P03", "7", "ProQOL 7", "9", "outside 1 to 5"]


def test_a_preset_whose_items_are_not_in_the_file_is_refused_by_their_numbers(store_url, tmp_path):
    ward = Ward(open_store(store_url, tmp_path), survey(without=(PROQOL[3], PROQOL[28])))
    with pytest.raises(ItemsNotFound, match="2 cannot be found among the closed questions: items 4 and 29"):
        ward.ready()
    scale = scales.preset("proqol5")
    with pytest.raises(ItemsNotFound, match="1 cannot be found among the closed questions: item 29"):
        scales.columns_of(ward.store, ward.id, scale, {4: "ward"})
    columns = {item: f"ProQOL {item}" for item in range(1, 31)} | {4: "ward"}
    with pytest.raises(ItemsNotFound, match="'ProQOL 29', named for item 29 of ProQOL-5, is no closed question"):
        ward.do(scales.score_scale, scales.default_scoring(scale, columns))


def test_scores_and_categories_are_closed_variables_in_tables_and_files(ward):
    ward.score()
    ward.score("emotional_exhaustion")
    ward.do(codebook.add_code, "Shifts")
    used = {row.definition.name: row for row in variables.list_variables(ward.store, ward.id) if row.computed}
    category = "ProQOL-5: Secondary traumatic stress, category (raw-score cuts)"
    assert list(used)[:3] == [
        "Emotional exhaustion", "Emotional exhaustion, 0 to 100", "Emotional exhaustion, category (cut at a mean of 3)",
    ]  # fmt: skip
    assert used[category].values.empty == 2 and used[category].values.answered == PEOPLE - 2
    offer = findings.offer(ward.store, ward.id, ward.ana)
    by = next(key for key, words in offer.variables.items() if words == category)
    choice = findings.Choice(question=next(iter(offer.questions)), coder=ward.ana, variable=by, unused=True)
    table, _ = findings.findings_table(ward.store, ward.id, choice)
    groups = {column.group.partition(" (n")[0] for column in table.columns if column.group}
    assert groups == {"All", "low", "moderate", "high", "Not stated"}
    lines = list(csv.DictReader(io.StringIO(coded_export.coded_csv(ward.store, ward.id, ward.ana).decode("utf-8-sig"))))
    by_person = {line["respondent_id"]: line for line in lines}
    assert by_person["P01"]["ProQOL-5: Secondary traumatic stress"] == str(expected_sts(1))
    assert by_person["P03"]["ProQOL-5: Secondary traumatic stress"] == "" == by_person["P03"][category]


def test_a_scale_scored_otherwise_replaces_itself_and_undo_brings_the_first_way_back(ward):
    scale_id = ward.score()
    ward.score(missing="person_mean")
    assert ward.view(scale_id).table.row("sts").cells["n"] == PEOPLE
    assert "done for 2 on Secondary traumatic stress" in " ".join(ward.view(scale_id).table.notes)
    ward.do(undo.undo, scope=scales.SCOPE)
    assert ward.view(scale_id).table.row("sts").cells["n"] == PEOPLE - 2
    ward.do(undo.undo, scope=scales.SCOPE)
    assert not ward.state().scored
    ward.do(undo.redo, scope=scales.SCOPE)
    assert list(ward.state().scored) == [scale_id]
    with pytest.raises(WorkbenchError, match="not scored in this project any more"):
        ward.view("s000")


def test_taking_a_scale_off_takes_its_variables_away_and_the_record_says_all_of_it(ward):
    scale_id = ward.score()
    ward.score()  # the same again is no entry
    ward.do(scales.take_off, scale_id)
    ward.do(scales.take_off, scale_id)
    assert not any(row.computed for row in variables.list_variables(ward.store, ward.id))
    said = [entry.what for entry in trail.read_trail(ward.store, ward.id).entries[:3]]
    assert said[:2] == ["no longer scores 'ProQOL-5'", "scored 'ProQOL-5' with the raw-score cuts, all items needed"]
    assert "scored" not in said[2]
    with ward.store.writing() as conn:
        rebuild(conn, ward.id)
        record.verify(conn, ward.id)
    assert not ward.state().scored


def test_a_command_delivered_twice_counts_once(ward):
    for _ in range(2):
        scales.score_scale(ward.store, ward.id, ward.ana, ward.ready(), command_id="twice")
    ward.do(undo.undo, scope=scales.SCOPE)
    assert not ward.state().scored


def test_t_cuts_without_a_norm_are_refused_and_with_one_never_mixed_with_raw_cuts(ward):
    with pytest.raises(BrokenScale, match="needs mean and sd of the norm for cs, bo, sts"):
        ward.score(cuts="t")
    text = scales.definition_yaml(scales.preset("proqol5")).decode()
    norms = "  of: t\n  norms: {cs: {mean: 37, sd: 7}, bo: {mean: 22, sd: 6}, sts: {mean: 13, sd: 6}}\n"
    scale = scales.read_definition(text.replace("  of: t\n", norms).encode(), "mine.yaml")
    scoring = scales.default_scoring(scale, scales.columns_of(ward.store, ward.id, scale))
    ward.score()
    ward.do(scales.score_scale, replace(scoring, cuts="t"))
    names = [row.definition.name for row in variables.list_variables(ward.store, ward.id) if row.computed]
    assert "ProQOL-5: Burnout, T score" in names and not any("raw-score" in name for name in names)
    notes = " ".join(ward.view(scale.id).table.notes)
    assert "Cut set: T-score cuts" in notes and "raw-score cuts (" not in notes


def test_groups_are_compared_and_items_of_the_scale_make_none(ward):
    scale_id = ward.score()
    grouping = scale_tables.grouping_variables(ward.store, ward.id)
    assert "ward" in grouping.values() and not any(words in PROQOL for words in grouping.values())
    by = next(key for key, words in grouping.items() if words == "ward")
    table = ward.view(scale_id, by).table
    assert {row.cells["scale"] for row in table.rows[1:4]} == {"E", "N", "S"} and len(table.rows) == 12
    assert [row.cells["n"] for row in table.rows[1:4]] == [PEOPLE / 3] * 3
    with pytest.raises(WorkbenchError, match="no closed variable with 2 to 12 groups"):
        ward.view(scale_id, "v99")


def test_who_is_left_out_of_the_analysis_is_left_out_of_the_scores(store_url, tmp_path):
    data = survey()
    ward = Ward(open_store(store_url, tmp_path), data + data.splitlines(keepends=True)[-1])  # the last person twice
    scale_id = ward.score()
    assert ward.view(scale_id).table.base_n == PEOPLE + 1
    ward.do(participants.switch_exclusion, "repeated_id", True)
    assert ward.view(scale_id).table.base_n == PEOPLE


def test_a_reflexive_project_shows_no_interval(ward):
    scale_id = ward.score()
    ward.do(projects.change_setting, "way", "reflexive")
    assert not any("CI" in column.label for column in ward.view(scale_id).table.columns)


def test_only_a_lead_scores_scales(ward):
    bea = people.sign_in(ward.store, "Bea")
    projects.join_project(ward.store, ward.id, bea, "coder")
    with pytest.raises(NotAllowed, match="does not allow you to score scales"):
        ward.do(scales.score_scale, ward.ready(), coder=bea)


def test_a_column_of_the_file_with_the_name_of_a_score_keeps_it(store_url, tmp_path):
    data = survey().replace(b"ward", b"Emotional exhaustion", 1)
    ward = Ward(open_store(store_url, tmp_path), data)
    ward.score("emotional_exhaustion")
    names = [row.definition.name for row in variables.list_variables(ward.store, ward.id) if row.computed]
    assert names[0] == "Emotional exhaustion (scored)"


def test_a_scoring_that_was_erased_is_still_told():
    event = trail.project_events.ScaleScored(scale="s1", before="", after="a" * 64)
    assert sentences.said(event, sentences.Names()) == "set how a scale is scored that was erased"


def test_undoing_is_refused_while_a_later_way_of_scoring_rests_on_it(ward):
    scales.score_scale(ward.store, ward.id, ward.ana, ward.ready(), command_id="first")
    ward.score(missing="person_mean")
    with pytest.raises(CannotUndo, match="A later decision rests on this one"):
        ward.do(undo.undo, scope=scales.SCOPE, target="first")
