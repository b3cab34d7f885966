"""`python -m workbench propose`: three files in the promised form, or a refusal that says what to do."""

import csv
import json
from pathlib import Path

import pytest

from workbench.__main__ import main

COMMENTS = Path(__file__).parents[2] / "data" / "examples" / "patient_feedback" / "responses.csv"


def write_rows(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / "cache"))
    return write_rows(
        tmp_path / "survey.csv",
        [
            ["person", "hard", "good"],
            ["p1", "No time between patients", "None"],
            ["p2", "=2+2 is what they pay us", "My colleagues"],
            ["p3", "", "😀 The people, and the coffee"],
        ],
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.model
class TestWritten:
    def test_few_answers_are_assigned_to_no_theme_and_the_record_says_why(self, survey, tmp_path, capsys):
        out = tmp_path / "out"
        assert (
            main(["propose", str(survey), "--text", "hard", "--text", "good", "--id", "person", "--out", str(out)]) == 0
        )
        assert [(row["response_id"], row["question"], row["theme"]) for row in read(out / "assignments.csv")] == [
            ("p1", "hard", ""),
            ("p2", "hard", ""),
            ("p2", "good", ""),
            ("p3", "good", ""),
        ]
        assert read(out / "themes.csv") == []
        record = json.loads((out / "run.json").read_text(encoding="utf-8"))
        assert record["left_out"] == {"blank": 1, "nothing_to_report": 1}
        assert "no themes are proposed" in record["note"]
        assert record["note"] in capsys.readouterr().err

    def test_offsets_are_characters_of_the_cell_and_rows_are_named_by_number_without_ids(self, survey, tmp_path):
        out = tmp_path / "out"
        assert main(["propose", str(survey), "--text", "good", "--out", str(out)]) == 0
        last = read(out / "assignments.csv")[-1]
        assert last["response_id"] == "4"
        assert "😀 The people, and the coffee"[int(last["start"]) : int(last["end"])].endswith("the coffee")

    @pytest.mark.slow
    def test_themes_have_the_promised_columns_and_quotes_as_they_were_written(self, tmp_path, monkeypatch):
        monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / "cache"))
        source = read(COMMENTS)[:150]
        file = write_rows(
            tmp_path / "some.csv", [["id", "text"], *([row["response_id"], row["text"]] for row in source)]
        )
        argv = ["propose", str(file), "--text", "text", "--id", "id", "--granularity", "balanced", "--seed", "3"]
        assert main([*argv, "--out", str(tmp_path / "one")]) == 0
        assert main([*argv, "--out", str(tmp_path / "two")]) == 0
        for name in ("themes.csv", "assignments.csv"):
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
        themes = read(tmp_path / "one" / "themes.csv")
        assert list(themes[0]) == [
            "theme", "label", "terms", "n_responses", "n_segments", "stability", "quote_1", "quote_2", "quote_3",
        ]  # fmt: skip
        everything = "\n".join(row["text"] for row in source)
        assert all(theme["quote_1"].lstrip("'") in everything for theme in themes)
        assignments = read(tmp_path / "one" / "assignments.csv")
        assert list(assignments[0]) == ["response_id", "question", "start", "end", "theme", "confidence"]
        for theme in themes:
            mine = [row for row in assignments if row["theme"] == theme["theme"]]
            assert len(mine) == int(theme["n_segments"])
            assert len({row["response_id"] for row in mine}) == int(theme["n_responses"])


def refusal(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["propose", *argv]) == 1
    return capsys.readouterr().err


def test_a_missing_column_is_named_with_the_nearest_and_all_there_are(survey, tmp_path, capsys):
    said = refusal([str(survey), "--text", "Hrad", "--out", str(tmp_path / "out")], capsys)
    assert "survey.csv has no column 'Hrad'. Did you mean 'hard'? Its columns: 'person', 'hard', 'good'." in said


def test_a_repeated_id_is_named_with_its_rows(tmp_path, capsys):
    file = write_rows(tmp_path / "twice.csv", [["id", "text"], ["a", "x y"], ["b", "z w"], ["a", "u v"]])
    said = refusal([str(file), "--text", "text", "--id", "id", "--out", str(tmp_path / "out")], capsys)
    assert "column 'id' has 'a' in rows 2 and 4" in said


def test_an_empty_id_is_named_with_its_row(tmp_path, capsys):
    file = write_rows(tmp_path / "gap.csv", [["id", "text"], ["a", "x y"], ["", "z w"]])
    said = refusal([str(file), "--text", "text", "--id", "id", "--out", str(tmp_path / "out")], capsys)
    assert "column 'id' is empty in row 3" in said


def test_a_folder_with_other_things_in_it_is_left_alone(survey, tmp_path, capsys):
    (tmp_path / "thesis.docx").write_text("years of work")
    said = refusal([str(survey), "--text", "hard", "--out", str(tmp_path)], capsys)
    assert "'survey.csv', 'thesis.docx'" in said
    assert (tmp_path / "thesis.docx").read_text() == "years of work"
    assert not (tmp_path / "themes.csv").exists()


def test_a_missing_file_and_a_missing_codebook_are_named(survey, tmp_path, capsys):
    argv = ["--text", "hard", "--out", str(tmp_path / "out")]
    assert "nowhere.csv" in refusal([str(tmp_path / "nowhere.csv"), *argv], capsys)
    assert "codes.yaml" in refusal([str(survey), *argv, "--codebook", str(tmp_path / "codes.yaml")], capsys)


def test_an_unknown_granularity_is_wrong_usage(survey, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(["propose", str(survey), "--text", "hard", "--granularity", "huge", "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
