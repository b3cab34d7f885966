"""Errors of the store.

StorageError(RuntimeError)
├── ProjectNotFound    no project with this id
├── RoundNotFound      no round with this id in the project
├── Sealed             an open round forbids it
├── StoreTooNew        the store was written by a newer Verbatim
├── RecordBroken       the chain of the record does not hold: names the first bad row
└── StoreUnreachable   the file or server cannot be opened
"""


class StorageError(RuntimeError):
    """Root of everything the store refuses."""


class ProjectNotFound(StorageError):
    """No project with this id."""


class RoundNotFound(StorageError):
    """No round with this id in the project."""


class Sealed(StorageError):
    """An open round of coding forbids it."""


class StoreTooNew(StorageError):
    """The store was written by a newer version of the program."""


class RecordBroken(StorageError):
    """The record's chain of digests does not hold."""


class StoreUnreachable(StorageError):
    """The store cannot be opened."""
