"""Units, orders of answers, suggestions as they were met, what has been read, links between memos, kept searches."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("unit", "suggest", "audit", "alike"):
        op.add_column("projects", _text(name))
    for name in ("links", "written"):
        op.add_column("memos", _text(name))
    op.create_table(
        "readings",
        *_ids("project_id", "coder_id", "response_id"),
        _text("at"),
        sa.PrimaryKeyConstraint("project_id", "coder_id", "response_id", name=op.f("pk_readings")),
    )
    op.create_table(
        "orders",
        *_ids("project_id", "order_id", "coder_id", "kind", "question_id", "about"),
        _text("params"),
        _count("drawn"),
        _count("seq"),
        _text("at"),
        sa.PrimaryKeyConstraint("project_id", "order_id", name=op.f("pk_orders")),
    )
    op.create_table(
        "order_places",
        *_ids("project_id", "order_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_ids("response_id", "source"),
        _text("probability"),
        sa.PrimaryKeyConstraint("project_id", "order_id", "position", name=op.f("pk_order_places")),
    )
    op.create_index("ix_order_places_response", "order_places", ["project_id", "response_id"])
    op.create_table(
        "suggestions",
        *_ids("project_id", "coder_id", "response_id", "code_id"),
        _count("rank"),
        _text("probability"),
        sa.Column("shown", sa.Boolean(), server_default="0", nullable=False),
        *_ids("moment", "outcome", "model"),
        _text("at"),
        sa.PrimaryKeyConstraint("project_id", "coder_id", "response_id", "code_id", name=op.f("pk_suggestions")),
    )
    op.create_index("ix_responses_text_sha256", "responses", ["project_id", "text_sha256"])
    op.create_table(
        "filters",
        *_ids("project_id", "filter_id", "name", "terms", "coder_id"),
        _text("at"),
        sa.PrimaryKeyConstraint("project_id", "filter_id", name=op.f("pk_filters")),
    )


def _ids(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=64), nullable=False) for name in names]


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)
