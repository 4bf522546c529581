"""The admin port: is it alive, is it ready, and its figures. For the machine room, never for the public."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.errors import BotError
from bot.web.counts import Counts

Check = Callable[[], Awaitable[str]]
"""Gives an empty word when all is well, else one sentence."""

Gauge = Callable[[], Awaitable[float | None]]
"""Gives a figure; None when there is none to give."""

_LIMIT_S = 2.0
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_]")


def create_admin_app(
    *, checks: Mapping[str, Check], gauges: Mapping[str, Gauge], counts: Counts
) -> web.Application:
    """
    Make the application of the admin port; bind it to the loopback address.

    Args:
        checks: By name; `/ready` answers 200 only when every one is well.
        gauges: By name without prefix, such as `inbox_age_seconds`.

    """

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def ready(_: web.Request) -> web.Response:
        found = await asyncio.gather(*(_checked(check) for check in checks.values()))
        troubles = {name: trouble for name, trouble in zip(checks, found, strict=True) if trouble}
        return web.json_response(
            {"ready": not troubles, "troubles": troubles}, status=503 if troubles else 200
        )

    async def metrics(_: web.Request) -> web.Response:
        values = await asyncio.gather(*(_measured(gauge) for gauge in gauges.values()))
        figures = dict(zip(gauges, values, strict=True))
        return web.Response(text=_exposition(figures, counts), headers={"Content-Type": _FORMAT})

    app = web.Application()
    app.router.add_get("/live", live)
    app.router.add_get("/ready", ready)
    app.router.add_get("/metrics", metrics)
    return app


_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


async def _checked(check: Check) -> str:
    try:
        async with asyncio.timeout(_LIMIT_S):
            return await check()
    except (BotError, OSError) as error:  # TimeoutError is an OSError
        return str(error) or "no answer in time"


async def _measured(gauge: Gauge) -> float | None:
    try:
        async with asyncio.timeout(_LIMIT_S):
            return await gauge()
    except (BotError, OSError):
        return None


def _exposition(figures: Mapping[str, float | None], counts: Counts) -> str:
    """Write Prometheus' text format: two kinds of line, no labels, nothing about any citizen."""
    lines = []
    for name, value in figures.items():
        if value is not None:
            lines += [f"# TYPE motcua_{name} gauge", f"motcua_{name} {value}"]
    for name, moment in counts.moments.items():
        metric = f"motcua_webhook_{name.removesuffix('_ms')}_timestamp_seconds"
        lines += [f"# TYPE {metric} gauge", f"{metric} {moment / 1000:.3f}"]
    for name, total in sorted(counts.totals.items()):
        metric = f"motcua_webhook_{_NOT_IN_NAMES.sub('_', name)}_total"
        lines += [f"# TYPE {metric} counter", f"{metric} {total}"]
    return "\n".join(lines) + "\n"
