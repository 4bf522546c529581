"""Only bytes that Zalo signed with our secret are believed."""

import hashlib
import hmac
import json
import random
from pathlib import Path

import pytest

from bot.channels.zalo.signature import diagnose, is_authentic

FILE = json.loads(Path("tests/payloads/zalo/vectors/signature.json").read_text(encoding="utf-8"))
VECTORS = FILE["vectors"]
FIRST = VECTORS[0]
BODY = FIRST["raw_body"].encode()
HEX = FIRST["header"].removeprefix("mac=")
APP_SECRET = "khoaUngDungMau"
OA_ID = "4318206597710462853"


def check(vector=FIRST, **changes):
    values = {
        "body": vector["raw_body"].encode(),
        "app_id": vector["app_id"],
        "timestamp_ms": vector["timestamp"],
        "secret": vector["oa_secret_key"],
        "mac": vector["header"],
    }
    return is_authentic(**{**values, **changes})


def made(first, key, body=BODY):
    return (
        "mac="
        + hashlib.sha256(first.encode() + body + FIRST["timestamp"].encode() + key.encode()).hexdigest()
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_known_pair_of_body_and_signature_is_believed(vector):
    assert check(vector)


@pytest.mark.parametrize(
    "mac", [HEX, HEX.upper(), f"mac={HEX.upper()}", f"mac = {HEX}", f"  MAC= {HEX} "], ids=repr
)
def test_the_spellings_seen_in_the_field_are_believed(mac):
    assert check(mac=mac)


@pytest.mark.parametrize(
    "mac",
    ["", "mac=", "mac", HEX[:63], HEX + "0", f"mac={HEX}x", f"mac={HEX}\nmac={HEX}", f"sha256={HEX}", "é" * 64,
     "mac=" + "０" * 64, "\udcff" + HEX],
    ids=ascii,
)  # fmt: skip
def test_a_header_without_64_hex_digits_is_refused_and_raises_nothing(mac):
    assert not check(mac=mac)


MUST_REJECT = {
    "HMAC-SHA256 with the secret as key over the body": {
        "mac": "mac="
        + hmac.new(FIRST["oa_secret_key"].encode(), FIRST["raw_body"].encode(), "sha256").hexdigest()
    },
    "digest over a re-serialised body": {
        "mac": made(
            FIRST["app_id"], FIRST["oa_secret_key"], json.dumps(json.loads(FIRST["raw_body"])).encode()
        )
    },
    "digest with app secret key instead of OA secret key": {"mac": made(FIRST["app_id"], APP_SECRET)},
    "app_id in the body differs from the configured app_id": {"app_id": "2784510936627718403"},
    "missing header": {"mac": ""},
    "header without 64 hex digits": {"mac": "mac=" + "g" * 64},
}


def test_the_list_of_what_must_be_refused_is_the_one_of_the_known_pairs():
    assert list(MUST_REJECT) == FILE["must_reject"]


@pytest.mark.parametrize("changes", MUST_REJECT.values(), ids=MUST_REJECT)
def test_what_must_be_refused_is_refused(changes):
    assert not check(**changes)


def test_nothing_is_authentic_without_a_secret():
    assert not check(secret="", mac=made(FIRST["app_id"], ""))


def changed(data, seed):
    """Change one byte of body, digest or timestamp so that its meaning changes too."""
    at = seed.randrange(len(data))
    other = seed.choice([byte for byte in range(256) if chr(byte).lower() != chr(data[at]).lower()])
    return data[:at] + bytes([other]) + data[at + 1 :]


def refusals_of(believes):
    """Count how many of 5,000 one-byte changes of a genuine delivery are refused."""
    seed, refused = random.Random(20261122), 0
    for _ in range(5000):
        vector = seed.choice(VECTORS)
        body, mac = vector["raw_body"].encode(), vector["header"].removeprefix("mac=").encode()
        if seed.random() < 0.7:
            body = changed(body, seed)
        else:
            mac = changed(mac, seed)
        refused += not believes(body, vector, mac.decode("latin-1"))
    return refused


def test_5000_changes_of_one_byte_are_all_refused():
    assert refusals_of(lambda body, vector, mac: check(vector, body=body, mac=mac)) == 5000


def over_remade_json(body, vector, mac):
    """Broken twin: signs JSON made again from the parsed body, and so overlooks changes."""
    try:
        again = json.dumps(json.loads(body)).encode()
    except ValueError:
        return False
    told = json.dumps(json.loads(vector["raw_body"])).encode()
    return again == told and hmac.compare_digest(mac.encode(), vector["header"].removeprefix("mac=").encode())


def over_first_half(body, vector, mac):
    """Broken twin: looks at the beginning of the body only."""
    raw = vector["raw_body"].encode()
    half = len(raw) // 2
    return body[:half] == raw[:half] and mac == vector["header"].removeprefix("mac=")


def test_the_5000_changes_catch_a_check_that_does_not_look_at_every_byte():
    assert refusals_of(over_first_half) < 5000
    spaced = FIRST["raw_body"].replace('","', '", "').encode()
    assert over_remade_json(spaced, FIRST, HEX)
    assert not check(body=spaced)


def test_an_odd_letter_in_the_header_raises_in_a_check_that_compares_text():
    def compares_text(mac):
        return hmac.compare_digest(FIRST["header"], mac)

    with pytest.raises(TypeError):
        compares_text("mac=é")
    assert not check(mac="mac=é")


@pytest.mark.parametrize(
    ("mac", "reason"),
    [
        (made(FIRST["app_id"], APP_SECRET), "signed_with_app_secret"),
        (made(OA_ID, FIRST["oa_secret_key"]), "signed_with_oa_id"),
        (made(FIRST["app_id"], "khác"), "wrong_signature"),
        ("", "no_signature"),
        ("mac=xyz", "odd_signature"),
    ],
)
def test_a_refused_signature_tells_which_key_was_mistaken(mac, reason):
    found = diagnose(
        body=FIRST["raw_body"].encode(),
        app_id=FIRST["app_id"],
        oa_ids=(OA_ID,),
        timestamp_ms=FIRST["timestamp"],
        secrets=(FIRST["oa_secret_key"],),
        app_secret=APP_SECRET,
        mac=mac,
    )
    assert found == reason
    assert not check(mac=mac)
