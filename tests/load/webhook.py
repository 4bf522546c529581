"""
How fast it is, beside a bare aiohttp handler in the same run: `python -m tests.load.webhook`.

The server has one core to itself; Valkey and the generator share the other.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import orjson
from aiohttp import web

from bot import logs
from bot.app import assemble, make_answering_workers, utc_now
from bot.commands.serving import running
from bot.domain.conversation import Conversation
from bot.domain.message import Reply
from bot.domain.turn import Outcome, Turn
from bot.domain.turn_record import TurnCount, TurnResult
from bot.settings import Settings, ZaloSettings
from bot.storage import keys
from bot.storage.inbox import Arrival
from tests.journeys.commune import open_commune
from tests.load.blaster import blast, drip, signed_requests

APP, OA, SECRET = "1900000000000000001", "4100000000000000001", "oa-bi-mat-mau"
QUESTIONS = (
    "làm giấy khai sinh cần gì",
    "bao nhiêu tiền",
    "thu 7 co lam viec khong",
    "dang ky ket hon o dau",
    "dạ cảm ơn em",
)


def say(sentence: str) -> None:
    """Print a result as soon as it is there."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def settings(folder: Path) -> Settings:
    """Settings of a bot that sends nothing anywhere."""
    zalo = ZaloSettings(app_id=APP, oa_ids=(OA,), webhook_secrets=(SECRET,), app_secret="app-bi-mat-mau")
    return Settings(zalo=zalo, var_dir=folder, port=0, admin_port=0, gather_s=0.0)


def in_process(
    serve: Callable[..., Awaitable[None]], *arguments: object
) -> tuple[multiprocessing.Process, int]:
    """Run a server on the first core in a process of its own; give its port."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(serve, theirs, *arguments), daemon=True)
    process.start()
    return process, int(ours.recv())


def _serve(serve: Callable[..., Awaitable[None]], pipe: object, *arguments: object) -> None:
    async def until_told() -> None:
        serving = asyncio.ensure_future(serve(pipe, *arguments))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    asyncio.run(until_told())


async def bare(pipe: object) -> None:
    """The baseline: a handler that does nothing."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    os.sched_setaffinity(0, {0})
    app = web.Application()
    app.router.add_post("/webhook", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


async def ours(pipe: object, folder: Path) -> None:
    """The webhook with everything: limits, signature, parsing, dedupe, one durable append."""
    async with assemble(settings(folder)) as parts:  # Valkey is started before we keep to one core
        os.sched_setaffinity(0, {0})
        async with running(parts, web=True, working=False) as address:
            pipe.send(int(address.rpartition(":")[2]))
            await asyncio.Event().wait()


async def webhook(count: int) -> None:
    """Compare the two at saturation, three rounds in turn, then ours at a steady 200 events a second."""
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory(prefix="ml") as folder:
        servers = {"bare": in_process(bare), "ours": in_process(ours, Path(folder))}
        first = 0
        rates: dict[str, list[float]] = {"bare": [], "ours": []}
        tails: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(3):
            for name, (_process, port) in servers.items():
                made = signed_requests(
                    count, app_id=APP, oa_id=OA, secret=SECRET, path="/webhook", first=first
                )
                first += count
                result = await blast("127.0.0.1", port, made, connections=64)
                assert not result.failures
                rates[name].append(result.rate)
                tails[name].append(result.percentile_ms(0.99))
        for name in servers:
            say(
                f"webhook {name:5} {median(rates[name]):7.0f} requests/s   p99 {median(tails[name]):6.1f} ms at 64 connections"
            )
        say(f"webhook ours / bare: {median(rates['ours']) / median(rates['bare']):.2f}")
        steady = signed_requests(200 * 20, app_id=APP, oa_id=OA, secret=SECRET, path="/webhook", first=first)
        result = await drip("127.0.0.1", servers["ours"][1], steady, per_second=200)
        say(
            f"webhook ours at 200/s for 20 s: p50 {result.percentile_ms(0.5):.1f} ms, p99 {result.percentile_ms(0.99):.1f} ms,"
            f" longest {result.percentile_ms(1):.1f} ms, failures {result.failures}"
        )
        for process, _port in servers.values():
            process.terminate()
            process.join()


class Echo:
    """Decides nothing: what a turn costs without understanding."""

    def is_unfinished(self, _text: str, _conversation: Conversation) -> bool:
        return False

    async def answer(self, turn: Turn) -> Outcome:
        conversation = replace(turn.conversation, last_heard_at=turn.now, answered=(turn.turn_id,))
        count = TurnCount(result=TurnResult.ANSWERED, day=turn.now.date(), is_outside_hours=False)
        replies = (Reply(key="echo", text="ok"),)
        return Outcome(conversation=conversation, replies=replies, intent="echo", count=count)


async def turns(count: int, *, understanding: bool) -> None:
    """Fill the inbox, then time one worker until it is empty."""
    with tempfile.TemporaryDirectory(prefix="ml") as folder:
        async with assemble(settings(Path(folder))) as parts:
            await asyncio.gather(
                *(parts.inbox.append(_arrival(number)) for number in range(min(count, 5000)))
            )
            for start in range(5000, count, 5000):
                await asyncio.gather(
                    *(parts.inbox.append(_arrival(number)) for number in range(start, start + 5000))
                )
            workers = make_answering_workers(parts, None if understanding else lambda _oa_id: Echo())
            os.sched_setaffinity(0, {0})
            started, used = time.perf_counter(), time.process_time()
            loops = [asyncio.create_task(work) for work in workers.loops()]
            while any([await parts.redis.xlen(keys.inbox(OA, part)) for part in range(keys.PARTITIONS)]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            took, used = time.perf_counter() - started, time.process_time() - used
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            name = "with understanding" if understanding else "without understanding"
            say(f"turns {name:22} {count / took:7.0f} /s   {used / count * 1e6:5.0f} µs of one core each")


def _arrival(number: int) -> Arrival:
    citizen = str(7_200_000_000_000_000_000 + number % 2000)
    now_ms = int(utc_now().timestamp() * 1000)
    event = {
        "app_id": APP, "sender": {"id": citizen}, "recipient": {"id": OA}, "event_name": "user_send_text",
        "message": {"text": QUESTIONS[number % len(QUESTIONS)], "msg_id": f"{number:020x}"}, "timestamp": str(now_ms),
    }  # fmt: skip
    return Arrival(
        event_id=f"{number:020x}",
        oa_id=OA,
        citizen_id=citizen,
        body=orjson.dumps(event),
        received_at_ms=now_ms,
    )


async def latency(count: int) -> None:
    """From a citizen's message to the reply on the phone, twenty a second, Zalo being the make-believe one."""
    with tempfile.TemporaryDirectory(prefix="ml") as folder:
        async with open_commune(Path(folder)) as commune:
            took = []
            for number in range(count):
                citizen = f"72{number:017d}"
                begun = time.perf_counter()
                commune.zalo.citizen_says(citizen, QUESTIONS[0])
                await commune.zalo.wait_sent(citizen, 1)
                took.append(time.perf_counter() - begun)
                await asyncio.sleep(0.05)
            took.sort()
            say(
                f"message to reply: p50 {took[count // 2] * 1000:.1f} ms, p99 {took[int(count * 0.99)] * 1000:.1f} ms"
            )


def main() -> int:
    """Run every part, or the one named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=["all", "webhook", "turns", "latency"], default="all")
    parser.add_argument("--count", type=int, default=20_000)
    arguments = parser.parse_args()
    # Lines are made and written as in production, but to nowhere: the terminal is not what is measured.
    logs.configure(stream_factory=lambda: logging.FileHandler(os.devnull))
    if arguments.part in ("all", "latency"):
        asyncio.run(latency(200))
    if arguments.part in ("all", "turns"):
        asyncio.run(turns(arguments.count, understanding=False))
        asyncio.run(turns(arguments.count // 4, understanding=True))
    if arguments.part in ("all", "webhook"):
        asyncio.run(webhook(arguments.count // 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
