"""
Noise is never understood as a procedure, never raises and never costs much.

A few strings run each time; all ten thousand with `pytest --hypothesis-profile=thorough`.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import hypothesis
import pytest

from bot.content import load
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Context, Matcher
from bot.dialogue.signs import is_noise
from bot.dialogue.understand import understand

ROOT = Path(__file__).parents[2]
SEED = 20261122
ALL, FEW = 10_000, 1_500
LONGEST = 2_000
PLANES = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x400, 0x4FF), (0x600, 0x6FF), (0xD800, 0xDFFF), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x3040, 0x9FFF), (0xE000, 0xF8FF), (0xFE00, 0xFFFF), (0x1F000, 0x1FAFF), (0x0, 0x10FFFF),
)  # fmt: skip


def noise(count):
    """Random strings: every plane, surrogates, controls, combining marks; up to eighty characters, some long."""
    chance = random.Random(SEED)
    for number in range(count):
        length = LONGEST if number % 500 == 0 else chance.randint(0, 80)
        low, high = PLANES[number % len(PLANES)]
        yield "".join(chr(chance.randint(low, high)) for _ in range(length))


@pytest.fixture(scope="module")
def content():
    return load(ROOT)


@pytest.fixture(scope="module")
def matcher(content):
    return Matcher(content)


@pytest.fixture(scope="module")
def answer(content, matcher):
    events = LifeEvents(content)
    return lambda text, before=None: understand(matcher, text, before, events)


def faults(answer, texts):
    """Give the texts that raise or are taken for a procedure."""
    found = []
    for text in texts:
        try:
            answered = answer(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, a citizen would get no answer
            found.append((text, repr(error)))
            continue
        if answered["procedures"] and not answered["clarify"]:
            found.append((text, answered["procedures"]))
    return found


def test_random_strings_neither_raise_nor_claim(answer):
    thorough = hypothesis.settings.default.max_examples >= 5_000
    texts = list(noise(ALL if thorough else FEW))
    assert len(set(texts)) > len(texts) * 0.9
    assert faults(answer, texts) == []


def test_the_public_hostile_strings_neither_raise_nor_claim(answer):
    hostile = json.loads((ROOT / "tests/data/naughty-strings.json").read_text("utf-8"))
    assert len(hostile) > 500
    assert faults(answer, hostile) == []


def test_noise_said_after_a_question_is_not_that_question_again(answer):
    assert answer("bao nhiêu tiền", "làm khai sinh cần gì")["procedures"][0] == "1.001193"
    said = [answer(text, "làm khai sinh cần gì") for text in noise(200)]
    assert [each for each in said if each["procedures"][:1] == ["1.001193"]] == []


def test_an_understanding_that_claims_or_raises_is_noticed():
    def greedy(_text):
        return {"procedures": ["1.001193"], "clarify": False}

    def fragile(text):
        text.encode()
        return {"procedures": [], "clarify": False}

    texts = list(noise(100))
    assert len(faults(greedy, texts)) == len(texts)
    assert 0 < len(faults(fragile, texts)) < len(texts)


REAL = [
    "làm gks cần j =))) <3", "3 + 2 bản sao = bao nhiêu tiền?", "khai sinh/khai tử: cần gì? (gấp lắm!!!)", "VNeID & căn cước = ?",
    "đkkh * 2 người, phí #bao_nhiêu", "tố cáo ai đó 100%", "chào ad ^^", "gửi về abc@xyz.vn nhé",
]  # fmt: skip


@pytest.mark.parametrize("text", REAL)
def test_smileys_sums_and_addresses_are_speech(text):
    assert not is_noise(text)


LONG = [
    pytest.param("làm giấy khai sinh cho con cần gì, " * 60, id="one question over and over"),
    pytest.param(" ".join(f"{letter}{number}" for number in range(400) for letter in "kx"), id="words of nothing"),
    pytest.param("đăngkýthườngtrú" * 140, id="one endless word"),
    pytest.param("có được không cần gì " * 100, id="only turns of phrase"),
    pytest.param("?!.,;:" * 340, id="only marks"),
    pytest.param("a\u0301\u0302\u0303" * 500, id="towers of accents"),
    pytest.param("khoong phair laf " * 120, id="Telex and denials"),
]  # fmt: skip


def cpu_ms(matcher, text):
    spent = []
    for _ in range(5):
        began = time.thread_time()
        matcher.match(text, Context())
        spent.append((time.thread_time() - began) * 1000)
    return min(spent)


@pytest.mark.parametrize("text", LONG)
def test_two_thousand_characters_cost_little_and_ten_times_as_many_hardly_more(matcher, text):
    """Only the looking at each character may grow with the length; the understanding is bounded."""
    cut = text[:LONGEST]
    assert cpu_ms(matcher, cut) < 25
    assert cpu_ms(matcher, cut * 10) < 80
