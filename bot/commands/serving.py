"""`run`, `serve`, `work`, `simulate`: what runs until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import errno
import fcntl
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from aiohttp.web import Application

from bot import simulator
from bot.app import (
    Parts,
    assemble,
    make_dossier_folder,
    make_follower,
    make_retention,
    make_workers,
)
from bot.commands.trial import remember_zalo, trial_settings
from bot.commands.watching import checks, gauges
from bot.domain.token import TokenPair
from bot.errors import BotError, SettingsError
from bot.settings import PREFIX, Settings, read_settings
from bot.web.health import create_admin_app
from bot.web.limits import Limits
from bot.web.server import create_app, listen
from bot.web.webhook import PATH, Webhook

log = logging.getLogger(__name__)

TOKEN_CHECK_S = 600.0
ACCESS_LIVES = timedelta(hours=25)
RETENTION_S = 3600.0


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Webhook and workers in one process, with the make-believe Zalo beside them if asked."""
    if arguments.simulated:
        return asyncio.run(_run_simulated(environ, arguments.page_port))
    return asyncio.run(_serve(read_settings(environ), web=True, working=True))


def serve(_arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Only the webhook."""
    return asyncio.run(_serve(read_settings(environ), web=True, working=False))


def work(_arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Only the workers."""
    return asyncio.run(_serve(read_settings(environ), web=False, working=True))


def simulate(arguments: argparse.Namespace, _environ: Mapping[str, str]) -> int:
    """Only the make-believe Zalo."""
    return asyncio.run(_simulate(simulator.settings_from(arguments)))


async def _serve(settings: Settings, *, web: bool, working: bool) -> int:
    async with assemble(settings) as parts, running(parts, web=web, working=working) as address:
        where = f"webhook http://{address}{PATH}" if address else "worker"
        _say(f"Motcua đang chạy ({where}). Ctrl-C để dừng.")
        await _told_to_stop()
        _say("Đang dừng ...")
    return 0


async def _run_simulated(environ: Mapping[str, str], page_port: int) -> int:
    settings = trial_settings(environ)
    with _alone(settings.var_dir):
        async with _open_simulator(settings, page_port) as zalo:
            url = zalo.url
            remember_zalo(settings.var_dir, url)
            settings = replace(
                settings, zalo=replace(settings.zalo, api_url=url, oauth_url=url, template_url=url)
            )
            async with assemble(settings) as parts:
                await _seed(parts, zalo)
                async with running(parts, web=True, working=True) as address:
                    zalo.webhook.url = f"http://{address}{PATH}"
                    _say(
                        f"\n  Mở trang này: {url}\n\n  Ctrl-C để dừng; lần chạy sau vẫn nhớ cuộc trò chuyện.\n"
                    )
                    await _told_to_stop()
                    _say("Đang dừng ...")
    return 0


async def _simulate(settings: simulator.SimulatorSettings) -> int:
    async with simulator.running(settings) as zalo:
        pair = zalo.tokens.current
        _say(
            f"Zalo giả lập: {zalo.url}\nĐể bot nối tới, đặt:\n"
            f"  {PREFIX}ZALO_APP_ID={settings.app_id}\n  {PREFIX}ZALO_OA_IDS={settings.oa_id}\n"
            f"  {PREFIX}ZALO_OA_SECRETS={settings.oa_secret}\n  {PREFIX}ZALO_APP_SECRET={settings.app_secret}\n"
            f"  {PREFIX}ZALO_API_URL={zalo.url}\n  {PREFIX}ZALO_OAUTH_URL={zalo.url}\n"
            f"  {PREFIX}ZALO_TEMPLATE_URL={zalo.url}\n"
            f"rồi nạp token bằng `motcua token seed`:\n  access:  {pair.access}\n  refresh: {pair.refresh}"
        )
        await _told_to_stop()
    return 0


@asynccontextmanager
async def running(parts: Parts, *, web: bool, working: bool) -> AsyncIterator[str]:
    """
    Run the loops of one process for as long as the block; give `host:port` of the webhook, empty without one.

    At the end the port is closed first, then the turns under way are finished and the leases handed back.
    """
    settings = parts.settings
    role = "run" if web and working else "serve" if web else "work"
    loops: list[Coroutine[object, object, None]] = [make_follower(parts, role).run()]
    watched = {"workers": lambda: True}
    if working:
        workers = make_workers(parts)
        loops += workers.loops()
        loops += [
            _now_and_then(parts.tokens.refresh_due, TOKEN_CHECK_S),
            _now_and_then(make_retention(parts).forget_what_is_old, RETENTION_S),
        ]
        if settings.dossiers_dir:
            loops.append(make_dossier_folder(parts).run())
        watched["workers"] = lambda: workers.runner.beats > 0
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_together(loops))
        admin = create_admin_app(checks=checks(parts, watched), gauges=gauges(parts), counts=parts.counts)
        await stack.enter_async_context(_listening(admin, "127.0.0.1", settings.admin_port, "ADMIN_PORT"))
        if not web:
            yield ""
            return
        kept = [parts.intake.keep_draining(), parts.counts.keep_flushing(parts.counters)]
        await stack.enter_async_context(_together(kept))
        webhook = Webhook(settings.zalo, parts.intake, parts.counts, limits=Limits(), clock=parts.clock)
        app = create_app(webhook, verifier=settings.zalo.verifier)
        host, port = await stack.enter_async_context(_listening(app, settings.host, settings.port, "PORT"))
        yield f"{host}:{port}"


@asynccontextmanager
async def _together(loops: list[Coroutine[object, object, None]]) -> AsyncIterator[None]:
    """Run loops beside the block; one that fails ends the block, for a bot with half its loops is no bot."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(loop) for loop in loops]
            yield
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as several:
        first = _first(several)
        if isinstance(first, BotError):  # whoever started us reads one sentence, not a traceback of groups
            raise first from None
        raise


def _first(several: BaseException) -> BaseException:
    return _first(several.exceptions[0]) if isinstance(several, BaseExceptionGroup) else several


@asynccontextmanager
async def _listening(app: Application, host: str, port: int, name: str) -> AsyncIterator[tuple[str, int]]:
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(listen(app, host=host, port=port))
        except OSError as error:
            raise SettingsError(_why_not_open(error, host, port, name)) from error
        yield address


def _why_not_open(error: OSError, host: str, port: int, name: str) -> str:
    if error.errno == errno.EADDRINUSE:
        why = "đang có chương trình khác dùng. Dừng chương trình ấy hoặc chọn cổng khác."
    else:
        why = f"không mở được ở địa chỉ {host} ({error.strerror}). Xem lại {PREFIX}HOST và số cổng."
    return f"{PREFIX}{name}: cổng {port} {why}"


async def _now_and_then(action: Callable[[], Awaitable[object]], every_s: float) -> None:
    """Do something now and again and again; what is away now is tried next time."""
    while True:
        try:
            await action()
        except BotError as error:
            log.warning("put off", extra={"fields": {"what": action.__name__, "reason": str(error)}})
        await asyncio.sleep(every_s)


async def _told_to_stop() -> None:
    """Wait for Ctrl-C or the machine's own request to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    try:
        await told.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


# ---- with the make-believe Zalo


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second make-believe Zalo off the same folder."""
    with (folder / "run.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SettingsError(
                "Bot giả lập đang chạy ở một cửa sổ khác. Dừng nó bằng Ctrl-C rồi chạy lại."
            ) from error
        yield


@asynccontextmanager
async def _open_simulator(settings: Settings, page_port: int) -> AsyncIterator[simulator.Simulator]:
    """Open the page on its usual port, or on a free one when that is taken."""
    zalo = settings.zalo
    wanted = simulator.SimulatorSettings(
        app_id=zalo.app_id,
        oa_id=zalo.oa_ids[0],
        app_secret=zalo.app_secret,
        oa_secret=zalo.webhook_secrets[0],
        port=_free(page_port),
        state_dir=settings.var_dir / "zalo",
    )
    async with simulator.running(wanted) as running_simulator:
        yield running_simulator


def _free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


async def _seed(parts: Parts, zalo: simulator.Simulator) -> None:
    """Give the bot the pair that the make-believe Zalo holds valid, as an officer would from the API Explorer."""
    pair, now = zalo.tokens.current, parts.clock()
    await parts.token_store.save(
        parts.settings.zalo.oa_ids[0],
        TokenPair(
            access=pair.access,
            refresh=pair.refresh,
            access_expires_at=now + ACCESS_LIVES,
            refresh_issued_at=now,
        ),
    )
