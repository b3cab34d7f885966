"""What kind of file this is, told from its first bytes and never from its name."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from pipelines.errors import WrongFileType

Kind = Literal["text", "workbook"]

_SAVE_AS = "Open it in the program that made it and save it as CSV (UTF-8) or as an Excel workbook (.xlsx)."
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Survey answers have to come as a table: export them as CSV or .xlsx."),
    (b"\x89PNG", "a PNG picture", "Choose the file that holds the answers, as CSV or .xlsx."),
    (b"\xff\xd8\xff", "a JPEG picture", "Choose the file that holds the answers, as CSV or .xlsx."),
    (b"GIF8", "a GIF picture", "Choose the file that holds the answers, as CSV or .xlsx."),
    (
        b"$FL2",
        "an SPSS file (.sav)",
        "In SPSS choose File, Export, CSV data, or save it as an Excel workbook (.xlsx).",
    ),
    (
        b"$FL3",
        "an SPSS file (.zsav)",
        "In SPSS choose File, Export, CSV data, or save it as an Excel workbook (.xlsx).",
    ),
    (b"<stata_dta>", "a Stata file (.dta)", "In Stata use 'export delimited' to write it as CSV."),
    (b"RDX", "an R data file", "In R use write.csv(data, 'survey.csv', row.names = FALSE)."),
    (b"SQLite format 3\x00", "a database file", "Export the table of answers as CSV."),
    (b"\x1f\x8b", "a compressed file (.gz)", "Unpack it first and choose the CSV or .xlsx file inside."),
    (b"7z\xbc\xaf", "a compressed file (.7z)", "Unpack it first and choose the CSV or .xlsx file inside."),
    (b"Rar!", "a compressed file (.rar)", "Unpack it first and choose the CSV or .xlsx file inside."),
    (b"PAR1", "a Parquet file", "Export the table of answers as CSV."),
    (b"{\\rtf", "an RTF document", "Survey answers have to come as a table: export them as CSV or .xlsx."),
    (b"<!doctype html", "a web page", _SAVE_AS),
    (b"<html", "a web page", _SAVE_AS),
    (b"<?xml", "an XML file", _SAVE_AS),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_INSIDE_ZIP: tuple[tuple[str, str, str], ...] = (
    ("word/", "a Word document", "Survey answers have to come as a table: export them as CSV or .xlsx."),
    ("ppt/", "a PowerPoint file", "Survey answers have to come as a table: export them as CSV or .xlsx."),
    (
        "xl/workbook.bin",
        "a binary Excel workbook (.xlsb)",
        "In Excel choose File, Save as, Excel workbook (.xlsx).",
    ),
    (
        "content.xml",
        "an OpenDocument file",
        "In LibreOffice choose File, Save as, Excel 2007-365 (.xlsx) or CSV.",
    ),
)


def kind_of(data: bytes, name: str) -> Kind:
    """Tell text (CSV, TSV) from an Excel workbook, and refuse everything else.

    Parameters
    ----------
    data : bytes
        The whole file; only its beginning is looked at, of a ZIP its list of contents too.
    name : str
        Name of the file, for the message.

    Returns
    -------
    'text' or 'workbook'

    Raises
    ------
    WrongFileType
        With the kind that was found and how to get a table out of it.

    Examples
    --------
    >>> kind_of(b"id,comment\\n1,Good\\n", "survey.csv")
    'text'
    """
    if data.startswith(_ZIP):
        return _kind_of_zip(data, name)
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, what, way_out in _SIGNATURES:
        if head[: len(signature)].lower() == signature.lower():
            raise WrongFileType(f"'{name}' is {what}, not a table of answers. {way_out}", file=name)
    return "text"


def _refuse_ole(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise WrongFileType(
            f"'{name}' is protected with a password. Open it in Excel, take the password off under File, Info, "
            "Protect workbook, and save it again.",
            file=name,
        )
    raise WrongFileType(
        f"'{name}' is an old Excel or Word file (from before 2007). Open it and save it as an Excel workbook "
        "(.xlsx) or as CSV (UTF-8).",
        file=name,
    )


def _kind_of_zip(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:  # what zipfile makes of wrong bytes
        raise WrongFileType(
            f"'{name}' begins like an Excel workbook but is damaged or cut short. Download or save it again.",
            file=name,
        ) from error
    if "xl/workbook.xml" in members:
        return "workbook"
    for inside, what, way_out in _INSIDE_ZIP:
        if any(member.startswith(inside) for member in members):
            raise WrongFileType(f"'{name}' is {what}, not a table of answers. {way_out}", file=name)
    shown = ", ".join(members[:3]) or "nothing"
    raise WrongFileType(
        f"'{name}' is a ZIP archive (it holds {shown}). Unpack it first and choose the CSV or .xlsx file inside.",
        file=name,
    )
