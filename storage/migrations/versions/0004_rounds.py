"""Rounds of coding: what was handed to whom, what was coded under the seal, what was agreed afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rounds",
        *_ids("project_id", "round_id", "kind", "name", "state", "plan", "reference"),
        *_counts("number", "codebook_version", "opened_seq", "revealed_seq"),
        *_texts("thresholds", "at"),
        sa.Column("names_hidden", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("project_id", "round_id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_rounds_project_id_number")),
    )
    op.create_table(
        "round_coders",
        *_ids("project_id", "round_id", "coder_id"),
        *_counts("position", "submitted_seq"),
        *_texts("submitted_at"),
        sa.PrimaryKeyConstraint("project_id", "round_id", "coder_id", name=op.f("pk_round_coders")),
    )
    op.create_table(
        "round_codings",
        *_ids("project_id", "coding_id", "round_id", "response_id", "code_id", "coder_id", "origin"),
        *_ids("run_id", "proposal_id"),
        *_counts("again", "start", "end", "codebook_version"),
        *_texts("at"),
        sa.CheckConstraint('start < "end" AND start >= 0', name=op.f("ck_round_codings_span_not_empty")),
        sa.PrimaryKeyConstraint("project_id", "coding_id", name=op.f("pk_round_codings")),
        sa.UniqueConstraint(
            "project_id", "round_id", "coder_id", "response_id", "again", "code_id", "start", "end",
            name="uq_round_codings_one_code_on_one_span",
        ),
    )  # fmt: skip
    op.create_table(
        "round_marks",
        *_ids("project_id", "round_id", "coder_id", "response_id", "mark"),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "project_id", "round_id", "coder_id", "response_id", "again", "mark", name=op.f("pk_round_marks")
        ),
    )
    op.create_table(
        "consensus",
        *_ids("project_id", "round_id", "response_id", "rule", "reason", "note", "adjudicator"),
        *_texts("codes", "dissent", "at"),
        sa.PrimaryKeyConstraint("project_id", "round_id", "response_id", name=op.f("pk_consensus")),
    )
    op.create_table(
        "assignments",
        *_ids("project_id", "round_id", "coder_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_ids("response_id"),
        *_counts("again"),
        *_texts("stratum", "probability"),
        sa.PrimaryKeyConstraint("project_id", "round_id", "coder_id", "position", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_response", "assignments", ["project_id", "coder_id", "response_id"])


def _ids(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=64), nullable=False) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), server_default="", nullable=False) for name in names]


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in names]
