"""Every sentence typed otherwise, every wording said: the same for the same seed, and never below the floors."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.domain.syllables import has_mark, is_syllable, plain
from bot.domain.telex import decode
from bot.domain.vietnamese import fold
from bot.rehearsal.acting import Stage
from bot.rehearsal.measuring import Found, measure_variants, measure_wordings, own_wordings
from bot.rehearsal.sentences import read_sentences
from bot.rehearsal.variants import Typed, keystrokes, variants

ROOT = Path(__file__).parents[2]
SENTENCES = read_sentences(ROOT)
FLOORS = yaml.safe_load((ROOT / "tests" / "floors_of_rehearsal.yaml").read_text("utf-8"))
SAID = st.sampled_from([sentence.say for sentence in SENTENCES])


@pytest.fixture(scope="module")
def content():
    return load(ROOT)


@pytest.fixture(scope="module")
def measured(content):
    dialogue = Stage(content).dialogue
    return measure_variants(dialogue, content, SENTENCES, 1, lambda *_: None) | measure_wordings(
        dialogue, content, lambda *_: None
    )


def test_every_kind_has_a_floor(measured):
    assert set(measured) == set(FLOORS)


@pytest.mark.parametrize("kind", FLOORS)
def test_no_rate_is_below_its_floor(measured, kind):
    one, floor = measured[kind], FLOORS[kind]
    lost = "\n".join(map(str, one.lost))
    assert one.percent(Found.FIRST) >= floor["first"], lost
    assert one.percent(Found.FIRST, Found.OFFERED) >= floor["found"], lost


def test_every_wording_of_the_content_is_said(content, measured):
    count = sum(len(one.also_called) for one in content.catalogue.procedures.values())
    assert measured["also_called"].total == count
    named = {sentence.code for kind, sentence in own_wordings(content) if kind == "name"}
    assert named == set(content.catalogue.procedures)
    spoken = {
        sentence.intent
        for kind, sentence in own_wordings(content)
        if kind in {"phrase", "aspect", "life_event"}
    }
    assert spoken == {name for name, intent in content.intents.items() if any(intent.phrases.values())}


def test_a_wording_that_another_takes_is_lost_and_told_with_its_thief(measured):
    assert any("do cách gọi «" in str(failure) for failure in measured["also_called"].lost)


@given(text=SAID | st.text(max_size=40), seed=st.integers(0, 99))
def test_a_variant_is_the_same_for_the_same_seed_and_another_text(text, seed):
    made = variants(text, seed)
    assert made == variants(text, seed)
    assert unicodedata.normalize("NFC", text) not in made.values()
    assert set(made) <= set(Typed)


@given(text=SAID, seed=st.integers(0, 99))
def test_a_variant_has_the_letters_of_its_sentence(text, seed):
    made = variants(text, seed)
    for typed in (Typed.NO_DIACRITICS, Typed.DECOMPOSED, Typed.UPPER_CASE):
        assert fold(made.get(typed, text)) == fold(text)
    assert fold(made.get(Typed.JOINED, text)).replace(" ", "") == fold(text).replace(" ", "")
    assert len(made.get(Typed.STRETCHED, text)) - len(unicodedata.normalize("NFC", text)) in {0, 3}


def test_another_seed_joins_other_words():
    text = "mai em ra xã đăng ký kết hôn thì đem theo những giấy gì"
    assert len({variants(text, seed)[Typed.JOINED] for seed in range(20)}) > 3


@pytest.mark.parametrize(
    ("word", "keys"),
    [("giấy", "giaays"), ("đường", "dduwowngf"), ("thuỷ", "thuyr"), ("tên", "teen"), ("khai", "khai")],
)
def test_keystrokes_are_those_of_telex(word, keys):
    assert keystrokes(word) == keys


MARKED = sorted(
    {word for one in SENTENCES for word in one.say.lower().split() if has_mark(word) and is_syllable(word)}
)


@given(word=st.sampled_from(MARKED))
def test_keystrokes_mean_the_word_again(word):
    """Unless they happen to be a word themselves, which nobody can know."""
    keys = keystrokes(unicodedata.normalize("NFC", word))
    assert is_syllable(keys) or plain(decode(keys)) == plain(word)
