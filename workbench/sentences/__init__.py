"""Events said in words: what a person did, for the record page and the history of a code."""

from workbench.sentences import answers, codebook, project, proposals, rounds  # noqa: F401 (they register sentences)
from workbench.sentences.saying import Names, quoted, said

__all__ = ["Names", "quoted", "said"]
