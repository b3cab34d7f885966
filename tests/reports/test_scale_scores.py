"""Tables of scale scores: what they count, what their notes say, and that every writer prints them."""

import io
import re
from dataclasses import replace

import docx
import openpyxl
import pandas as pd
import pytest

from codebooks.scales import CutSet, Level, Norm, Scale, Scoring, Subscale
from reports.errors import BrokenFrame
from reports.intervals import wilson
from reports.people_only import people_only
from reports.scale_scores import ScaleFrames, scale_by_groups, scale_table
from reports.writers.csv_table import write_csv
from reports.writers.docx import write_docx
from reports.writers.html import write_html
from reports.writers.latex import write_latex
from reports.writers.xlsx import write_xlsx

LEVELS = (Level(name="low"), Level(name="high", start=6))
SCALE = Scale(
    key="calm", name="Calm", title="Calm scale", items=4, least=1, most=5, columns=("calm",), reversed=(2,),
    subscales=(Subscale(key="day", name="By day", items=(1, 2)), Subscale(key="night", name="By night", items=(3, 4))),
    person_mean_from=1, source="Own.", licence="Free.",
    cuts=(CutSet(key="own", name="our cuts", levels={"day": LEVELS, "night": LEVELS}),),
)  # fmt: skip
PEOPLE = pd.Index(["p1", "p2", "p3", "p4"])


@pytest.fixture
def frames():
    items = pd.DataFrame(
        {1: [1.0, 2, 3, 4], 2: [1.0, 3, 2, 5], 3: [2.0, 2, 5, 5], 4: [3.0, 2, 4, None]}, index=PEOPLE, dtype=float
    )
    scores = pd.DataFrame({"day": items[1] + items[2], "night": items[3] + items[4]})
    categories = scores.apply(lambda score: score.map(lambda s: "" if pd.isna(s) else "high" if s >= 6 else "low"))
    scoring = Scoring(scale=SCALE, columns={item: f"calm_{item}" for item in range(1, 5)}, cuts="own")
    return ScaleFrames(scoring=scoring, items=items, scores=scores, hundred=scores, categories=categories)


def test_a_row_a_subscale_and_a_row_a_category(frames):
    table = scale_table(frames)
    assert [(row.key, row.level, row.cells["n"]) for row in table.rows] == [
        ("day", 0, 4), ("day/0", 1, 3), ("day/1", 1, 1), ("night", 0, 3), ("night/0", 1, 2), ("night/1", 1, 1),
    ]  # fmt: skip
    day = table.row("day").cells
    assert (day["mean"], round(day["sd"], 4)) == (5.25, 2.8723)
    low, high = (100 * float(end) for end in wilson(1, 3))
    assert table.row("night/1").cells["percent"] == pytest.approx(100 / 3)  # of those with a score
    assert table.row("night/1").cells["interval"] == pytest.approx((low, high))


def test_the_notes_say_cuts_rule_source_and_that_it_is_no_diagnosis(frames):
    note = " ".join(scale_table(frames).notes)
    for said in (
        "sums of answers from 1 to 5, possible from 2 to 10", "reversed item: 2",
        "Cut set: our cuts (low below 6, high from 6)", "not added to a total", "a score needs every item",
        "Without a score, of 4 respondents: 1 on By night", "Scale and scoring: Own.", "Use: Free.", "no diagnosis",
        "Wilson", "Student's t", "Cronbach",
    ):  # fmt: skip
        assert said in note, said


def test_a_persons_mean_and_words_read_as_numbers_are_told(frames):
    other = replace(
        frames, scoring=replace(frames.scoring, missing="person_mean"), filled={"day": 0, "night": 1}, words={"Yes": 5}
    )
    note = " ".join(scale_table(other).notes)
    assert "from 1 answered items on, the person's own mean stands for the rest (done for 1 on By night)" in note
    assert "Yes = 5" in note


def test_t_scores_are_headed_as_such_and_their_norm_is_printed(frames):
    norms = {key: Norm(mean=6, sd=2) for key in ("day", "night")}
    cuts = CutSet(key="t", name="T cuts", metric="t", norms=norms, levels={"day": LEVELS})
    scoring = replace(frames.scoring, scale=replace(SCALE, cuts=(cuts,)), cuts="t")
    table = scale_table(replace(frames, scoring=scoring))
    assert table.column("mean").label == "M (T score)"
    assert "Norm of By day: mean 6, SD 2." in " ".join(table.notes)
    assert [row.key for row in table.rows] == ["day", "day/0", "day/1", "night"]  # no cuts for the night


def test_without_cuts_there_are_no_categories(frames):
    table = scale_table(replace(frames, scoring=replace(frames.scoring, cuts="")))
    assert [row.key for row in table.rows] == ["day", "night"]
    assert "percent" not in [column.key for column in table.columns]
    assert "No cut set: no categories are made." in table.notes


def test_groups_have_their_means_and_one_test_a_subscale(frames):
    groups = pd.Series({"p1": "A", "p2": "A", "p3": "B", "p4": ""})
    table = scale_by_groups(frames, groups, ["A", "B"], variable="ward")
    day = [(row.cells["scale"], row.cells["n"], row.cells["mean"]) for row in table.rows[:3]]
    assert day == [("By day", 3, 4.0), ("A", 2, 3.5), ("B", 1, 5.0)]
    assert table.row("day").cells["df"] == "1, 1"
    assert table.row("day").cells["eta"] == pytest.approx(1.5 / 6)
    note = " ".join(table.notes)
    assert "1 respondent without ward is left out" in note and "Holm adjusts for the 2 tests" in note
    assert "4 groups hold 1 to 4 respondents" in note


def test_a_level_that_is_not_in_the_order_is_refused(frames):
    with pytest.raises(BrokenFrame, match="'C' is not among the levels A, B"):
        scale_by_groups(frames, pd.Series({"p1": "C"}), ["A", "B"], variable="ward")


def test_nobody_scored_is_a_table_of_dashes(frames):
    nothing = replace(
        frames, items=frames.items * float("nan"), scores=frames.scores * float("nan"),
        categories=frames.categories.map(lambda _: ""),
    )  # fmt: skip
    table = scale_table(nothing)
    assert table.row("day").cells["n"] == 0 and table.row("day").cells["mean"] is None
    assert table.row("day/0").cells["percent"] is None


def test_where_only_people_count_no_share_interval_test_or_alpha_is_left(frames):
    groups = pd.Series({"p1": "A", "p2": "A", "p3": "B", "p4": ""})
    means = ["n", "M", "SD"]
    for table, labels in (
        (scale_table(frames), means),
        (scale_by_groups(frames, groups, ["A", "B"], variable="ward"), means),
    ):
        left = people_only(table)
        assert [column.label for column in left.columns][1:] == labels
        assert not re.search("CI =|α|ercent|F =|Holm", " ".join(left.notes))
        assert "Subscales stand for themselves and are not added to a total." in left.notes


def test_every_writer_prints_it(frames, stamp):
    stamp = replace(stamp, question="", codebook="", coder="")
    table = scale_table(frames)
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([table], stamp))).worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    day = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    assert day["M"] == 5.25 and day["95% CI of M low"] == pytest.approx(0.6796, abs=1e-3) and day["%"] is None
    words = docx.Document(io.BytesIO(write_docx([table], stamp)))
    assert [cell.text for cell in words.tables[0].rows[1].cells][:2] == ["By day", "4"]
    html, tex = write_html([table], stamp).decode(), write_latex([table], stamp).decode()
    assert "5.25" in html and "\\ensuremath{\\alpha}" in tex
    assert "Codebook" not in html and "codings by" not in html and "Record number 4812" in html
    first = write_csv(table).decode("utf-8-sig").splitlines()[1].split(",")
    assert first[:3] == ["1", "By day", "4"]
