"""A photographed receipt is the same as its token typed: no more tries, no other words."""

from __future__ import annotations

import pytest

from bot.domain.message import Attachment, Incoming, Kind
from tests.dialogue.flows.test_flow_status_lookup import DOSSIER
from tests.dialogue.sample import Chat, Register, keys, sample_content

TOKEN, WRONG = "7KQ2M9XA3DVE81TF", "7KQ2M9XA3DVE81TG"
URL = "https://photo-talk.zdn.vn/mau/1.jpg"


class Album:
    """Pictures by address, and what was looked at."""

    def __init__(self, **codes: tuple[str, ...]) -> None:
        self.of = codes
        self.looked_at: list[str] = []

    async def codes(self, url: str) -> tuple[str, ...]:
        self.looked_at.append(url)
        return self.of.get(url, ())


def chat(*codes: str) -> Chat:
    register = Register(tokens={TOKEN: DOSSIER})
    register.dossiers[DOSSIER.code] = (DOSSIER, "4821")
    return Chat(sample_content(), register, pictures=Album(**{URL: codes}))


def picture(*urls: str, text: str = "", kind: Kind = Kind.IMAGE) -> Incoming:
    return Incoming(kind=kind, text=text, attachments=tuple(Attachment(url=url) for url in urls or (URL,)))


@pytest.mark.parametrize("code", [f"https://zalo.me/4318657068771012646#{TOKEN}", TOKEN, TOKEN.lower()])
async def test_a_photographed_token_shows_the_dossier(code):
    talk = chat(code)
    outcome = await talk.send(picture())
    assert keys(outcome) == ["status_lookup.processing"]
    assert outcome.conversation.dossiers == (DOSSIER.code,)
    assert TOKEN not in repr(outcome).replace("-", "")


@pytest.mark.parametrize("codes", [(), ("https://mau.vn/quang-cao",), ("042198765432|Mẫu",)])
async def test_a_picture_without_the_code_of_a_receipt_gets_the_sentence_it_always_got(codes):
    talk = chat(*codes)
    assert keys(await talk.send(picture())) == ["attachments.image"]
    assert talk.register.asked == []
    assert talk.tries.taken == {}


async def test_wrong_tokens_are_counted_and_refused_like_typed_ones():
    photographed, typed = chat(WRONG), chat()
    seen = [(await photographed.send(picture())).replies for _ in range(6)]
    written = [(await typed.say(WRONG)).replies for _ in range(6)]
    assert seen == written
    assert [len(each) for each in photographed.tries.taken.values()] == [
        len(each) for each in typed.tries.taken.values()
    ]
    photographed.dialogue._pictures.of = {URL: (TOKEN,)}
    assert keys(await photographed.send(picture())) == ["status_lookup.not_shown"]  # five wrong ones a day


async def test_many_codes_on_one_picture_are_one_try():
    talk = chat(*(f"7KQ2M9XA3DVE{number}TG" for number in range(10, 30)), TOKEN)
    assert keys(await talk.send(picture())) == ["status_lookup.not_shown"]
    assert len(talk.register.asked) == 1


async def test_of_an_album_a_few_pictures_are_looked_at_and_of_what_is_no_picture_none():
    talk = chat()
    urls = tuple(f"https://photo-talk.zdn.vn/{number}.jpg" for number in range(9))
    await talk.send(*(picture(url) for url in urls))
    await talk.send(picture(kind=Kind.FILE))
    assert talk.dialogue._pictures.looked_at == list(urls[:3])


async def test_while_an_officer_talks_no_picture_is_looked_at():
    talk = chat(TOKEN)
    talk.conversation = talk.conversation.__class__(
        citizen_id="sample", muted_until=talk.now.replace(year=2099)
    )
    assert (await talk.send(picture())).intent == "muted"
    assert talk.dialogue._pictures.looked_at == []
