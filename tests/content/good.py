"""A small right folder of content that nothing outside the tests changes, to be broken one edit at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.dialogue.reply_keys import REPLIES

GOOD = Path(__file__).parent / "good"
VI = "Dạ, em chào anh/chị, em xin lỗi, anh/chị gọi {phone} ạ."
EN = "Hello, I am sorry, please call {phone}."


def lay_down(folder: Path) -> Path:
    """Copy the hand-written files; every other intent gets just the replies that the dialogue speaks."""
    shutil.copytree(GOOD, folder, dirs_exist_ok=True)
    keys: dict[str, list[str]] = {}
    for full_key in REPLIES:
        intent, _, key = full_key.partition(".")
        keys.setdefault(intent, []).append(key)
    for intent, named in keys.items():
        file = folder / "intents" / f"{intent}.yaml"
        if not file.exists():
            file.write_text(_written(intent, named), "utf-8")
    return folder


def _written(intent: str, keys: list[str]) -> str:
    replies = [f"  {key}: {{vi: '{VI}', en: '{EN}'}}\n" for key in keys]
    return f"about: mẫu\nkind: service\nphrases: {{vi: [mẫu {intent}]}}\nreplies:\n" + "".join(replies)
