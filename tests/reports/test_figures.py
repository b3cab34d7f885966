"""The bar chart: what it shows for each theme, and that it becomes a file without a network."""

from __future__ import annotations

from itertools import pairwise

import pytest

from reports.errors import NothingToDraw
from reports.figures import INK_DARK, chart_png, chart_svg, prevalence_chart
from reports.people_only import people_only
from reports.prevalence import theme_table

CODES = {"work": "", "time": "work", "stress": ""}


@pytest.fixture
def table(study):
    frames = study(
        {f"r{i}": (f"p{i}", "substantive", ["time"] if i < 8 else []) for i in range(20)}, CODES, themes=["work"]
    )
    return theme_table(*frames)


def data_of(chart):
    spec = chart.to_dict()
    return next(iter(spec["datasets"].values())), spec


def test_each_theme_has_a_bar_with_its_interval_name_and_number(table):
    bars, spec = data_of(prevalence_chart(table))
    assert [(bar["name"], bar["number"]) for bar in bars] == [
        ("Name of work", "8 (40.0%)"),
        ("Name of time", "8 (40.0%)"),
        ("Name of stress", "0 (0.0%)"),
    ]
    assert (bars[0]["low"], bars[0]["high"]) == pytest.approx(table.row("work").cells["interval"])
    assert spec["width"] == "container"
    titles = [layer["encoding"]["x"].get("title") for layer in spec["layer"]]
    assert "% of 20 who answered, 95% CI" in titles


def test_bars_and_names_never_overlap_however_long_a_name_is(study):
    answers, codings, codes = study({"r1": ("p1", "substantive", ["time"])}, CODES)
    long = codes.assign(name=["A name of many words, " * 6, "Short", "Word" * 40])
    bars, _ = data_of(prevalence_chart(theme_table(answers, codings, long)))
    for bar in bars:
        assert bar["bar_top"] - bar["top"] >= 17 * (bar["label"].count("\n") + 1)
        assert max(map(len, bar["label"].split("\n"))) <= 34
    assert all(above["bottom"] < below["top"] for above, below in pairwise(bars))


def test_only_the_top_of_the_codebook_can_be_shown(table):
    bars, _ = data_of(prevalence_chart(table, levels=1))
    assert [bar["code_id"] for bar in bars] == ["work", "stress"]


def test_the_figure_becomes_svg_and_png_on_white(table):
    svg = chart_svg(table).decode()
    assert svg.startswith("<svg")
    assert "Name of work" in svg
    assert "8 (40.0%)" in svg
    png = chart_png(table, dots_per_inch=300)
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20], "big")
    assert width / 300 == pytest.approx(6.92, abs=0.1)  # inches: the drawing and its margins


def test_text_takes_the_colour_for_dark_ground(table):
    assert INK_DARK in str(prevalence_chart(table, ink=INK_DARK).to_dict())


def test_while_nothing_is_coded_there_is_nothing_to_draw_and_it_says_why(study):
    frames = study({"r1": ("p1", "substantive", None)}, CODES)
    with pytest.raises(NothingToDraw, match="Coded 0 of 1 answers"):
        prevalence_chart(theme_table(*frames, waiting={"time": 3}))


def test_where_only_people_count_a_bar_is_as_long_as_its_number(table):
    bars, spec = data_of(prevalence_chart(people_only(table)))
    assert [(bar["number"], bar["length"]) for bar in bars] == [("8", 8), ("8", 8), ("0", 0)]
    titles = [layer["encoding"]["x"].get("title") for layer in spec["layer"]]
    assert "n of 20 who answered" in titles
    assert "%" not in chart_svg(people_only(table)).decode().replace('="100%"', "")
