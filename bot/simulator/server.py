"""One web application: OpenAPI, OAuth, and the page with its phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.simulator.oauth import OAuth
from bot.simulator.openapi import OpenApi
from bot.simulator.page import Page, protect
from bot.simulator.settings import SimulatorSettings
from bot.simulator.simulator import Simulator

SIMULATOR = web.AppKey("simulator", Simulator)
LARGEST = 8 * 1024 * 1024


def create_app(settings: SimulatorSettings) -> web.Application:
    """Make the application; `app[SIMULATOR]` drives it once it runs."""
    simulator = Simulator(settings)
    app = web.Application(client_max_size=LARGEST)
    app[SIMULATOR] = simulator
    app.add_routes([*OpenApi(simulator).routes(), *OAuth(simulator).routes(), *Page(simulator).routes()])
    app.cleanup_ctx.append(_open)
    app.on_shutdown.append(_let_go)
    app.on_response_prepare.append(protect)
    return app


async def _open(app: web.Application) -> AsyncIterator[None]:
    await app[SIMULATOR].open()
    yield
    await app[SIMULATOR].close()


async def _let_go(app: web.Application) -> None:
    app[SIMULATOR].feed.close()


@asynccontextmanager
async def running(settings: SimulatorSettings) -> AsyncIterator[Simulator]:
    """Serve on `settings.host` and `port` (0 takes a free one) and give the simulator; its `url` is the page."""
    app = create_app(settings)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        host, port = runner.addresses[0][:2]
        app[SIMULATOR].url = f"http://{host}:{port}"
        yield app[SIMULATOR]
    finally:
        await runner.cleanup()
