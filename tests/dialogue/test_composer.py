"""Phrasing: placeholders, buttons, numbered choices, clean text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import Dialogue
from bot.dialogue.composer import Composer, clean, dialled, fill, short
from bot.dialogue.say import Say
from bot.domain.conversation import Choice, Language
from bot.domain.message import Press
from bot.errors import ContentError
from tests.dialogue.sample import BIRTH, Register, Tries, sample_content


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        pytest.param("Phí: {fee}", {"fee": "0 đồng"}, "Phí: 0 đồng", id="a value"),
        pytest.param("A\nPhí: {fee}\nB", {"fee": ""}, "A\nB", id="a line with an empty value is left out"),
        pytest.param("{a}", {"a": "{b}", "b": "x"}, "{b}", id="a value's braces are not read again"),
        pytest.param(
            "{x.__class__} {0} {}", {"x": "y"}, "{x.__class__} {0} {}", id="nothing is reached through a name"
        ),
        pytest.param("{unknown}", {}, "{unknown}", id="an unknown name stays as written"),
        pytest.param("100% %s {fee}", {"fee": "{}"}, "100% %s {}", id="percent signs mean nothing"),
    ],
)
def test_placeholders_are_filled_once_from_known_names(text, values, expected):
    assert fill(text, values) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hồ sơ", "hồ sơ"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("a\n\n\n\nb  \n", "a\n\nb"),
        ("a\r\nb\tc", "a\nb c"),
    ],
)
def test_a_reply_is_nfc_without_control_or_direction_characters(text, expected):
    assert clean(text) == expected


def test_a_value_cannot_smuggle_direction_characters_into_a_reply():
    composer = Composer(sample_content())
    say = Say(key="fee.absent", values={"procedure": "A\u202eB"})
    assert "\u202e" not in composer.reply(say, Language.VI, with_choices=True).text


def test_choices_are_numbered_in_the_text_and_at_most_five_become_buttons():
    composer = Composer(sample_content())
    choices = tuple(Choice(title=f"việc {number}", value=f"#fee:{number}") for number in range(1, 8))
    reply = composer.reply(Say(key="help.default", choices=choices), Language.VI, with_choices=True)
    assert [button.value for button in reply.buttons] == [f"#fee:{number}" for number in range(1, 6)]
    assert all(f"number={number}\ntitle=việc {number}" in reply.text for number in range(1, 8))


def test_only_the_message_that_may_offers_choices():
    composer = Composer(sample_content())
    reply = composer.reply(Say(key="greeting.default"), Language.VI, with_choices=False)
    assert reply.buttons == ()
    assert "number=1" not in reply.text


def test_buttons_of_a_procedure_carry_its_code_and_links_open_or_call():
    composer = Composer(sample_content())
    about = composer.reply(
        Say(key="procedure_overview.answer", procedure=BIRTH), Language.VI, with_choices=True
    )
    assert [(button.press, button.value) for button in about.buttons] == [
        (Press.SAY, "#requirements:1.001193"),
        (Press.SAY, "#fee:1.001193"),
        (Press.OPEN, "https://dichvucong.example/1"),
    ]
    nothing = composer.reply(Say(key="procedure_overview.answer"), Language.VI, with_choices=True)
    assert nothing.buttons == ()
    greeting = composer.reply(Say(key="greeting.default"), Language.VI, with_choices=True)
    assert (greeting.buttons[-1].press, greeting.buttons[-1].value) == (Press.CALL, "842620000000")


def test_a_missing_language_falls_back_to_vietnamese():
    content = sample_content()
    thanks = replace(content.intents["thanks"], replies={"default": {Language.VI: "Dạ"}})
    composer = Composer(replace(content, intents={**content.intents, "thanks": thanks}))
    assert composer.words("thanks.default", Language.EN) == "Dạ"


def test_a_missing_reply_is_refused_before_anybody_asks():
    content = sample_content()
    intents = {**content.intents, "thanks": replace(content.intents["thanks"], replies={})}
    with pytest.raises(ContentError, match=r"thanks\.default \(vi\)"):
        Dialogue(replace(content, intents=intents), Register(), Tries(), mute_s=60)


def test_titles_end_at_a_word_and_phones_begin_with_84():
    assert len(short("đăng ký " * 30)) <= 100
    assert short("đăng ký " * 30).endswith("ký…")
    assert dialled("0262 3 500 000") == "842623500000"
