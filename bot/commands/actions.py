"""One action of a command, and the parts of a bot it works with."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.app import Parts, assemble
from bot.commands.trial import settings_for

Act = Callable[[Parts, argparse.Namespace], Awaitable[int]]


def add_action(actions: Any, name: str, about: str, act: Act) -> argparse.ArgumentParser:
    """Add an action that needs the parts of a bot; it runs beside a running one just as well."""

    def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
        return asyncio.run(_with_parts(arguments, environ, act))

    parser: argparse.ArgumentParser = actions.add_parser(name, help=about, description=about)
    parser.set_defaults(command=command, serves=False)
    parser.add_argument("--simulated", action="store_true", help="xem bot chạy thử thay cho bot thật")
    return parser


async def _with_parts(arguments: argparse.Namespace, environ: Mapping[str, str], act: Act) -> int:
    async with assemble(settings_for(arguments, environ)) as parts:
        return await act(parts, arguments)
