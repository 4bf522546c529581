"""Documents made of sample dossiers, opened again."""

from __future__ import annotations

import io

from docx import Document
from docx.oxml.ns import qn

from bot.documents.office import Office

OFFICE = Office(
    name="Trung tâm Phục vụ hành chính công xã Mẫu",
    superior="Ủy ban nhân dân xã Mẫu",
    commune="xã Mẫu",
    place="Mẫu",
    address="trụ sở xã Mẫu",
    phone=None,
    signer_title="Giám đốc",
    sign_code="TTPVHCC",
)


def opened(body):
    return Document(io.BytesIO(body))


def texts(body):
    """Give the text of every paragraph, those inside tables too, in reading order."""
    return [
        "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
        for paragraph in opened(body).element.body.iter(qn("w:p"))
    ]
