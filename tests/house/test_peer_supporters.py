"""The synthetic study is what its SOURCE.md says: imported, counted and read with the project's own code."""

import csv
import re
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from scipy.stats import f_oneway, ttest_ind

from benchmarks.reading import most_with_a_run, share_close, substantive_answers
from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import queries
from storage.store import open_store
from workbench import demo, exchange_data, findings, people
from workbench.findings import Choice
from workbench.importing import import_project
from workbench.projects import NewProject
from workbench.scale_tables import view_scale
from workbench.scales import list_scales
from workbench.variables import used_answers, used_definitions

FOLDER = Path(__file__).parents[2] / "data/examples/peer_supporters"
CODED = demo.example_id("peer_supporters", coded=True)
SAID = {
    "challenges": {"asked": 375, "answered": 369, "substantive": 337, "nothing_to_report": 20, "not_usable": 12},
    "needs": {"asked": 375, "answered": 315, "substantive": 188, "nothing_to_report": 101, "not_usable": 15},
    "strategies": {"asked": 375, "answered": 326, "substantive": 320, "nothing_to_report": 4, "not_usable": 2},
}
COMMONEST = {
    "challenges": {"Workload and time": 151, "COVID isolation": 112, "Personal stress": 83},
    "needs": {"Training and resources": 94, "Administrative support": 61, "Self-care": 48},
}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = open_store(folder=tmp_path_factory.mktemp("examples"))
    demo.ensure_examples(made)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def answers(store):
    """Give the answers of the finished example by question: respondent to (text, disposition)."""
    with store.reading() as conn:
        frame = queries.analysed_answers(conn, CODED)
        names = dict(queries.questions(conn, CODED)[["question_id", "name"]].to_numpy())
    found = defaultdict(dict)
    for row in frame.itertuples():
        found[names[row.question_id]][row.label] = (row.text, row.disposition)
    return found


@pytest.mark.parametrize("question", SAID)
def test_who_answered_and_who_said_something(answers, question):
    kinds = Counter(disposition for _, disposition in answers[question].values())
    said = SAID[question]
    assert sum(kinds.values()) == said["asked"]
    assert said["asked"] - kinds["blank"] == said["answered"]
    assert {kind: kinds[kind] for kind in ("substantive", "nothing_to_report", "not_usable")} == {
        kind: said[kind] for kind in ("substantive", "nothing_to_report", "not_usable")
    }
    assert kinds["off_topic"] == said["answered"] - said["substantive"] - said["nothing_to_report"] - said["not_usable"]


@pytest.mark.parametrize("question", COMMONEST)
def test_the_commonest_codes_have_their_number_of_people_on_the_findings_page(store, question):
    offer = findings.offer(store, CODED, "somebody")
    place = list(SAID).index(question)
    choice = Choice(question=list(offer.questions)[place], coder=offer.coder)
    table, _ = findings.findings_table(store, CODED, choice)
    codes = {str(row.cells["theme"]): row.cells["n"] for row in table.rows if not row.strong}
    assert {name: codes[name] for name in COMMONEST[question]} == COMMONEST[question]
    assert max(n for name, n in codes.items() if name not in COMMONEST[question]) <= (50 if place == 0 else 47)
    assert table.base_n == SAID[question]["answered"]
    assert table.meta["coded"] == str(SAID[question]["substantive"])


def test_every_substantive_answer_has_one_to_four_codes_of_the_reference():
    codes = defaultdict(set)
    for row in rows("codings.csv"):
        if row["coder"] == "reference":
            codes[row["response_id"], row["question"]].add(row["code"])
    assert len(codes) == 845
    assert set(map(len, codes.values())) == {1, 2, 3, 4}


def test_two_coders_coded_the_same_75_people_and_did_not_agree_everywhere():
    coded = defaultdict(set)
    for row in rows("codings.csv"):
        coded[row["coder"]].add((row["response_id"], row["question"], row["code"], row["start"], row["end"]))
    people_of = [{respondent for respondent, *_ in coded[coder]} for coder in ("coder_1", "coder_2")]
    assert len(people_of[0] | people_of[1]) <= 75
    assert len(people_of[0] & people_of[1]) >= 70
    labels = [{one[:3] for one in coded[coder]} for coder in ("coder_1", "coder_2")]
    assert 0.6 < len(labels[0] & labels[1]) / len(labels[0] | labels[1]) < 0.95
    spans = [{one for one in coded[coder] if one[:3] in labels[0] & labels[1]} for coder in ("coder_1", "coder_2")]
    assert spans[0] != spans[1]


def test_every_passage_of_a_coding_lies_in_its_answer_and_begins_and_ends_with_a_word():
    texts = {(row["respondent_id"], question): row[question] for row in rows("responses.csv") for question in SAID}
    later = {(row["respondent_id"], "check_in"): row["check_in"] for row in rows("check_in.csv")}
    for name, held in (("codings.csv", texts), ("check_in_codings.csv", later)):
        for row in rows(name):
            text = held[row["response_id"], row["question"]]
            passage = text[int(row["start"] or 0) : int(row["end"] or len(text))]
            assert passage and passage == passage.strip()


def test_the_file_of_the_survey_tool_becomes_the_same_375(store, answers):
    table = read_table(FOLDER / "raw_qualtrics.csv", "raw_qualtrics.csv")
    plan = guess_plan(table)
    assert [column.name for column in plan.columns if column.role == "open"] == list(SAID)
    left_out = {column.name for column in plan.columns if column.role == "leave_out"}
    assert {"IPAddress", "RecipientEmail", "RecipientLastName", "LocationLatitude"} <= left_out
    ana = people.sign_in(store, "Ana")
    everything = replace(plan, exclusions=("preview", "unfinished", "repeated_id"))
    project = import_project(store, ana, NewProject("From the tool"), table, everything)
    with store.reading() as conn:
        frame = queries.analysed_answers(conn, project)
        names = dict(queries.questions(conn, project)[["question_id", "name"]].to_numpy())
    found = defaultdict(dict)
    for row in frame.itertuples():
        found[names[row.question_id]][row.label] = row.text
    assert found == {question: {who: text for who, (text, _) in held.items()} for question, held in answers.items()}


def test_the_codings_come_in_beside_answers_from_the_survey_tool(store):
    table = read_table(FOLDER / "raw_qualtrics.csv", "raw_qualtrics.csv")
    plan = replace(guess_plan(table), exclusions=("preview", "unfinished", "repeated_id"))
    ana = people.sign_in(store, "Ana")
    project = import_project(store, ana, NewProject("With codings"), table, plan)
    data = (FOLDER / "codings.csv").read_bytes()
    brought = exchange_data.import_codings(
        store, project, ana, data, "codings.csv", add_codes=True, command_id="codingsofthestudy"
    )
    assert brought.codings == len(rows("codings.csv"))


def test_what_is_known_of_a_person_is_complete_and_points_at_nobody():
    people_ = rows("responses.csv")
    assert len({row["respondent_id"] for row in people_}) == 375
    assert {row["organisation"] for row in people_} == set("ABCDE")
    items = [*(f"proqol_{n:02d}" for n in range(1, 31)), *(f"ee_{n}" for n in range(1, 6))]
    assert all(row[item] in set("12345") for row in people_ for item in items)
    known = ("organisation", "role", "age_band", "years_in_health_care", "covid_unit", "survey_period")
    assert all(row[column] for row in people_ for column in known)
    assert {row["survey_period"] for row in people_} == {"spring 2021", "summer 2021"}
    for row in people_:
        for question in SAID:
            assert not re.search(r"\b(?:Dr|Mr|Mrs|Ms)\.? [A-Z]|@|\d{3}[-. ]\d{4}|https?:", row[question]), row


def test_140_were_asked_again():
    asked = {row["respondent_id"] for row in rows("responses.csv")}
    again = [row["respondent_id"] for row in rows("check_in.csv")]
    assert len(again) == len(set(again)) == 140 and set(again) <= asked


def test_the_answers_are_written_each_for_itself():
    texts = substantive_answers()
    assert len(texts) == 845
    of_four = [text.casefold() for text in texts if len(text.split()) >= 4]
    assert len(set(of_four)) >= 0.97 * len(of_four)
    assert most_with_a_run(texts) <= 3
    lengths = [len(text.split()) for text in texts]
    assert min(lengths) == 1 and 90 < max(lengths) <= 120


@pytest.fixture(scope="module")
def scores(store):
    """Give what is known of each person of the finished example with the scores, one row a person."""
    with store.reading() as conn:
        frame = used_answers(conn, CODED, [column.name for column in used_definitions(conn, CODED).values()])
    return frame.assign(**{name: frame[name].astype(float) for name in SCALES})


CS, BURNOUT, STS = (
    f"ProQOL-5: {name}" for name in ("Compassion satisfaction", "Burnout", "Secondary traumatic stress")
)
EXHAUSTION = "Emotional exhaustion"
SCALES = (CS, BURNOUT, STS, EXHAUSTION)
KNOWN = ("age_band", "role", "years_in_health_care", "organisation", "covid_unit")


def differ(scores, scale, by):
    """Give p of a one-way analysis of variance, and eta squared."""
    groups = [group.to_numpy() for _, group in scores.groupby(by)[scale]]
    mean = scores[scale].mean()
    between = sum(len(group) * (group.mean() - mean) ** 2 for group in groups)
    return f_oneway(*groups).pvalue, between / ((scores[scale] - mean) ** 2).sum()


def test_the_scales_come_out_as_published(store):
    counts = {}
    for scale_id in list_scales(store, CODED, "somebody").scored:
        table = view_scale(store, CODED, scale_id).table
        assert not view_scale(store, CODED, scale_id).problems
        above = ""
        for row in table.rows:
            above = above if row.level else str(row.cells["scale"])
            if row.level:
                counts[above, str(row.cells["scale"])] = row.cells["n"]
    assert [counts["Secondary traumatic stress", level] for level in ("low", "moderate", "high")] == [306, 69, 0]
    assert [counts["Compassion satisfaction", level] for level in ("low", "moderate", "high")] == [2, 203, 170]
    assert counts["Emotional exhaustion", "concerning"] == 164
    assert [round(100 * n / 375, 1) for n in (306, 373, 164)] == [81.6, 99.5, 43.7]


def test_exhaustion_lies_between_0_and_100_too(scores):
    hundred = scores["Emotional exhaustion, 0 to 100"].astype(float)
    assert ((scores[EXHAUSTION] - 1) * 25 - hundred).abs().max() < 1e-9


@pytest.mark.parametrize(("scale", "sign", "below"), [(EXHAUSTION, 1, 0.001), (BURNOUT, 1, 0.05), (CS, -1, 0.01)])
def test_the_youngest_differ_as_published(scores, scale, sign, below):
    young = scores["age_band"] == "18-29"
    first, others = scores.loc[young, scale], scores.loc[~young, scale]
    assert sign * (first.mean() - others.mean()) > 0
    assert ttest_ind(first, others, equal_var=False).pvalue < below
    assert differ(scores, scale, "age_band")[0] < below


def test_years_and_units_differ_as_published(scores):
    assert differ(scores, EXHAUSTION, "years_in_health_care")[0] < 0.05
    assert differ(scores, CS, "years_in_health_care")[0] < 0.05
    means = scores.groupby("covid_unit")[EXHAUSTION].mean()
    assert means["yes"] > means["no"] and differ(scores, EXHAUSTION, "covid_unit")[0] < 0.05


@pytest.mark.parametrize("by", KNOWN)
def test_secondary_traumatic_stress_differs_by_nothing_that_is_known(scores, by):
    p, eta_squared = differ(scores, STS, by)
    assert p > 0.05 and eta_squared < 0.02


@pytest.mark.slow
def test_hardly_any_answer_is_another_in_other_words():
    assert share_close(substantive_answers()) <= 0.15


def test_the_page_and_the_source_say_that_it_is_synthetic():
    assert "**Synthetic.**" in (FOLDER / "SOURCE.md").read_text(encoding="utf-8")
    assert demo.about(CODED).startswith("Synthetic")
