"""What may be shown to a person, and errors of the use cases themselves.

WorkbenchError(RuntimeError)
├── NotAllowed     the coder's role does not allow this
├── NotReady       something has to be done first
│   └── NotRead    the machine has not read the answers yet
└── NoRoom         too little free disk
"""

from codebooks.errors import CodebookError
from coding.errors import CodingError
from exchange.errors import ExchangeError
from pipelines.errors import PipelineError
from reports.errors import ReportError
from storage.errors import StorageError


class WorkbenchError(RuntimeError):
    """Root of what the use cases refuse."""


class NotAllowed(WorkbenchError):
    """The coder's role does not allow this."""


class NotReady(WorkbenchError):
    """Something has to be done first."""


class NotRead(NotReady):
    """The machine has not read the answers yet."""


class NoRoom(WorkbenchError):
    """Too little free disk."""


SHOWN = (WorkbenchError, CodebookError, CodingError, ExchangeError, PipelineError, ReportError, StorageError)
