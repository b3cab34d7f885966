"""What can go wrong in a step of the machine, in a researcher's words.

PipelineError
├── ReadError          the file cannot be read as a survey
│   ├── WrongFileType  it is another kind of file
│   └── FileTooLarge   it is beyond what is read at once
├── PlanError          the choices about the columns do not fit the file
├── SearchError        what is searched for cannot be read, or takes too long
├── ModelError         the language model is missing or is not the published one
└── Cancelled          a person stopped the run
"""

from __future__ import annotations


class PipelineError(ValueError):
    """Root of every error that a step of the machine raises on purpose."""


class ReadError(PipelineError):
    """The file cannot be read as a survey.

    Parameters
    ----------
    message : str
        The fact, where it was found and the way out.
    file : str
        Name of the file as the person knows it.
    row : int, optional
        Row number as a spreadsheet shows it (the column names are row 1).
    column : str, optional
        Name of the column, or its letter where it has no name.
    """

    def __init__(self, message: str, *, file: str = "", row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.file = file
        self.row = row
        self.column = column


class WrongFileType(ReadError):
    """The file is a PDF, a picture, a statistics file or anything else that is not CSV, TSV or XLSX."""


class FileTooLarge(ReadError):
    """The file, or what it unpacks to, is larger than is read at once."""


class PlanError(PipelineError):
    """The choices about the columns do not fit the file."""


class SearchError(PipelineError):
    """What is searched for cannot be read, or takes too long."""


class ModelError(PipelineError):
    """The language model is missing, is not the published one, or cannot be read."""


class Cancelled(PipelineError):
    """A person stopped the run; nothing was proposed."""
