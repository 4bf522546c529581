"""The accepted versions of the catalogue: who changed what, when and why, and every file as it was."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from bot.errors import Conflict
from bot.records.store import Records
from bot.records.tables import catalogue_bodies, catalogue_files, catalogue_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """
    One accepted version.

    Args:
        number: Counted from 1, without gaps.
        hash: What the explanation of an answer calls it.
        fingerprint: Tells the bytes of its files from any others.
        at: When it was accepted, aware.
        forced: Why it was published though conversation tests failed; None when they did not.
        changes: What differs from the version before, one line each, in Vietnamese.

    """

    number: int
    hash: str
    fingerprint: str
    at: datetime
    who: str
    why: str
    forced: str | None
    changes: tuple[str, ...]


class Versions:
    """The versions in the records; every method raises Unavailable when the database does not answer."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def add(self, version: Version, files: Mapping[str, bytes]) -> None:
        """
        Keep a version with its files, whole or not at all.

        Raises:
            Conflict: Its number is taken, or is not the next one.

        """

        def work(connection: Connection) -> bool:
            newest = connection.execute(select(func.max(catalogue_versions.c.number))).scalar_one()
            if (newest or 0) + 1 != version.number:
                return False
            connection.execute(insert(catalogue_versions).values(_row(version)))
            for name, body in files.items():
                _keep(connection, version.number, name, body)
            return True

        # On PostgreSQL two may see the same newest one: the later is told Unavailable, and at its next try this.
        if not await self._records.write(work):
            raise Conflict(f"version {version.number} of the catalogue is not the next one")

    async def newest(self) -> Version | None:
        """Give the version that counts; None before the first."""
        found = await self.latest(1)
        return found[0] if found else None

    async def latest(self, count: int) -> list[Version]:
        """Give the last versions, newest first."""
        table = catalogue_versions
        return await self._found(select(table).order_by(table.c.number.desc()).limit(count))

    async def find(self, number: int) -> Version | None:
        """Give one version; None when there is none of that number."""
        found = await self._found(select(catalogue_versions).where(catalogue_versions.c.number == number))
        return found[0] if found else None

    async def is_known(self, fingerprint: str) -> bool:
        """Tell whether files with these bytes were ever accepted."""
        table = catalogue_versions
        return bool(await self._found(select(table).where(table.c.fingerprint == fingerprint).limit(1)))

    async def files(self, number: int) -> dict[str, bytes]:
        """Give every file of a version as it was, byte for byte."""
        wanted = (
            select(catalogue_files.c.name, catalogue_bodies.c.packed)
            .join(catalogue_bodies, catalogue_bodies.c.sha256 == catalogue_files.c.sha256)
            .where(catalogue_files.c.number == number)
            .order_by(catalogue_files.c.name)
        )
        rows = await self._records.read(lambda connection: connection.execute(wanted).all())
        return {name: zlib.decompress(packed) for name, packed in rows}

    async def _found(self, wanted: Select[Any]) -> list[Version]:
        rows = await self._records.read(lambda connection: connection.execute(wanted).all())
        return [_version(row) for row in rows]


def _keep(connection: Connection, number: int, name: str, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    known = select(catalogue_bodies.c.sha256).where(catalogue_bodies.c.sha256 == digest)
    if connection.execute(known).first() is None:
        packed = zlib.compress(body, 6)
        connection.execute(insert(catalogue_bodies).values(sha256=digest, packed=packed))
    connection.execute(insert(catalogue_files).values(number=number, name=name, sha256=digest))


def _row(version: Version) -> dict[str, object]:
    return {
        "number": version.number,
        "hash": version.hash,
        "fingerprint": version.fingerprint,
        "at": version.at,
        "who": version.who,
        "why": version.why,
        "forced": version.forced,
        "changes": "\n".join(version.changes),
    }


def _version(row: Row[Any]) -> Version:
    return Version(
        number=row.number,
        hash=row.hash,
        fingerprint=row.fingerprint,
        at=row.at,
        who=row.who,
        why=row.why,
        forced=row.forced,
        changes=tuple(row.changes.splitlines()),
    )
