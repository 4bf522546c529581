"""The table of reply keys is what the flows say: nothing missing, nothing left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from bot.dialogue import REPLIES, missing_replies
from tests.dialogue.sample import sample_content

DIALOGUE = Path(__file__).parents[2] / "bot" / "dialogue"
KEY = re.compile(r"[a-z_]+\.[a-z_0-9]+")


def spoken_patterns(source: str) -> set[str]:
    """Every string that reads as a reply key; what an f-string fills in stands as `*`."""
    found = set()
    tree = ast.parse(source)
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            found.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            found.add("".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values))
    return {text for text in found if re.fullmatch(r"[a-z_*]+\.[a-z_*0-9]+", text)}


def test_every_key_the_flows_say_is_in_the_table():
    said = {key for path in DIALOGUE.rglob("*.py") for key in spoken_patterns(path.read_text("utf-8"))}
    intents = {key.split(".")[0] for key in REPLIES}
    whole = {key for key in said if KEY.fullmatch(key) and key.split(".")[0] in intents}
    assert whole, "the reader of keys found none: it is broken"
    assert whole <= set(REPLIES)


def test_the_reader_of_keys_sees_a_key_that_is_not_there():
    assert spoken_patterns('say("fee.nonsense"); words(f"{PIECE}.today")') == {"fee.nonsense", "*.today"}


def test_a_reply_absent_in_one_language_is_listed():
    content = sample_content()
    assert missing_replies(content) == ()
    del content.intents["thanks"].replies["default"]["en"]
    assert missing_replies(content) == ("thanks.default (en)",)
