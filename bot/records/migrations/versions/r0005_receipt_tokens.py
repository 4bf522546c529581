"""Hashes of the tokens printed on receipts, and letters of apology that were signed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "receipt_tokens",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("proof", sa.LargeBinary, primary_key=True),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "apologies",
        sa.Column(
            "change_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("oa_id", sa.String(20), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("new_due_on", sa.Date, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("apologies_of", "apologies", ["oa_id", "code"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("apologies")
    op.drop_table("receipt_tokens")
