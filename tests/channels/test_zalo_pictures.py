"""A picture is fetched from Zalo alone, looked at where little can be reached, and only its QR codes come back."""

from __future__ import annotations

import io
import logging
from contextlib import asynccontextmanager

import pytest
import segno
from aiohttp import web
from PIL import Image

from bot.channels.zalo.decoding import MOST_BYTES, codes_in
from bot.channels.zalo.pictures import MOST_BYTES as MOST_FETCHED
from bot.channels.zalo.pictures import Pictures, decode_beside, open_picture_session
from bot.settings import ZaloSettings

TEXT = "https://zalo.me/4318657068771012646#7KQ2M9XA3DVE81TF"


def code(text: str = TEXT, scale: int = 8) -> Image.Image:
    file = io.BytesIO()
    segno.make_qr(text, error="q").save(file, kind="png", scale=scale)
    return Image.open(file).convert("L")


def photo(*texts: str, size=(3000, 2250), turn: float = 0) -> Image.Image:
    """A receipt lying a little askew on a grey table."""
    table = Image.new("L", size, 120)
    for number, text in enumerate(texts):
        paper = code(text).rotate(turn, expand=True, fillcolor=255).resize((600, 600))
        table.paste(paper, (200 + 900 * number, 700))
    return table


def as_bytes(picture: Image.Image, kind: str = "JPEG", **more) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


BOMB = as_bytes(Image.new("1", (8000, 6000)), "PNG", optimize=True)  # 48 megapixels in a few thousand bytes


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        pytest.param(as_bytes(photo(TEXT, turn=17)), (TEXT,), id="a photograph, askew"),
        pytest.param(as_bytes(photo(TEXT), quality=25), (TEXT,), id="pressed hard by the phone"),
        pytest.param(as_bytes(code(), "PNG"), (TEXT,), id="PNG"),
        pytest.param(as_bytes(code().convert("RGBA"), "WEBP"), (TEXT,), id="WEBP"),
        pytest.param(as_bytes(photo("a", "b")), ("a", "b"), id="two codes"),
        pytest.param(as_bytes(photo()), (), id="no code"),
    ],
)
async def test_codes_are_read_off_pictures_of_each_kind(body, codes):
    assert sorted(await decode_beside(body)) == sorted(codes)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xd8\xff" + b"x" * 1000, id="garbage that begins like a JPEG"),
        pytest.param(as_bytes(photo(TEXT))[:9000], id="cut short"),
        pytest.param(as_bytes(code(), "GIF"), id="a kind that is not opened"),
        pytest.param(as_bytes(code(), "TIFF"), id="another"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing"),
        pytest.param(BOMB, id="a decompression bomb"),
    ],
)
async def test_what_is_no_picture_or_too_large_is_refused(body):
    with pytest.raises(ValueError, match="cannot be read"):
        await decode_beside(body)


def test_a_reader_without_our_limit_would_unpack_the_bomb():
    """The broken twin: the library's own limit lets it pass."""
    assert len(BOMB) < 20_000
    with Image.open(io.BytesIO(BOMB)) as picture:
        assert len(picture.convert("L").tobytes()) == 48_000_000
    with pytest.raises(Image.DecompressionBombWarning):
        codes_in(BOMB)


def test_both_limits_of_size_are_the_same():
    assert MOST_BYTES == MOST_FETCHED


class Host:
    """Where pictures lie; counts what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer = web.Response(body=as_bytes(code(), "PNG"), content_type="image/png")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        return self.answer


@asynccontextmanager
async def hosting(name: str = "127.0.0.1"):
    host = Host()
    app = web.Application()
    app.router.add_get("/{path:.*}", host.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        async with open_picture_session() as session:
            settings = ZaloSettings(
                app_id="1",
                oa_ids=("1",),
                webhook_secrets=("s",),
                app_secret="t",
                api_url=f"http://{name}:{port}",
            )
            yield host, Pictures(settings, session, decode_beside), f"https://{name}:{port}"
    finally:
        await runner.cleanup()


async def test_a_picture_where_the_openapi_answers_is_fetched_and_read():
    async with hosting() as (host, pictures, origin):
        assert await pictures.codes(f"{origin}/media/1.png") == (TEXT,)
        assert host.asked == ["/media/1.png"]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(web.Response(status=302, headers={"Location": "/elsewhere.png"}), id="a redirect"),
        pytest.param(web.Response(status=404), id="gone"),
        pytest.param(web.Response(body=bytes(MOST_FETCHED + 1)), id="too long"),
        pytest.param(
            web.Response(body=b"\x1f\x8b" + bytes(100), headers={"Content-Encoding": "gzip"}), id="packed"
        ),
        pytest.param(
            web.Response(text="<html></html>", content_type="image/png"), id="a page called a picture"
        ),
    ],
)
async def test_any_other_answer_has_no_codes_and_leads_nowhere_else(answer):
    async with hosting() as (host, pictures, origin):
        host.answer = answer
        assert await pictures.codes(f"{origin}/1.png") == ()
        assert host.asked == ["/1.png"]


@pytest.mark.parametrize(
    "url",
    [
        "https://mau.vn/1.png",
        "https://zdn.vn.mau.vn/1.png",
        "https://mauzdn.vn/1.png",
        "http://photo-talk.zdn.vn/1.png",
        "https://photo-talk.zdn.vn:8443/1.png",
        "https://mau@photo-talk.zdn.vn/1.png",
        "https://10.0.0.1/1.png",
        "https://[::1/1.png",
        "file:///etc/passwd",
        "",
    ],
)
async def test_only_the_hosts_named_are_asked_over_https(url, caplog):
    caplog.set_level(logging.INFO, "bot.channels.zalo.pictures")
    async with hosting() as (host, pictures, _):
        assert await pictures.codes(url) == ()
        assert host.asked == []
    (line,) = caplog.records
    assert line.fields["unread"] in {"host", "ValueError"}
    assert not url or url not in repr(line.__dict__)


async def test_a_name_that_leads_into_our_own_network_is_not_followed():
    async with hosting("localhost") as (host, pictures, origin):
        assert await pictures.codes(f"{origin}/1.png") == ()
        assert host.asked == []
