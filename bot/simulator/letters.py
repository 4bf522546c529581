"""What Zalo checks in a message before it takes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.world import Json

INVALID, TOO_MUCH, EXPIRED, UNSUPPORTED = -201, -210, -100, -233
TEXT, BUTTONS, TITLE, PAYLOAD, SMS = 2000, 5, 100, 1000, 160
PHONE = re.compile(r"84\d{8,10}|1\d{2,9}")  # a number in 84 form, or a short or toll-free hotline
MEDIA = {"image", "gif", "sticker"}


class Refused(Exception):
    """Zalo's clear no: a code and its words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(slots=True)
class Letter:
    """A message that may be shown."""

    kind: str
    text: str = ""
    buttons: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    quotes: str = ""


class Letters:
    """Reads message objects; knows which uploads exist."""

    def __init__(self) -> None:
        self.uploads: dict[str, Json] = {}

    def read(self, message: Any) -> Letter:
        """
        Turn `message` of a send into what the phone shows.

        Raises:
            Refused: It is too long, of no known shape, or names an upload that is not there.

        """
        if not isinstance(message, dict):
            raise Refused(INVALID, "message is invalid")
        letter = Letter("text", _words(message, "text", TEXT, needed=False))
        letter.quotes = _words(message, "quote_message_id", TITLE, needed=False)
        attachment = message.get("attachment")
        if attachment is not None:
            self._attach(letter, attachment)
        if letter.kind == "text" and not letter.text:
            raise Refused(INVALID, "message.text is empty")
        return letter

    def _attach(self, letter: Letter, attachment: Any) -> None:
        payload = attachment.get("payload") if isinstance(attachment, dict) else None
        if not isinstance(payload, dict):
            raise Refused(INVALID, "attachment.payload is invalid")
        kind = payload.get("template_type")
        if attachment.get("type") == "file":
            letter.kind = "file"
            letter.attachments = [{"type": "file", "payload": self._upload(payload.get("token"))}]
        elif attachment.get("type") != "template":
            raise Refused(INVALID, "attachment.type is invalid")
        elif kind == "media":
            self._media(letter, _only(payload))
        elif kind == "request_user_info":
            self._form(letter, _only(payload))
            if payload.get("buttons"):
                raise Refused(INVALID, "request_user_info takes no buttons")
        elif kind is None and "buttons" in payload:
            letter.buttons = _buttons(payload["buttons"])
        else:  # a list among them: no page of Zalo's v3 documents it
            raise Refused(UNSUPPORTED, "template_type is not supported")

    def _media(self, letter: Letter, element: Json) -> None:
        kind = element.get("media_type")
        if kind not in MEDIA:
            raise Refused(INVALID, "media_type is invalid")
        letter.kind = str(kind)
        if kind == "gif" and not (element.get("width") and element.get("height")):
            raise Refused(INVALID, "width and height are required")
        if kind == "image" and "url" in element:
            payload = {"thumbnail": _link(element["url"]), "url": _link(element["url"])}
        elif kind == "sticker":
            payload = {"id": _words(element, "attachment_id", TITLE), "url": ""}
        else:
            payload = self._upload(element.get("attachment_id"))
        letter.attachments = [{"type": kind, "payload": payload}]

    def _form(self, letter: Letter, element: Json) -> None:
        letter.kind = "form"
        title = _words(element, "title", TITLE)
        subtitle = _words(element, "subtitle", 500)
        card = {
            "title": title,
            "description": subtitle,
            "thumbnail": _link(element.get("image_url")),
            "url": "",
        }
        letter.attachments = [{"type": "link", "payload": card}]

    def _upload(self, token: Any) -> Json:
        if not isinstance(token, str) or token not in self.uploads:
            raise Refused(EXPIRED, "attachment is expired or does not exist")
        return self.uploads[token]


def _buttons(buttons: Any) -> list[Json]:
    if not isinstance(buttons, list) or not buttons:
        raise Refused(INVALID, "buttons is invalid")
    if len(buttons) > BUTTONS:
        raise Refused(TOO_MUCH, f"buttons: at most {BUTTONS}")
    return [_button(button) for button in buttons]


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise Refused(INVALID, "button is invalid")
    kind = button.get("type")
    payload = button.get("payload")
    plain: Json = {"title": _words(button, "title", TITLE), "type": kind, "payload": payload}
    if kind in {"oa.query.show", "oa.query.hide"}:
        _words(button, "payload", PAYLOAD)
    elif not isinstance(payload, dict):
        raise Refused(INVALID, "button.payload is invalid")
    elif kind == "oa.open.url":
        _link(payload.get("url"))
    elif kind in {"oa.open.phone", "oa.open.sms"}:
        if not PHONE.fullmatch(str(payload.get("phone_code"))):
            raise Refused(INVALID, "phone_code is invalid")
        if kind == "oa.open.sms":
            _words(payload, "content", SMS)
    else:
        raise Refused(INVALID, "button.type is invalid")
    return plain


def _only(payload: Json) -> Json:
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        raise Refused(INVALID, "elements must hold exactly one")
    return elements[0]


def _words(holder: Json, name: str, limit: int, *, needed: bool = True) -> str:
    text = holder.get(name)
    if text is None and not needed:
        return ""
    if not isinstance(text, str) or (needed and not text.strip()):
        raise Refused(INVALID, f"{name} is invalid")
    if len(text) > limit:
        raise Refused(TOO_MUCH, f"{name} is longer than {limit} characters")
    return text


def _link(url: Any) -> str:
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        if parts is not None and parts.scheme in {"http", "https"} and parts.hostname:
            return str(url)
    except ValueError:
        pass
    raise Refused(INVALID, "url is invalid")
