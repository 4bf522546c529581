"""What is counted of turns, day by day once it is old; how content citizens were; what remains of old dossiers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the six tables."""
    op.create_table(
        "turn_records",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("message", sa.String(24), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("citizen", sa.String(24), nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("is_outside_hours", sa.Boolean, nullable=False),
        sa.Column("intent", sa.String(60), nullable=False),
        sa.Column("procedure_code", sa.String(40), nullable=False),
    )
    op.create_index("turn_records_day", "turn_records", ["oa_id", "day"])
    op.create_index("turn_records_citizen", "turn_records", ["oa_id", "citizen"])
    op.create_table(
        "turn_sums",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("result", sa.String(20), primary_key=True),
        sa.Column("is_outside_hours", sa.Boolean, primary_key=True),
        sa.Column("intent", sa.String(60), primary_key=True),
        sa.Column("procedure_code", sa.String(40), primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
    )
    op.create_table(
        "turn_months",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("citizens", sa.Integer, nullable=False),
    )
    op.create_table(
        "ratings",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("question", sa.String(24), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("score", sa.String(10), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ratings_day", "ratings", ["oa_id", "day"])
    op.create_table(
        "rating_sums",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("score", sa.String(10), primary_key=True),
        sa.Column("questions", sa.Integer, nullable=False),
    )
    op.create_table(
        "old_dossiers",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("code_proof", sa.LargeBinary, primary_key=True),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("last_on", sa.Date),
        sa.Column("facts", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("old_dossiers", "rating_sums", "ratings", "turn_months", "turn_sums", "turn_records"):
        op.drop_table(name)
