"""Attachments to send when nobody brought one; every address in them is invented."""

from __future__ import annotations

from bot.simulator.world import Json

_PICTURE = "https://photo-talk.zdn.vn/mau-gia-lap/anh-mau.jpg"
_SAMPLES: dict[str, Json] = {
    "image": {"thumbnail": _PICTURE, "url": _PICTURE},
    "gif": {"thumbnail": _PICTURE, "url": "https://photo-talk.zdn.vn/mau-gia-lap/anh-dong.gif"},
    "sticker": {"id": "24817", "url": "https://zalo-api.zadn.vn/mau-gia-lap/sticker?eid=24817&size=130"},
    "location": {"coordinates": {"latitude": "12.6667", "longitude": "108.0500"}},
    "voice": {"url": "https://f9-voice-aac-dl.zdn.vn/mau-gia-lap/ghi-am.aac"},
    "video": {
        "thumbnail": _PICTURE,
        "description": "",
        "url": "https://video.zdn.vn/mau-gia-lap/phim.mp4",
    },
    "file": {
        "size": "183042",
        "name": "To-khai-mau.pdf",
        "checksum": "0cc175b9c0f1b6a831c399e269772661",
        "type": "pdf",
        "url": "https://file-talk.dlfl.vn/mau-gia-lap/to-khai.pdf",
    },
    "link": {"thumbnail": _PICTURE, "description": "Trang mẫu", "url": "https://example.gov.vn/"},
}


def attachment_of(kind: str, payload: Json | None) -> Json:
    """Give one entry of `message.attachments`; the kind is the simulator's, the type Zalo's."""
    return {"type": "audio" if kind == "voice" else kind, "payload": payload or _SAMPLES[kind]}
