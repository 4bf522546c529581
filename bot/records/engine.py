"""Opening a database: durable SQLite by default, PostgreSQL by URL, migrated before first use."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from bot.errors import SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_MS = 10_000
ONLY_READS = "motcua_only_reads"
"""Execution option of a connection whose transactions write nothing."""
MIGRATING = 0x4D4F5443  # "MOTC": PostgreSQL's advisory lock while tables change


def open_engine(url: str, var_dir: Path) -> Engine:
    """
    Give an engine on an up-to-date database.

    Raises:
        SettingsError: The URL names no database we can speak to.

    """
    var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not url:
        file = (var_dir / "records.sqlite3").resolve()
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))  # its companions take over the mode
        url = f"sqlite:///{file}"
    engine = _engine(url)
    with _alone(var_dir):
        _migrate(engine)
    return engine


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError(
            "MOTCUA_RECORDS_URL không đúng dạng: cần sqlite:///đường/dẫn hoặc postgresql://..."
        ) from error
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"MOTCUA_RECORDS_URL cần gói {error.name}: hãy cài motcua kèm phần [postgresql]."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_durable)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _make_durable(connection: Any, _: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN below counts, not the driver's own guesses
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at once: two readers that both turn writers would refuse each other."""
    only_reads = connection.get_execution_options().get(ONLY_READS, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


@contextmanager
def _alone(var_dir: Path) -> Iterator[None]:
    """Let processes of this folder open the database one after the other."""
    with (var_dir / "records.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # other machines may be starting too
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
