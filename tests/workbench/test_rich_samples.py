"""A round rich in a rare code, coded and revealed: weighed back it says how common the code is in the study."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from coding.agreement.errors import BadRatings
from reports.agreement_words import main_key, number
from storage.queries import rounds as round_queries
from storage.store import open_store
from tests.workbench.test_round_plans import Planned
from workbench import deciding, rounds
from workbench.ids import new_id
from workbench.rich_samples import of_study
from workbench.round_agreement import (
    methods_words,
    round_notes,
    round_results,
    weighed_to_study,
    write_tables,
    write_weighed_csv,
)
from workbench.round_desk import item_id
from workbench.round_plans import open_planned
from workbench.round_samples import RoundWish


@pytest.fixture
def study(sqlite_url, tmp_path):
    opened = open_store(sqlite_url, tmp_path)
    yield Planned(opened)
    opened.engine.dispose()


def coded_round(study, wish, code, differ):
    """Open a round, let every coder code what is there, but for answers on which the second differs; reveal it."""
    opened = open_planned(study.store, study.id, study.ana, wish, command_id=new_id())
    texts = study.material().answers.set_index("response_id")["text"]
    for coder in wish.coders:
        with study.store.reading() as conn:
            mine = round_queries.assigned(conn, study.id, opened, coder)
        entries = []
        for row in mine.itertuples():
            has = ("Parking" in texts[row.response_id]) != (coder != wish.coders[0] and differ(texts[row.response_id]))
            kind = {"kind": "apply", "code": code} if has else {"kind": "no_code", "on": True}
            entries.append({"id": new_id(), "response": item_id(opened, row.position), **kind})
        taken = deciding.take(study.store, study.id, coder, entries, round_id=opened)
        assert all(answer.ok for answer in taken), taken
        rounds.submit_round(study.store, study.id, coder, opened, command_id=new_id())
    rounds.reveal_round(study.store, study.id, study.ana, opened, command_id=new_id())
    return round_results(study.store, study.id, opened, study.ana)


def test_weighed_back_a_round_says_how_common_a_rare_code_is_in_the_study(study):
    code = study.add("Parking")
    wish = RoundWish(
        name="Rich", coders=(study.ana, study.ben), way="enriched", enrich="words", on=("parking",), size=30, share=20
    )
    found = coded_round(study, wish, code, differ=lambda text: text.endswith(("1", "0")))
    bare = found.results.found.everybody.codes[code]
    of_all = of_study(study.store, study.id, found.study, found.results.codings)
    frame = found.row.plan["strata"]
    there = sum(stratum["there"] for stratum in frame.values())
    # Ana's codings are the truth: weighed back, the sample counts as many as the study has.
    exact = frame["rich"]["there"] / there
    hers = of_all.study.codes[code]
    agree = {name: part.codes[code].coefficients["percent_agreement"].value for name, part in of_all.strata.items()}
    assert set(agree) == {"likely to have a rare code", "the other answers"}
    shares = {"likely to have a rare code": exact, "the other answers": 1 - exact}
    weighed = sum(agree[name] * share for name, share in shares.items())
    assert hers.coefficients["percent_agreement"].value == pytest.approx(weighed)
    assert bare.coefficients["percent_agreement"].value != pytest.approx(weighed)


def test_what_is_weighed_back_stands_in_the_files_and_in_the_paragraph(study):
    code = study.add("Parking")
    wish = RoundWish(
        name="Rich", coders=(study.ana, study.ben), way="enriched", enrich="words", on=("parking",), size=30, share=20
    )
    found = coded_round(study, wish, code, differ=lambda text: text.endswith(("1", "0")))
    weighed = of_study(study.store, study.id, found.study, found.results.codings).study
    words = methods_words(study.store, study.id, found)
    overall = number(weighed.overall[main_key(weighed)])
    assert f"to be drawn, agreement over all codes is {overall}; by code see the table weighed back." in words
    book = openpyxl.load_workbook(io.BytesIO(write_tables(study.store, study.id, found, "xlsx")))
    (sheet,) = [sheet for sheet in book if sheet.title == "weighed_back"]
    values = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    exact = weighed.codes[code].coefficients["percent_agreement"].value
    assert any(isinstance(value, float) and value == pytest.approx(exact) for value in values)
    (row,) = csv.DictReader(io.StringIO(write_weighed_csv(study.store, study.id, found).decode("utf-8-sig")))
    assert str(exact) in row.values()
    assert b"weighed back to the study" in write_tables(study.store, study.id, found, "tex")


def test_a_round_drawn_at_one_rate_stands_for_the_study_as_it_is(study):
    code = study.add("Parking")
    wish = RoundWish(name="Even", coders=(study.ana, study.ben), size=20)
    found = coded_round(study, wish, code, differ=lambda text: False)
    assert weighed_to_study(study.store, study.id, found) is None
    assert found.row.plan["words"].startswith("drawn at random from ")


def test_in_proportion_to_their_kinds_answers_are_drawn_evenly_and_a_kind_without_any_is_named(study):
    code = study.add("Parking")
    variable = next(iter(study.material().parting))
    wish = RoundWish(name="Even", coders=(study.ana, study.ben), way="proportionate", by=variable, size=20)
    found = coded_round(study, wish, code, differ=lambda text: False)
    assert len(set(found.study.probabilities)) > 1  # 7 of 30, 7 of 30, 6 of 30
    assert not found.study.is_uneven and weighed_to_study(study.store, study.id, found) is None
    assert len(round_notes(found)) == 2
    few = coded_round(study, replace(wish, size=2), code, differ=lambda text: False)
    (absent,) = {"North", "South", "West"} - {name for name, of in few.row.plan["strata"].items() if of["drawn"]}
    assert any(note.endswith(f"say nothing: {absent}.") for note in round_notes(few)) and not few.study.is_uneven


def test_where_one_kind_was_never_drawn_nothing_is_weighed_back(study):
    code = study.add("Parking")
    wish = RoundWish(
        name="Rich", coders=(study.ana, study.ben), way="enriched", enrich="words", on=("parking",), size=1, share=99
    )
    found = coded_round(study, wish, code, differ=lambda text: False)
    assert found.study.is_uneven and found.study.undrawn == ("the other answers",)
    with pytest.raises(BadRatings, match=r"cannot be weighed back.*the other answers"):
        of_study(study.store, study.id, found.study, found.results.codings)
