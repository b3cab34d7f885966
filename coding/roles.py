"""Who may do what in a project."""

from enum import StrEnum


class Role(StrEnum):
    """A coder's part in a project. Whoever starts a project leads it.

    Examples
    --------
    >>> Role("coder").can_code(), Role("viewer").can_edit_codebook()
    (True, False)
    """

    LEAD = "lead"
    ADJUDICATOR = "adjudicator"
    CODER = "coder"
    VIEWER = "viewer"

    def can_code(self) -> bool:
        """Apply codes, write memos, say what kind of answer this is."""
        return self is not Role.VIEWER

    def can_edit_codebook(self) -> bool:
        """Add, change, merge and retire codes, and decide about proposals."""
        return self in (Role.LEAD, Role.ADJUDICATOR)

    def can_run_rounds(self) -> bool:
        """Open a round of coding, reveal it, withdraw it."""
        return self in (Role.LEAD, Role.ADJUDICATOR)

    def can_adjudicate(self) -> bool:
        """Decide what holds where coders differ."""
        return self in (Role.LEAD, Role.ADJUDICATOR)

    def can_lead(self) -> bool:
        """Change the project's settings, import answers, delete the project."""
        return self is Role.LEAD
