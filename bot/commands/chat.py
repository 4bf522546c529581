"""`chat`: talk to the bot in the terminal, through the whole pipeline but for Zalo."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

import orjson

from bot.app import Parts, assemble, make_workers
from bot.channels.zalo.client import Spoken
from bot.commands.trial import trial_settings
from bot.commands.watching import waiting
from bot.domain.conversation import Conversation
from bot.domain.message import Button, Press, Template
from bot.domain.turn import Outcome, Turn
from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.inbox import Arrival

CITIZEN = "7000000000000000001"
ANSWER_S = 30.0


def chat(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Answer line after line until the input ends."""
    return asyncio.run(_chat(environ, why=arguments.why))


class _Terminal:
    """A channel that prints."""

    async def send(self, _oa_id: str, _citizen_id: str, text: str, buttons: tuple[Button, ...]) -> str:
        lines = [f"  {line}" for line in text.splitlines()]
        lines += [f"  [{button.title}]{_where(button)}" for button in buttons]
        with contextlib.suppress(BrokenPipeError):  # the reader left: a letter to nobody has still arrived
            sys.stdout.write("\n".join(lines) + "\n\n")
            sys.stdout.flush()
        return uuid.uuid4().hex

    async def send_picture(self, oa_id: str, citizen_id: str, text: str, picture: bytes) -> str:
        """Print the words; a terminal shows no picture, but that there is one."""
        return await self.send(oa_id, citizen_id, f"[ảnh, {len(picture):,} byte]\n{text}", ())

    async def send_template(self, _oa_id: str, _citizen_id: str, template: Template) -> str:
        """Print what the template would tell."""
        return await self.send(_oa_id, _citizen_id, "\n".join(template.data.values()), ())

    async def send_template_by_phone(
        self, oa_id: str, _phone: str, template: Template, _tracking_id: str
    ) -> str:
        """Print what the template would tell; the terminal has no phone."""
        return await self.send_template(oa_id, "", template)

    async def recent(self, _oa_id: str, _citizen_id: str, _count: int) -> list[Spoken]:
        return []


def _where(button: Button) -> str:
    return "" if button.press is Press.SAY else f" {button.value}"


class _Listening:
    """Stands before the dialogue, notes when a turn is answered, and prints its explanation if asked."""

    def __init__(self, parts: Parts, *, why: bool) -> None:
        self._parts = parts
        self._why = why
        self.answered = asyncio.Event()

    def is_unfinished(self, text: str, conversation: Conversation) -> bool:
        return self._parts.live.dialogue(self._parts.settings.zalo.oa_ids[0]).is_unfinished(
            text, conversation
        )

    async def answer(self, turn: Turn) -> Outcome:
        outcome = await self._parts.live.dialogue(self._parts.settings.zalo.oa_ids[0]).answer(turn)
        if self._why:
            received = " / ".join(heard.message.text for heard in turn.heard)
            lines = [f"nhận được: {received!r}", *outcome.why]
            sys.stdout.write("".join(f"  · {line}\n" for line in lines))
        self.answered.set()
        return outcome


async def _chat(environ: Mapping[str, str], *, why: bool) -> int:
    # A person at a prompt sends one whole line: there is nothing to wait for.
    settings = replace(trial_settings(environ, "chat"), gather_s=0.0)
    async with assemble(settings) as parts:
        listening = _Listening(parts, why=why)
        workers = make_workers(parts, channel=_Terminal(), answers=lambda _oa_id: listening)
        loops = [asyncio.create_task(work) for work in workers.loops()]
        if sys.stdin.isatty():
            sys.stdout.write("Chào anh/chị. Gõ câu hỏi rồi Enter; Ctrl-D để thôi.\n")
        try:
            async for line in _lines():
                await _say(parts, line, listening)
        except TimeoutError as error:
            raise Unavailable(f"Chưa có câu trả lời sau {ANSWER_S:.0f} giây.") from error
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
    return 0


async def _lines() -> AsyncIterator[str]:
    """
    Give each line that is not blank, until the input ends.

    A thread of its own reads the bare file: Ctrl-C need not wait for it, as it would for one of the loop's.
    """
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(line: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(heard.put_nowait, line)

    threading.Thread(target=_listen, args=(sys.stdin.fileno(), tell), daemon=True).start()
    while True:
        if sys.stdin.isatty():
            sys.stdout.write("> ")
            sys.stdout.flush()
        line = await heard.get()
        if line is None:
            return
        if line.strip():
            yield line.strip()


def _listen(file: int, tell: Callable[[str | None], None]) -> None:
    rest = b""
    while piece := os.read(file, 1 << 16):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            tell(line.decode(errors="replace"))
    tell(rest.decode(errors="replace"))
    tell(None)


async def _say(parts: Parts, text: str, listening: _Listening) -> None:
    """Put one line into the inbox as the channel would, and wait until its answer is out."""
    listening.answered.clear()
    oa_id, now_ms = parts.settings.zalo.oa_ids[0], int(parts.clock().timestamp() * 1000)
    message = {"text": text, "msg_id": uuid.uuid4().hex}
    body = {
        "app_id": parts.settings.zalo.app_id,
        "sender": {"id": CITIZEN},
        "recipient": {"id": oa_id},
        "event_name": "user_send_text",
        "message": message,
        "timestamp": str(now_ms),
    }
    await parts.inbox.append(
        Arrival(
            event_id=message["msg_id"],
            oa_id=oa_id,
            citizen_id=CITIZEN,
            body=orjson.dumps(body),
            received_at_ms=now_ms,
        )
    )
    async with asyncio.timeout(ANSWER_S):
        await listening.answered.wait()
        while await _unsent(parts):  # noqa: ASYNC110 - Redis sets no event of ours
            await asyncio.sleep(0.01)


async def _unsent(parts: Parts) -> bool:
    return bool(await waiting(parts, keys.inbox) or await waiting(parts, keys.outbox))
