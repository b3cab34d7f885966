"""Typed ids. An id is never a display name, and a display name never a key."""

from typing import NewType

ProjectId = NewType("ProjectId", str)
CoderId = NewType("CoderId", str)
RespondentId = NewType("RespondentId", str)
QuestionId = NewType("QuestionId", str)
ResponseId = NewType("ResponseId", str)
RunId = NewType("RunId", str)
