"""What the OpenAPI tells about conversations, citizens and the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bot.simulator.letters import INVALID, TOO_MUCH, Refused
from bot.simulator.simulator import Simulator
from bot.simulator.world import FREE_MS, Citizen, Json, Message

MOST, MOST_PEOPLE, LAST_OFFSET = 10, 50, 9951
TYPES = {"image": "photo", "gif": "GIF", "file": "link", "form": "link", "video": "link"}
VIETNAM = timezone(timedelta(hours=7))


def conversation(simulator: Simulator, body: Json) -> Json:
    """List one citizen's messages, newest first, ten at most."""
    citizen = _citizen(simulator, body)
    offset, count = _window(body, MOST)
    newest = simulator.book.thread(citizen.citizen_id)[::-1]
    return {"data": [_item(simulator, citizen, word) for word in newest[offset : offset + count]]}


def recent_chats(simulator: Simulator, body: Json) -> Json:
    """List the last message of each conversation, newest first, ten at most."""
    offset, count = _window(body, MOST)
    last = [thread[-1] for thread in simulator.book.threads.values() if thread]
    last.sort(key=lambda word: word.at_ms, reverse=True)
    people = simulator.book.citizens
    return {
        "data": [_item(simulator, people[word.citizen_id], word) for word in last[offset : offset + count]]
    }


def detail(simulator: Simulator, body: Json) -> Json:
    """Describe a citizen."""
    citizen = _citizen(simulator, body)
    seen = datetime.fromtimestamp(citizen.last_interaction_ms / 1000, UTC).astimezone(VIETNAM)
    return {"data": {
        "user_id": citizen.citizen_id, "user_id_by_app": citizen.id_by_app, "user_external_id": "",
        "display_name": citizen.name, "user_alias": citizen.name, "is_sensitive": False,
        "user_is_follower": citizen.follows,
        "user_last_interaction_date": f"{seen:%d/%m/%Y}" if citizen.last_interaction_ms else "",
        "avatar": "", "avatars": {"120": "", "240": ""},
        "tags_and_notes_info": {"notes": [], "tag_names": []}, "shared_info": citizen.shared_info,
    }}  # fmt: skip


def listing(simulator: Simulator, body: Json) -> Json:
    """List the citizens' ids."""
    offset, count = _window(body, MOST_PEOPLE)
    if offset > LAST_OFFSET:
        raise Refused(TOO_MUCH, f"offset is greater than {LAST_OFFSET}")
    people = [citizen for citizen in simulator.book.citizens.values() if not citizen.guest_of]
    if "is_follower" in body:
        wanted = str(body["is_follower"]).lower() == "true"
        people = [citizen for citizen in people if citizen.follows == wanted]
    some = people[offset : offset + count]
    return {"data": {
        "total": len(people), "count": len(some), "offset": offset,
        "users": [{"user_id": citizen.citizen_id} for citizen in some],
    }}  # fmt: skip


def quota(simulator: Simulator, body: Json) -> Json:
    """Tell whether a late answer would still be free."""
    citizen = _citizen(simulator, body)
    free = simulator.settings.clock.now_ms() - citizen.last_interaction_ms <= FREE_MS
    return {"data": {
        "last_interaction": str(citizen.last_interaction_ms),
        "cs_reply": {"quota_type": "reply", "available": bool(citizen.last_interaction_ms) and free},
        "promotion": {"available": False},
    }}  # fmt: skip


def page(simulator: Simulator, _: Json) -> Json:
    """Describe the Official Account."""
    settings = simulator.settings
    return {"data": {
        "oaid": settings.oa_id, "name": settings.oa_name, "description": "Trang giả lập để thử trên máy",
        "oa_alias": "", "is_verified": True, "oa_type": 4, "cate_name": "Cơ quan nhà nước",
        "num_follower": sum(citizen.follows for citizen in simulator.book.citizens.values()),
        "avatar": "", "cover": "", "package_name": "Giả lập", "package_valid_through_date": "31/12/2099",
        "package_auto_renew_date": "", "linked_ZCA": "ZCA giả lập" if settings.has_money else "",
    }}  # fmt: skip


def _citizen(simulator: Simulator, body: Json) -> Citizen:
    citizen = simulator.book.citizens.get(str(body.get("user_id")))
    if citizen is None or citizen.guest_of:
        raise Refused(INVALID, "user_id is invalid")
    return citizen


def _window(body: Json, most: int) -> tuple[int, int]:
    offset, count = _whole(body, "offset"), _whole(body, "count")
    if count > most:
        raise Refused(TOO_MUCH, f"count is greater than {most}")
    return offset, count


def _whole(body: Json, name: str) -> int:
    value: Any = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(INVALID, f"{name} is invalid")
    return value


def _item(simulator: Simulator, citizen: Citizen, word: Message) -> Json:
    settings = simulator.settings
    page_side = {"id": settings.oa_id, "name": settings.oa_name}
    other_side = {"id": citizen.citizen_id, "name": citizen.name}
    sender, receiver = (page_side, other_side) if word.from_oa else (other_side, page_side)
    item: Json = {
        "src": 0 if word.from_oa else 1, "time": word.at_ms, "type": TYPES.get(word.kind, word.kind),
        "message": word.text, "message_id": word.message_id, "from_id": sender["id"], "to_id": receiver["id"],
        "from_display_name": sender["name"], "to_display_name": receiver["name"],
        "sent_time": f"{datetime.fromtimestamp(word.at_ms / 1000, UTC).astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}",
    }  # fmt: skip
    payload = word.attachments[0]["payload"] if word.attachments else {}
    if word.kind == "location":
        item["location"] = payload["coordinates"]
    elif "url" in payload:
        item |= {"url": payload["url"], "thumb": payload.get("thumbnail", "")}
    return item
