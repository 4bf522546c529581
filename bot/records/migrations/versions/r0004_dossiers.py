"""Dossiers, what changed in them, and the imports that brought it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "dossiers",
        sa.Column("oa_id", sa.String(20), primary_key=True),
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("procedure_code", sa.String(40)),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("field", sa.Text),
        sa.Column("channel", sa.String(20)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("state_text", sa.Text, nullable=False),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("finished_on", sa.Date),
        sa.Column("returned_on", sa.Date),
        sa.Column("missing_papers", sa.Text, nullable=False),
        sa.Column("locker", sa.String(40)),
        sa.Column("extension_reason", sa.Text),
        sa.Column("phone_proof", sa.LargeBinary),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("dossiers_received_at", "dossiers", ["received_at"])
    op.create_table(
        "dossier_imports",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("oa_id", sa.String(20), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("older", sa.Integer, nullable=False),
    )
    op.create_index("dossier_imports_accepted_at", "dossier_imports", ["oa_id", "accepted_at"])
    op.create_table(
        "dossier_changes",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("oa_id", sa.String(20), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("import_id", _NUMBER, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_before", sa.String(20)),
        sa.Column("state_after", sa.String(20), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
    )
    op.create_index("dossier_changes_of", "dossier_changes", ["oa_id", "code", "id"])


def downgrade() -> None:
    """Drop the three tables."""
    op.drop_table("dossier_changes")
    op.drop_table("dossier_imports")
    op.drop_table("dossiers")
