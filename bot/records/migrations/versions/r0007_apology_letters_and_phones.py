"""Letters of apology as they are made for signature, and sealed phone numbers of dossiers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "apology_letters",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("new_due_on", sa.Date, primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "dossier_phones",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("dossier_phones")
    op.drop_table("apology_letters")
