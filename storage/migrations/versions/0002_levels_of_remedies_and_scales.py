"""Levels of remedies at the codes, and how scales are scored."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("codes", sa.Column("level", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "scales",
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("scale_id", sa.String(length=64), nullable=False),
        sa.Column("scoring", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "scale_id", name=op.f("pk_scales")),
    )
