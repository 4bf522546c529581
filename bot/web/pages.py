"""The few pages the public address has besides the webhook; Zalo looks here for proof of the domain."""

from __future__ import annotations

from html import escape

from aiohttp import web

_HEAD = '<meta name="zalo-platform-site-verification" content="{code}" />'
_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
{head}
<title>Trợ lý một cửa trên Zalo</title>
</head>
<body>
<h1>Trợ lý một cửa trên Zalo</h1>
<p>Kính chào Quý khách. Đây là địa chỉ kỹ thuật của trợ lý; mời Quý khách nhắn tin cho trang Zalo của xã.</p>
</body>
</html>
"""


def add_pages(app: web.Application, verifier: str) -> None:
    """
    Add the home page and, when there is a code, the verification file.

    Args:
        verifier: The code from Zalo's console; empty leaves file and meta tag out.

    """
    head = _HEAD.format(code=escape(verifier)) if verifier else ""
    page = _PAGE.format(head=head)

    async def show(_: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html", charset="utf-8")

    app.router.add_get("/", show)
    if verifier:
        app.router.add_get(f"/zalo_verifier{verifier}.html", show)
