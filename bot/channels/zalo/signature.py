"""Zalo's webhook signature: a plain SHA-256 over the bytes received."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection

_MAC = re.compile(rb"\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*", re.IGNORECASE)
_NO_MAC = b"\x00" * 64


def expected_mac(*, body: bytes, app_id: str, timestamp_ms: str, secret: str) -> bytes:
    """Give the 64 hex digits that belong to this body."""
    digest = hashlib.sha256(app_id.encode())
    digest.update(body)
    digest.update(timestamp_ms.encode())
    digest.update(secret.encode())
    return digest.hexdigest().encode()


def is_authentic(*, body: bytes, app_id: str, timestamp_ms: str, secret: str, mac: str) -> bool:
    """
    Tell whether Zalo signed this webhook body.

    Args:
        body: Raw request bytes, before any parsing.
        app_id: Ours, from the settings, never the body's.
        timestamp_ms: The event's own timestamp, verbatim.
        secret: The OA Secret Key; an empty one makes nothing authentic.
        mac: The header `X-ZEvent-Signature` as it came: `mac=<hex>`, or the bare hex, in any case.

    Source: Zalo OA documentation, webhook signature; known pairs in tests/payloads/zalo/vectors/.

    """
    expected = expected_mac(body=body, app_id=app_id, timestamp_ms=timestamp_ms, secret=secret)
    same = hmac.compare_digest(expected, _read(mac))  # bytes: with text one odd letter would raise
    return same and bool(secret)


def diagnose(
    *,
    body: bytes,
    app_id: str,
    oa_ids: Collection[str],
    timestamp_ms: str,
    secrets: Collection[str],
    app_secret: str,
    mac: str,
) -> str:
    """
    Name the known mistake that explains a refused signature; `wrong_signature` when none does.

    It only tells the officer which key is wrong; nothing is ever accepted by it.
    """
    given = _read(mac)
    if given == _NO_MAC:
        return "no_signature" if not mac.strip() else "odd_signature"
    mistakes = [("signed_with_app_secret", app_id, app_secret)]
    mistakes += [("signed_with_oa_id", oa_id, secret) for oa_id in oa_ids for secret in secrets]
    for name, first, secret in mistakes:
        made = expected_mac(body=body, app_id=first, timestamp_ms=timestamp_ms, secret=secret)
        if hmac.compare_digest(made, given):
            return name
    return "wrong_signature"


def _read(mac: str) -> bytes:
    """Give the hex digits of a header, or a value that equals no digest."""
    found = _MAC.fullmatch(mac.encode("utf-8", "surrogateescape"))
    return found.group(1).lower() if found else _NO_MAC
