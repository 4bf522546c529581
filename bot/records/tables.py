"""The tables as they are now; how they came to be is in `migrations/`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments, stored in UTC; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class names it
        """Refuse what has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class names it
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

turn_outcomes = Table(
    "turn_outcomes",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("event_id", String(200), primary_key=True),
    Column("outcome", LargeBinary, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Index("turn_outcomes_decided_at", "decided_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event_id", String(200), nullable=False),
    Column("oa_id", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(100), nullable=False),
    Column("detail", Text, nullable=False),
    UniqueConstraint("oa_id", "event_id", "action", name="audit_once"),
    Index("audit_at", "at"),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("procedure_code", String(40)),
    Column("procedure_name", Text, nullable=False),
    Column("field", Text),
    Column("channel", String(20)),
    Column("state", String(20), nullable=False),
    Column("state_text", Text, nullable=False),
    Column("desk", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_on", Date),
    Column("finished_on", Date),
    Column("returned_on", Date),
    Column("missing_papers", Text, nullable=False),  # a JSON list
    Column("locker", String(40)),
    Column("extension_reason", Text),
    Column("phone_proof", LargeBinary),  # keyed hash of the last four digits; NULL proves nothing
    Column("source", String(40), nullable=False),
    Column("news_at", UtcDateTime, nullable=False),
    Index("dossiers_received_at", "received_at"),  # with oa_id first PostgreSQL took it for the key
)

dossier_imports = Table(
    "dossier_imports",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("oa_id", String(20), nullable=False),
    Column("source", String(40), nullable=False),
    Column("origin", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("accepted_at", UtcDateTime, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("older", Integer, nullable=False),
    Index("dossier_imports_accepted_at", "oa_id", "accepted_at"),
)

# One row per accepted change, for telling followers and for staff; `fields` is a JSON list of what changed.
dossier_changes = Table(
    "dossier_changes",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("oa_id", String(20), nullable=False),
    Column("code", String(60), nullable=False),
    Column("import_id", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("source", String(40), nullable=False),
    Column("news_at", UtcDateTime, nullable=False),
    Column("accepted_at", UtcDateTime, nullable=False),
    Column("state_before", String(20)),  # NULL: the dossier was new
    Column("state_after", String(20), nullable=False),
    Column("fields", Text, nullable=False),
    Index("dossier_changes_of", "oa_id", "code", "id"),
)

receipt_tokens = Table(
    "receipt_tokens",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("proof", LargeBinary, primary_key=True),  # keyed hash; the token itself stands on paper alone
    Column("code", String(60), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

# Numbers given at the desk, encrypted; only while MOTCUA_ZBS_PHONE_TEMPLATE is set and the dossier is open.
dossier_phones = Table(
    "dossier_phones",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)

# A letter of apology made for signature; only such a one can be marked signed.
apology_letters = Table(
    "apology_letters",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("new_due_on", Date, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
)

# A signed letter of apology, told to the followers of its dossier as one change.
apologies = Table(
    "apologies",
    metadata,
    Column("change_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("oa_id", String(20), nullable=False),
    Column("code", String(60), nullable=False),
    Column("new_due_on", Date, nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Index("apologies_of", "oa_id", "code"),
)

# One row per message; who wrote it stands under a name that leads back to nobody. '' is none.
turn_records = Table(
    "turn_records",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("message", String(24), primary_key=True),  # keyed hash of the event's id
    Column("day", Date, nullable=False),
    Column("citizen", String(24), nullable=False),
    Column("result", String(20), nullable=False),
    Column("is_outside_hours", Boolean, nullable=False),
    Column("intent", String(60), nullable=False),
    Column("procedure_code", String(40), nullable=False),
    Index("turn_records_day", "oa_id", "day"),
    Index("turn_records_citizen", "oa_id", "citizen"),
)

# What stays of old rows: their number by day, and how many people there were in a month.
turn_sums = Table(
    "turn_sums",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("result", String(20), primary_key=True),
    Column("is_outside_hours", Boolean, primary_key=True),
    Column("intent", String(60), primary_key=True),
    Column("procedure_code", String(40), primary_key=True),
    Column("messages", Integer, nullable=False),
)

turn_months = Table(
    "turn_months",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("month", Date, primary_key=True),  # its first day
    Column("citizens", Integer, nullable=False),
)

# One row per question how it was; '' is not answered yet.
ratings = Table(
    "ratings",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column(
        "question", String(24), primary_key=True
    ),  # keyed hash of the id of the event under whose answer it stood
    Column("day", Date, nullable=False),
    Column("score", String(10), nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Index("ratings_day", "oa_id", "day"),
)

rating_sums = Table(
    "rating_sums",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("score", String(10), primary_key=True),
    Column("questions", Integer, nullable=False),
)

# What figures need of a dossier that is kept no longer: no code, no phone, no desk, nothing to look it up by.
old_dossiers = Table(
    "old_dossiers",
    metadata,
    Column("oa_id", String(20), primary_key=True),
    Column("code_proof", LargeBinary, primary_key=True),  # keyed hash: an old file must not bring it back
    Column("received_on", Date, nullable=False),
    Column("last_on", Date),  # the later of the days it was finished and handed over
    Column("facts", Text, nullable=False),  # JSON of what figures read
)

catalogue_versions = Table(
    "catalogue_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("forced", Text, nullable=True),
    Column("changes", Text, nullable=False),
    Index("catalogue_versions_fingerprint", "fingerprint"),
)

catalogue_bodies = Table(
    "catalogue_bodies",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("packed", LargeBinary, nullable=False),
)

catalogue_files = Table(
    "catalogue_files",
    metadata,
    Column("number", Integer, ForeignKey("catalogue_versions.number"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("sha256", String(64), ForeignKey("catalogue_bodies.sha256"), nullable=False),
)


def insert_into(table: Table, connection: Connection) -> sqlite.Insert | postgresql.Insert:
    """Give an insert that can say what to do with a row that is there already."""
    is_postgresql = connection.dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)


def write_changes_alone(connection: Connection) -> None:
    """
    Let nobody else write changes before this transaction ends, so that they are seen in the order of their numbers.

    SQLite has one writer anyway. Readers wait for nothing.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE dossier_changes IN SHARE ROW EXCLUSIVE MODE"))
