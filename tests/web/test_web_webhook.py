"""What Zalo signed is on disk before it is answered; all else is dropped, counted, and changes nothing."""

import asyncio
import gzip
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.zalo.events import parse
from bot.domain.event import Ignored, Unknown
from tests.channels.scripted import CITIZEN, OA_ID
from tests.web.door import NOW, OLD_SECRET, SECRET, SETTINGS, event, open_door, signature

RECORDED = sorted(Path("tests/payloads/zalo").glob("*.json"))
JSON_TEXTS = sorted(Path("tests/data/json/test_parsing").glob("*.json"))
NAUGHTY = json.loads(Path("tests/data/naughty-strings.json").read_text(encoding="utf-8"))


def at(moment):
    return str(int(moment.timestamp() * 1000))


async def test_a_signed_event_is_stored_byte_for_byte_and_answered_200(door):
    fields = event("Cho em hỏi lệ phí ạ")
    assert await door.post(fields) == 200
    assert await door.stored() == [json.dumps(fields, ensure_ascii=False).encode()]
    assert door.counts.moments["last_valid_ms"] == int(NOW.timestamp() * 1000)


async def test_an_event_delivered_three_times_is_stored_once(door):
    for retry in range(3):
        assert await door.post(event(), headers={"num_retry": str(retry)} if retry else {}) == 200
    assert len(await door.stored()) == 1
    assert (door.counts.totals["repeated"], door.counts.totals["retried"]) == (2, 2)


async def test_every_recorded_event_is_answered_200_and_stored_unless_it_asks_nothing_of_us(door):
    kept = []
    for path in RECORDED:
        body = path.read_bytes()
        assert await door.deliver(body, json.loads(body)["timestamp"]) == 200
        if not isinstance(parse(body).what, Ignored | Unknown):
            kept.append(body)
    assert sorted(await door.stored()) == sorted(kept)
    assert door.refused() == {}
    assert door.counts.totals["unknown"] == 1
    assert door.counts.totals["ignored"] == len(RECORDED) - len(kept) - 1


async def test_both_secrets_are_valid_while_one_is_being_changed(door):
    assert await door.post(event(number=1), secret=SECRET) == 200
    assert await door.post(event(number=2), secret=OLD_SECRET) == 200
    assert len(await door.stored()) == 2


DROPPED = {
    "no_signature": ({}, {"headers": {"X-ZEvent-Signature": ""}}),
    "odd_signature": ({}, {"headers": {"X-ZEvent-Signature": "mac=\u00e9\u00e9"}}),
    "wrong_signature": ({}, {"secret": "khác"}),
    "signed_with_app_secret": ({}, {"secret": SETTINGS.app_secret}),
    "signed_with_oa_id": ({}, {"first": OA_ID}),
    "other_app": ({"app_id": "2784510936627718403"}, {}),
    "other_page": ({"recipient": {"id": "9999"}}, {}),
    "no_timestamp": ({"timestamp": ""}, {}),
    "too_old": ({"timestamp": at(NOW - timedelta(days=1, seconds=1))}, {}),
    "from_the_future": ({"timestamp": at(NOW + timedelta(hours=1, seconds=1))}, {}),
    "not_json_type": ({}, {"headers": {"Content-Type": "text/plain"}}),
}


@pytest.mark.parametrize("reason", DROPPED)
async def test_what_is_not_to_be_believed_is_answered_200_dropped_and_counted_by_reason(door, reason):
    changes, delivery = DROPPED[reason]
    assert await door.post(event(**changes), **delivery) == 200
    assert await door.stored() == []
    assert door.refused() == {reason: 1}
    assert "last_valid_ms" not in door.counts.moments


@pytest.mark.parametrize(("body", "reason"), [(b"", "empty"), (b"{", "not_json"), (b"[1]", "not_json")])
async def test_a_probe_of_the_console_without_an_event_is_answered_200(door, body, reason):
    assert await door.deliver(body, "") == 200
    assert door.refused() == {reason: 1}


async def test_a_signed_event_of_an_unheard_shape_is_acknowledged_and_counted_as_unknown(door):
    fields = {"app_id": SETTINGS.app_id, "event_name": "moi_chua_biet", "timestamp": event()["timestamp"]}
    assert await door.post(fields) == 200
    assert (door.counts.totals["unknown"], door.refused(), await door.stored()) == (1, {}, [])


async def test_a_retry_after_nearly_two_hours_is_still_taken(door):
    door.now = NOW + timedelta(minutes=111)
    assert await door.post(event()) == 200
    assert len(await door.stored()) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/webhook", 200), ("HEAD", "/webhook", 200), ("PUT", "/webhook", 405), ("DELETE", "/webhook", 405),
     ("GET", "/nowhere", 404), ("POST", "/", 405)],
)  # fmt: skip
async def test_other_methods_and_paths_get_their_plain_answers(door, method, path, status):
    async with door.session.request(method, door.url + path) as response:
        assert response.status == status
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_packed_body_is_refused_unread(door):
    body = gzip.compress(json.dumps(event()).encode())
    assert await door.deliver(body, event()["timestamp"], headers={"Content-Encoding": "gzip"}) == 415
    assert door.refused() == {"encoded": 1}


async def in_pieces(data, size=8192):
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def test_a_body_of_exactly_64_kib_is_taken_and_one_byte_more_is_not_announced_or_not(door):
    empty = len(json.dumps(event(""), ensure_ascii=False))
    largest = event("a" * (64 * 1024 - empty))
    assert await door.post(largest) == 200
    assert len(await door.stored()) == 1
    assert await door.post(event("a" * (64 * 1024 - empty + 1))) == 413
    headers = {"Content-Type": "application/json"}
    async with door.session.post(
        f"{door.url}/webhook", data=in_pieces(b"a" * 80_000), headers=headers
    ) as response:
        assert response.status == 413
    assert door.refused() == {"too_large": 2}


async def test_while_the_inbox_is_away_events_go_to_disk_and_come_back_in_order(door):
    assert await door.post(event(number=1)) == 200
    door.away = True
    assert [await door.post(event(number=number)) for number in (2, 3)] == [200, 200]
    door.away = False
    assert await door.post(event(number=4)) == 200  # the inbox is back, but 2 and 3 are first
    assert door.counts.totals["spooled"] == 3
    assert await door.intake.drain() == 3
    assert await door.post(event(number=5)) == 200
    assert [name[-1] for name in door.order] == ["1", "2", "3", "4", "5"]
    assert len(await door.stored()) == 5


async def test_the_spool_is_drained_by_itself_when_the_inbox_is_back(door):
    door.away = True
    await door.post(event())
    draining = asyncio.create_task(door.intake.keep_draining(every_s=0.01))
    door.away = False
    while not door.spool.is_empty:  # noqa: ASYNC110 (the spool has no event to wait for)
        await asyncio.sleep(0.01)
    draining.cancel()
    assert len(await door.stored()) == 1


async def test_an_inbox_that_hangs_does_not_make_zalo_wait(door):
    async def hang(_):
        await asyncio.Event().wait()

    door.intake._append = hang
    async with asyncio.timeout(1.5):
        assert await door.post(event()) == 200
    assert door.counts.totals["spooled"] == 1


async def test_when_the_disk_fails_too_zalo_is_asked_to_come_again(redis, tmp_path):
    async with open_door(redis, tmp_path / "spool") as door:
        door.away = True
        shutil.rmtree(tmp_path / "spool")
        assert await door.post(event()) == 503
        (tmp_path / "spool").mkdir()
        door.away = False
        assert await door.post(event()) == 200
        assert len(await door.stored()) == 1


async def test_a_fault_of_ours_is_a_bare_500_so_that_zalo_tries_again(door, caplog):
    async def broken(_):
        raise ZeroDivisionError

    door.intake._append = broken
    assert await door.post(event()) == 500
    assert "request failed" in caplog.text


def embedded(text):
    head = json.dumps(event(message=None))[: -len("}")].replace('"message": null, ', "")
    return head.encode() + b', "message": ' + text + b"}"


async def test_318_json_texts_rightly_signed_never_give_a_5xx_and_the_webhook_goes_on(door):
    timestamp, judged = event()["timestamp"], {}
    for path in JSON_TEXTS:
        before = sum(door.refused().values())
        status = await door.deliver(embedded(path.read_bytes()), timestamp)
        assert status in {200, 413}, path.name
        judged[path.name] = sum(door.refused().values()) == before
    assert len(judged) == 318
    assert [name for name, taken in judged.items() if name[0] == "y" and not taken] == []
    assert [name for name, taken in judged.items() if name[0] == "n" and taken] == []
    assert await door.post(event(number=7)) == 200
    assert door.counts.totals["stored"] >= 1


async def test_hostile_strings_in_every_field_are_only_text(door):
    for number, text in enumerate(NAUGHTY):
        message = {"text": text, "msg_id": text, "attachments": [{"type": text, "payload": {"url": text}}]}
        status = await door.post(event(message=message, user_id_by_app=text, number=number))
        assert status == 200
        assert await door.post(event(event_name=text, sender={"id": text}, recipient={"id": text})) == 200
    assert (await door.stored())[-1].decode()


async def test_refusals_are_logged_once_a_minute_without_what_was_sent(door, caplog):
    for number in range(20):
        await door.post(event("bí mật của tôi", number), secret="khác")
    assert [record.getMessage() for record in caplog.records] == ["refused"]
    door.now += timedelta(seconds=61)
    await door.post(event("bí mật của tôi"), secret="khác")
    assert [record.fields for record in caplog.records] == [
        {"reason": "wrong_signature", "total": 1},
        {"reason": "wrong_signature", "total": 21},
    ]
    told = "".join(str(vars(record)) for record in caplog.records)
    given = signature(json.dumps(event("bí mật của tôi")).encode(), "", secret="khác")["X-ZEvent-Signature"]
    for secret in ("bí mật", CITIZEN, given, SECRET):
        assert secret not in told
