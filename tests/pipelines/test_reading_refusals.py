"""What cannot be read is refused with the file, the row and the way out, and nothing large is opened first."""

import io
import zipfile

import pytest

from pipelines import reading
from pipelines.errors import FileTooLarge, ReadError, WrongFileType
from pipelines.reading import read_table


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"$FL2@(#) SPSS DATA FILE", "SPSS"),
        (b"<stata_dta><header>", "Stata"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "before 2007"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_another_kind_of_file_named_csv_is_called_by_its_name(head, kind):
    with pytest.raises(WrongFileType, match=kind) as caught:
        read_table(head + b"rest of the file", "answers.csv")

    assert "answers.csv" in str(caught.value)


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (archive(word__document_xml="<w/>"), "Word document"),
        (archive(mimetype="ods", content_xml="<o/>"), "OpenDocument"),
        (archive(survey="id,why"), "ZIP archive"),
        (b"PK\x03\x04 cut short", "damaged"),
    ],
)
def test_an_archive_that_is_no_workbook_is_called_by_its_name(data, kind):
    with pytest.raises(WrongFileType, match=kind):
        read_table(data, "answers.csv")


def test_a_workbook_with_a_password_says_how_to_take_it_off():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(WrongFileType, match="password"):
        read_table(data, "answers.xlsx")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_that_it_is_empty(data):
    with pytest.raises(ReadError, match="empty"):
        read_table(data, "answers.csv")


def test_column_names_without_answers_are_not_a_survey():
    with pytest.raises(ReadError, match="no answers under them"):
        read_table(b"id,comment\n", "answers.csv")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "answers.csv"
    with path.open("wb") as stream:
        stream.truncate(2 << 30)
    monkeypatch.setattr(type(path), "read_bytes", lambda _: pytest.fail("the file was read"))

    with pytest.raises(FileTooLarge, match=r"2\.1 GB; at most 0\.5 GB"):
        read_table(path, "answers.csv")

    assert reading.MAX_FILE_BYTES < 2 << 30


def test_a_missing_file_is_named():
    with pytest.raises(ReadError, match="no file"):
        read_table(reading.Path("nowhere.csv"), "nowhere.csv")


def test_two_columns_of_one_name_are_named_by_their_letters():
    with pytest.raises(ReadError, match=r"Columns B and D .* both called 'why'") as caught:
        read_table(b"id,why,age,why\n1,a,2,b\n", "answers.csv")

    assert caught.value.column == "why"


def test_ten_thousand_columns_are_refused():
    names = ",".join(f"c{n}" for n in range(10_000))

    with pytest.raises(FileTooLarge, match="10,000 columns"):
        read_table(f"{names}\n{names}x\n".encode(), "answers.csv")


def test_rows_with_too_many_cells_are_named():
    with pytest.raises(ReadError, match=r"Rows 3 and 4 .* more cells") as caught:
        read_table(b"id,why,who\n1,fine,me\n2,Good, but slow,me\n3,a,b,c\n4,x,y\n5,x,y\n", "answers.csv")

    assert caught.value.row == 3


def test_a_quotation_mark_that_is_never_closed_is_found_by_its_row():
    with pytest.raises(ReadError, match=r"Row 3 .* never closed") as caught:
        read_table(b'id,why\n1,fine\n2,"it began\n3,and went on\n', "answers.csv")

    assert caught.value.row == 3


def test_a_quotation_mark_inside_a_quoted_answer_is_found_by_its_row():
    with pytest.raises(ReadError, match="Row 3 "):
        read_table(b'id,why,who\n1,fine,me\n2,"He said "no" to me",you\n3,x,y\n', "answers.csv")


def test_an_answer_in_another_encoding_than_the_rest_is_found_by_its_row():
    rows = ["id,why", '1,"naïve\nin two lines"', *[f"{n},café au lait" for n in range(2, 40)]]
    data = "\n".join(rows).encode() + "\n40,café\n41,fine\n".encode("cp1252")

    with pytest.raises(ReadError, match=r"Row 41 .* not stored as UTF-8") as caught:
        read_table(data, "answers.csv")

    assert caught.value.row == 41


def test_title_lines_above_the_names_are_named():
    data = b"Staff survey 2024\n\nid,why,who\n1,a,b\n2,c,d\n3,e,f\n"

    with pytest.raises(ReadError, match="title lines"):
        read_table(data, "answers.csv")


def test_a_cell_beyond_the_limit_is_found_by_row_and_column():
    data = b"id,why\n1,fine\n2," + b"x" * 1_000_001 + b"\n"

    with pytest.raises(FileTooLarge, match="row 3, column 'why'"):
        read_table(data, "answers.csv")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ReadError, match="not a text file"):
        read_table(bytes(range(256)) * 4 + b"\x00" * 4000, "answers.csv")
