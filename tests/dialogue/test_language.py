"""Which language a message is in."""

from dataclasses import replace

import pytest

from bot.dialogue.language import detect, english_of
from bot.domain.conversation import Language
from tests.dialogue.sample import sample_content

VI, EN = Language.VI, Language.EN


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("How can I get a birth certificate?", EN, id="an English question"),
        pytest.param("what time do you close today", EN, id="English without capitals"),
        pytest.param("my husband died last week", EN, id="English with words of both languages"),
        pytest.param("we are opening a coffee shop", EN, id="English words that look like Telex"),
        pytest.param("cho em xin form lam giay dk kh voi ad", VI, id="chat spelling with an English word"),
        pytest.param("hello", EN, id="one English word"),
        pytest.param("xin giấy độc thân", VI, id="Vietnamese with accents"),
        pytest.param("lam can cuoc o dau", VI, id="Vietnamese without accents"),
        pytest.param("giaays khai sinh", VI, id="undecoded Telex"),
        pytest.param("xin form đăng ký online", VI, id="a Vietnamese question with English words"),
    ],
)
def test_the_language_shows(text, language):
    assert detect(text, VI) is language
    assert detect(text, EN) is language


@pytest.mark.parametrize("text", ["", "😊", "12345", "H15.93.20-261012-0031", "ok"])
def test_what_shows_no_language_keeps_the_conversations_own(text):
    assert detect(text, VI) is VI
    assert detect(text, EN) is EN


def test_english_phrases_that_staff_add_are_known_as_english():
    content = sample_content()
    assert detect("saplings", VI, english_of(content)) is VI
    intents = dict(content.intents)
    phrases = {VI: ("cây giống online",), EN: ("free saplings", "online saplings")}
    intents["help"] = replace(intents["help"], phrases=phrases)
    english = english_of(replace(content, intents=intents))
    assert detect("saplings", VI, english) is EN
    assert "online" not in english  # it stands in a Vietnamese phrase as well
