"""Accepted versions of the catalogue, with the bytes of their files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables; a body is kept once however many versions have it."""
    op.create_table(
        "catalogue_versions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("forced", sa.Text, nullable=True),
        sa.Column("changes", sa.Text, nullable=False),
    )
    op.create_index("catalogue_versions_fingerprint", "catalogue_versions", ["fingerprint"])
    op.create_table(
        "catalogue_bodies",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "catalogue_files",
        sa.Column("number", sa.Integer, sa.ForeignKey("catalogue_versions.number"), primary_key=True),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("catalogue_bodies.sha256"), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("catalogue_files")
    op.drop_table("catalogue_bodies")
    op.drop_table("catalogue_versions")
