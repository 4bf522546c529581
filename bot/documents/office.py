"""Who a document comes from, as its heading names it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """
    The office that issues a document.

    Args:
        superior: The authority above it.
        commune: With its kind, such as `xã Ea Knuếc`.
        place: Where documents are signed, without the kind.
        phone: None while the catalogue holds only a sample.
        signer_title: Of who signs; None when the catalogue does not tell, as `sign_code`.
        sign_code: Short form of the office in a document's number.

    """

    name: str
    superior: str
    commune: str
    place: str
    address: str
    phone: str | None
    signer_title: str | None
    sign_code: str | None


def office_of(desk: Desk) -> Office:
    """Read the office from the catalogue's desk."""
    commune = desk.commune.split(",")[0].strip()
    return Office(
        name=desk.name,
        superior=f"Ủy ban nhân dân {commune}",
        commune=commune,
        place=re.sub(r"^(?:xã|phường|đặc khu)\s+", "", commune, flags=re.IGNORECASE),
        address=desk.address,
        phone=None if desk.is_sample else desk.phone,
        signer_title=desk.signer_title,
        sign_code=desk.sign_code,
    )
