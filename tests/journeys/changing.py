"""A commune on a copy of the content that may be changed while it runs."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.commune import ROOT, Commune, open_commune
from tests.journeys.test_message import until

OFFICER = "7100000000000000005"
BIRTH = "1.001193"
FEE = f"#fee:{BIRTH}"
PATIENCE_S = 60.0
"""A saved file is checked, rehearsed and indexed before it answers: seconds, or many on a busy machine."""


def copied(folder: Path) -> Path:
    """Copy the content to where it may be changed."""
    content = folder / "content"
    shutil.copytree(ROOT / "intents", content / "intents")
    shutil.copy(ROOT / "procedures.yaml", content)
    return content


def with_fee(content: Path, fee: str) -> bytes:
    """Give `procedures.yaml` with another fee for the registration of a birth."""
    head, code, rest = (content / "procedures.yaml").read_text("utf-8").partition(f'code: "{BIRTH}"')
    before, found, after = rest.partition("    fee:\n")
    assert found
    return f"{head}{code}{before}{found}      text: {fee}\n{after.partition(chr(10))[2]}".encode()


@dataclass(frozen=True, slots=True)
class Changing:
    """A running commune and its content folder."""

    commune: Commune
    content: Path

    def save(self, body: bytes, name: str = "procedures.yaml") -> None:
        """Save a file as an editor does that writes in place."""
        (self.content / name).write_bytes(body)

    async def says(self, citizen: str, question: str) -> str:
        """Ask, and give the answer."""
        before = len(self.commune.zalo.sent_to(citizen))
        self.commune.zalo.citizen_says(citizen, question)
        return (await self.commune.zalo.wait_sent(citizen, before + 1))[-1].text

    async def until_number(self, number: int) -> None:
        """Wait until this process answers with a version."""

        async def is_there() -> bool:
            return self.commune.parts.live.edition.number >= number

        await until(is_there, PATIENCE_S)

    async def refused(self) -> list[str]:
        """Wait for a refusal, and give its lines."""

        async def is_refused() -> bool:
            return bool(await self.commune.parts.catalogue.refusals())

        await until(is_refused, PATIENCE_S)
        (refusal,) = await self.commune.parts.catalogue.refusals()
        return list(refusal.lines)


@asynccontextmanager
async def open_changing(
    folder: Path, content: Path | None = None, extra: Mapping[str, str] | None = None
) -> AsyncIterator[Changing]:
    """Start a commune on a copy of the content and wait for its first version."""
    content = content or copied(folder)
    environ = {"MOTCUA_CONTENT_DIR": str(content), "MOTCUA_OFFICERS": OFFICER, **(extra or {})}
    async with open_commune(folder, environ=environ) as commune:
        changing = Changing(commune, content)
        await changing.until_number(1)
        yield changing
