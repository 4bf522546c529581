"""Which language a message is in."""

import pytest

from bot.dialogue.language import detect
from bot.domain.conversation import Language

VI, EN = Language.VI, Language.EN


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("How can I get a birth certificate?", EN, id="an English question"),
        pytest.param("what time do you close today", EN, id="English without capitals"),
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
