"""Outcomes of turns, and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "turn_outcomes",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("event_id", sa.String(200), primary_key=True),
        sa.Column("outcome", sa.LargeBinary, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("turn_outcomes_decided_at", "turn_outcomes", ["decided_at"])
    op.create_table(
        "audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("event_id", sa.String(200), nullable=False),
        sa.Column("oa_id", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("action", sa.String(100), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.UniqueConstraint("oa_id", "event_id", "action", name="audit_once"),
    )
    op.create_index("audit_at", "audit", ["at"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("audit")
    op.drop_table("turn_outcomes")
