"""A reply as Zalo takes it: pages of fitting length, buttons in Zalo's shapes on the last."""

from __future__ import annotations

import logging
import re
import unicodedata

from bot.channels.zalo.text import clean
from bot.domain.message import Button, Press, Reply

log = logging.getLogger(__name__)

PAGE_LIMIT = 1900  # Zalo refuses more than 2,000 and nobody knows how it counts
BUTTON_LIMIT = 5
TITLE_LIMIT = 100
PAYLOAD_LIMIT = 1000
_LABEL_ROOM = 10  # "(12/34)" and a line end

# Where a page may end, best first; what follows the end begins the next page.
_ENDS = (
    re.compile(r"\n\s*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"(?<=[.!?…:;])[\"”’)\]]*\s+"),
)
_SPACES = re.compile(r"\s+")
_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)


def pages(reply: Reply) -> list[Reply]:
    """Split a reply at sentence ends, numbering the parts when there are several; no text gives no page."""
    text = clean(reply.text).strip()
    if not text:
        return []
    parts = [text] if _units(text) <= PAGE_LIMIT else _split(text, PAGE_LIMIT - _LABEL_ROOM)
    if len(parts) > 1:
        parts = [f"({number}/{len(parts)})\n{part}" for number, part in enumerate(parts, start=1)]
    last = Reply(key=reply.key, text=parts[-1], buttons=_fitting(reply.buttons))
    return [*(Reply(key=reply.key, text=part) for part in parts[:-1]), last]


def message_json(text: str, buttons: tuple[Button, ...]) -> dict[str, object]:
    """Give the `message` object of a CS message."""
    if not buttons:
        return {"text": text}
    shapes = [_button_json(button) for button in buttons]
    return {"text": text, "attachment": {"type": "template", "payload": {"buttons": shapes}}}


def picture_json(text: str, attachment_id: str) -> dict[str, object]:
    """Give the `message` object of an uploaded picture with its words."""
    element = {"media_type": "image", "attachment_id": attachment_id}
    payload = {"template_type": "media", "elements": [element]}
    return {"text": text, "attachment": {"type": "template", "payload": payload}}


def _button_json(button: Button) -> dict[str, object]:
    match button.press:
        case Press.SAY:
            return {"title": button.title, "type": "oa.query.hide", "payload": button.value}
        case Press.OPEN:
            return {"title": button.title, "type": "oa.open.url", "payload": {"url": button.value}}
        case Press.CALL:
            return {"title": button.title, "type": "oa.open.phone", "payload": {"phone_code": button.value}}


def _fitting(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    """Keep what Zalo takes; every choice stands in the text as well, so that nothing is lost with a button."""
    made = [_fit(button) for button in buttons]
    kept = tuple(button for button in made if button)[:BUTTON_LIMIT]
    if len(kept) < len(buttons):
        log.warning("buttons left out", extra={"fields": {"given": len(buttons), "kept": len(kept)}})
    return kept


def _fit(button: Button) -> Button | None:
    title = clean(button.title).strip()
    if _units(title) > TITLE_LIMIT:
        title = title[: _hard_end(title, TITLE_LIMIT - 1)].rstrip() + "…"
    value = clean(button.value).strip()
    good = {
        Press.SAY: 0 < len(value.encode()) <= PAYLOAD_LIMIT,
        Press.OPEN: value.startswith("https://"),
        Press.CALL: re.fullmatch(r"[0-9]{3,15}", value) is not None,
    }
    return Button(title=title, press=button.press, value=value) if title and good[button.press] else None


def _units(text: str) -> int:
    """Count as the strictest reader would: an emoji beyond the basic plane is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _split(text: str, limit: int) -> list[str]:
    parts: list[str] = []
    while _units(text) > limit:
        end, start = _cut(text, limit)
        parts.append(text[:end].rstrip())
        text = text[start:].lstrip()
    return [*parts, text] if text else parts


def _cut(text: str, limit: int) -> tuple[int, int]:
    """Give where this page ends and where the next begins."""
    reach = _hard_end(text, limit)
    for pattern in _ENDS:
        found = [match for match in pattern.finditer(text, reach // 2, reach + 1) if match.end() > reach // 2]
        if found:
            return min(found[-1].end(), reach), found[-1].end()
    spaces = list(_SPACES.finditer(text, 1, reach + 1))
    if spaces:
        return spaces[-1].start(), spaces[-1].end()
    return reach, reach


def _hard_end(text: str, limit: int) -> int:
    """Give the longest prefix of at most so many units that cuts no letter and no emoji in two."""
    units, end = 0, 0
    for end, character in enumerate(text):  # noqa: B007 (needed after the loop)
        units += 2 if character > "\uffff" else 1
        if units > limit:
            break
    else:
        return len(text)
    whole = end
    while whole > 1 and _inside_letter(text, whole):
        whole -= 1
    return whole if whole > 1 else end


def _inside_letter(text: str, at: int) -> bool:
    """Tell whether a cut before this place would go through a letter with its marks, an emoji or a flag."""
    left, right = text[at - 1], text[at]
    if _JOINER in (left, right) or unicodedata.category(right) in {"Mn", "Me", "Mc"} or ord(right) in _SKIN:
        return True
    if ord(right) not in _REGIONAL:
        return False
    before = 0  # a flag is two regional letters: the cut is inside one after an odd number of them
    while before < at and ord(text[at - 1 - before]) in _REGIONAL:
        before += 1
    return before % 2 == 1
