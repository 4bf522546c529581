"""The public port: routes, headers, the last catch-all, and the reaper."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.limits import Limits
from bot.web.pages import add_pages
from bot.web.reaper import Reaper
from bot.web.webhook import PATH, Webhook

log = logging.getLogger(__name__)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Server": "motcua",
}
_SHUTDOWN_S = 5.0
_LINGER_S = 1.0


def create_app(webhook: Webhook, *, verifier: str = "") -> web.Application:
    """Make the public application: the webhook and two pages."""
    app = web.Application()
    app.on_response_prepare.append(_put_headers)
    app.router.add_get(PATH, webhook.greet)
    app.router.add_post(PATH, webhook.receive)
    add_pages(app, verifier)
    return app


@asynccontextmanager
async def listen(
    app: web.Application, *, host: str, port: int, limits: Limits | None = None
) -> AsyncIterator[tuple[str, int]]:
    """
    Serve until the block ends, under the reaper; gives the address taken (port 0 takes a free one).

    Leaving it stops accepting and lets requests under way finish.
    """
    limits = limits or Limits()
    reaper = Reaper(limits, asyncio.get_running_loop().time)
    app.middlewares.append(_guard(reaper))
    runner = web.AppRunner(
        app,
        access_log=None,  # costs two fifths of the throughput, and would hold addresses of strangers
        keepalive_timeout=limits.idle_s,
        lingering_time=_LINGER_S,
        auto_decompress=False,
        shutdown_timeout=_SHUTDOWN_S,
    )
    await runner.setup()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, host, port, backlog=1024).start()
        assert runner.server is not None
        await stack.enter_async_context(in_background(reaper.keep_sweeping(runner.server)))
        address = runner.addresses[0]
        yield address[0], address[1]


@asynccontextmanager
async def in_background(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Run a loop beside the block and cancel it at its end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _guard(reaper: Reaper) -> Middleware:
    """Make the one layer around every handler: two would cost each event twice."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn a fault of ours into a bare 500, so that Zalo tries again, and into one log line."""
        connection = request.protocol
        reaper.begins(connection)
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception:
            log.exception("request failed")
            return web.Response(status=500, text="error")
        finally:
            reaper.ends(connection)

    return guard


async def _put_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
