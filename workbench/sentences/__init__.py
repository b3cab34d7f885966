"""Events said in words: what a person did, for the record page and the history of a code."""

from workbench.sentences import (  # noqa: F401 (they register their sentences)
    answers,
    codebook,
    packets,
    project,
    proposals,
    rounds,
)
from workbench.sentences.saying import Names, quoted, said

__all__ = ["Names", "quoted", "said"]
