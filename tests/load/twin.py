"""
A broken twin of the bot: it does not read a conversation back, but sends again what it is not sure of.

The kill test must catch it; `python -m tests.load.twin run` is started in place of the bot.
"""

from __future__ import annotations

import asyncio
import os
import sys

from bot.app import assemble, make_workers
from bot.channels.zalo.client import Spoken, ZaloClient
from bot.domain.message import Button, Template
from bot.settings import read_settings
from bot.web.limits import Limits
from bot.web.server import create_app, listen
from bot.web.webhook import Webhook


class Forgetful:
    """A channel whose memory is always empty."""

    def __init__(self, zalo: ZaloClient) -> None:
        self._zalo = zalo

    async def send(self, oa_id: str, citizen_id: str, text: str, buttons: tuple[Button, ...]) -> str:
        return await self._zalo.send(oa_id, citizen_id, text, buttons)

    async def send_template(self, oa_id: str, citizen_id: str, template: Template) -> str:
        return await self._zalo.send_template(oa_id, citizen_id, template)

    async def recent(self, _oa_id: str, _citizen_id: str, _count: int) -> list[Spoken]:
        return []


async def run() -> None:
    """Do as `motcua run` does, with the forgetful channel."""
    settings = read_settings(os.environ)
    async with assemble(settings) as parts:
        workers = make_workers(parts, channel=Forgetful(parts.zalo))
        webhook = Webhook(settings.zalo, parts.intake, parts.counts, limits=Limits())
        async with listen(create_app(webhook), host=settings.host, port=settings.port):
            sys.stdout.write("running\n")
            sys.stdout.flush()
            await asyncio.gather(*workers.loops(), parts.intake.keep_draining())


if __name__ == "__main__":
    asyncio.run(run())
