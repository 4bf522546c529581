"""One procedure as collectors wrote it -> one entry of `procedures.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.content.fields import FIELDS
from bot.content.portal_words import HEARSAY, is_for_citizens, say, says_nothing, source_title, sourced

Facts = Mapping[str, Any]
Entry = dict[str, Any]

LONG_NAME, LONG_LABEL = 40, 64
MOST_NOTES, MOST_LAWS = 3, 4

_CHANNELS = {"trực tiếp": "counter", "bưu chính công ích": "post", "trực tuyến": "online"}
_PORTAL = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"
_WORKING_DAYS = re.compile(r"([0-9]+) ngày làm việc")
_SAME_DAY = re.compile(r"(?:Ngay t|T)rong ngày(?: làm việc)?")
_NAME_TAIL = re.compile(
    r"\s*\((?:công trình không theo tuyến[^()]*|(?:thực hiện tại )?cấp xã|\d\.\d{6})\)", re.IGNORECASE
)
_DOORS = (
    ("Công an cấp tỉnh", "Công an tỉnh"),
    ("Công an", "Công an xã"),
    ("Ban Chỉ huy quân sự", "Ban Chỉ huy quân sự xã"),
)
# Only for these does the portal give the hours of the police.
_POLICE_FIELDS = frozenset(("cư trú", "căn cước", "định danh điện tử"))
_POLICE_HOURS = " (giờ hành chính thứ Hai đến thứ Sáu và sáng thứ Bảy, trừ lễ, tết)"
_OF_THE_COMMUNE = ("UBND", "Chủ tịch", "Công an", "Ban Chỉ huy", "Cơ quan đăng ký kinh doanh", "Cơ quan do")
_REMOTE_CASE = {"when": "Xã vùng núi hoặc đặc biệt khó khăn", "text": "cộng thêm 10 ngày"}
_LAND_CASE = {"when": "Phí thẩm định hồ sơ, thuế và tiền sử dụng đất", "text": "tính riêng theo từng hồ sơ"}
_LAND_NOTE = "Chi nhánh Văn phòng đăng ký đất đai giải quyết; hồ sơ nộp tại bộ phận một cửa xã được"
# A law of each kind says more than five of one kind.
_LAW_KINDS = (
    ("Luật", 1),
    ("Pháp lệnh", 1),
    ("Nghị định", 2),
    ("Nghị quyết", 1),
    ("Thông tư", 1),
    ("Quyết định", 1),
)


def make_entry(facts: Facts, *, checked_on: str) -> Entry:
    """Make one entry; keys without a value are None or empty, wordings and old codes not yet compared."""
    name = _name(facts["official_name"])
    entry: Entry = {
        "code": facts["code"],
        "name": name,
        "short_name": _short_name(name, facts.get("short_name")),
        "field": FIELDS.get(facts["field"], facts["field"]),
        "confidence": facts["confidence"],
        "other_codes": list(facts.get("replaces") or ()),
        "also_called": [" ".join(alias.split()) for alias in facts.get("aliases") or ()],
        "agency": _agency(facts.get("agency")),
        "receive_at": _door(facts),
    }
    if facts["confidence"] != "low":
        entry |= _details(facts)
    elif not facts["source"].startswith(HEARSAY):  # for the staff who complete the entry; no citizen is told
        entry["legal_basis"] = list(_laws(facts.get("legal_basis") or ()))
    url = facts.get("source_url")
    entry["official"] = url if url and url.startswith(_PORTAL) else None
    entry["source"] = {"title": source_title(facts["source"]), "checked_on": checked_on}
    if url and url.startswith("https://"):
        entry["source"]["url"] = url
    return entry


def _agency(text: str | None) -> str | None:
    name = re.sub(r"\s*\([^()]*\)", "", say(text) or "")
    return None if name.startswith(_OF_THE_COMMUNE) else name


def _door(facts: Facts) -> str | None:
    """Give where dossiers are taken; None is the one-stop desk, which the file tells once."""
    door = next((ours for begin, ours in _DOORS if (facts.get("receive_at") or "").startswith(begin)), None)
    return door + _POLICE_HOURS if door == "Công an xã" and facts["field"] in _POLICE_FIELDS else door


def _details(facts: Facts) -> Entry:
    papers_known, time_known = _trust(facts.get("notes") or ())
    takes = _takes(facts) if time_known else {}
    return {
        "submit": list(_papers(facts.get("documents_submit") or (), counted=True)) if papers_known else [],
        "show": list(_papers(facts.get("documents_show") or (), counted=False)) if papers_known else [],
        "form": say(facts.get("form")),
        "takes": takes,
        "fee": _fee(facts.get("fee") or {}),
        "channels": [_CHANNELS[channel] for channel in facts.get("channels") or ()],
        "online_level": _online_level(facts.get("online_level")),
        "result": say(facts.get("result")),
        "legal_basis": list(_laws(facts.get("legal_basis") or ())),
        "notes": list(_notes(facts)),
    }


def _trust(notes: Sequence[str]) -> tuple[bool, bool]:
    """Tell whether papers and times have a source: some entries are marked as remembered in a note."""
    marks = [note for note in notes if HEARSAY in note and "thành phần và thời hạn" in note]
    return all("một phần" in note for note in marks), not marks


def _name(official: str) -> str:
    name = _NAME_TAIL.sub("", official).removeprefix("Thủ tục ").strip(" :")
    return name[:1].upper() + name[1:]


def _short_name(name: str, given: str | None) -> str | None:
    short = cut(say(given) or "", LONG_LABEL)
    return short if short and len(name) > LONG_NAME and len(short) < len(name) else None


def cut(text: str, length: int) -> str:
    """Shorten to whole words."""
    if len(text) <= length:
        return text
    words = text[: length + 1].rsplit(" ", 1)[0]
    return re.sub(r"[\s,;(]+(?:và|hoặc|của|cho|do|từ|về)?$", "", words)


def _papers(papers: Sequence[Facts], *, counted: bool) -> Iterator[Entry]:
    for paper in papers:
        name, case = say(paper["name"]), paper.get("when")
        when = say(case)
        if name is None or (case and sourced(case) is None):
            continue  # who needs it is hearsay, so that it is needed would be too
        name = "Tờ khai theo mẫu" if name == "Tờ khai" else name
        is_only_copied = paper.get("copy") and not paper.get("original")
        entry: Entry = {"name": _named_once(name) if is_only_copied else name}
        if counted:
            entry |= {
                ours: paper[theirs]
                for ours, theirs in (("originals", "original"), ("copies", "copy"))
                if paper.get(theirs)
            }
        if when:
            entry["when"] = when[:1].lower() + when[1:] if when[1:2].islower() or when[1:2] == " " else when
        yield entry


def _named_once(name: str) -> str:
    """Leave out that it is a copy: the line ends with how many copies."""
    bare = re.sub(r"^(?:Bản sao(?! chứng thực| có)|Bản chụp|Bản photo) ", "", name)
    return bare[:1].upper() + bare[1:]


def _takes(facts: Facts) -> Entry:
    time = facts.get("processing_time") or {}
    text = say(time.get("text"))
    if text is None:
        return {}
    text = text[:1].upper() + text[1:]
    takes: Entry = {"text": text}
    if days := _WORKING_DAYS.fullmatch(text):
        takes["working_days"] = int(days[1])
    elif _SAME_DAY.fullmatch(text):
        takes["working_days"] = 0
    is_slower_here = any(
        note.startswith("Xã vùng núi") and "10 ngày" in note for note in facts.get("notes") or ()
    )
    if is_slower_here and "vùng khó khăn" not in text:
        takes["cases"] = [_REMOTE_CASE]
    return takes


def _fee(facts: Facts) -> Entry:
    text = say(facts.get("text"))
    if text is None or says_nothing(text):
        return {}
    cases = [case for case in facts.get("cases") or () if case.get("vnd") is not None and say(case["case"])]
    fee: Entry = {"text": text}
    if text == "Miễn phí":
        fee["vnd"] = 0
    elif len(cases) == 1:
        fee["vnd"] = cases[0]["vnd"]
    if text.startswith("Cấp sổ nộp trên mạng"):
        fee["cases"] = [_LAND_CASE]
    fee["exempt"] = say(facts.get("exemptions")) if fee.get("vnd") != 0 else None
    return {key: value for key, value in fee.items() if value is not None}


def _online_level(text: str | None) -> str | None:
    known = sourced(text) or ""
    # A decree in force wins over the portal's older list.
    if known.startswith("toàn trình") or re.search(r"Nghị định \d+/2026 yêu cầu toàn trình", known):
        return "full"
    return "part" if known.startswith("một phần") else None


def _laws(laws: Sequence[str]) -> Iterator[str]:
    left, room = dict(_LAW_KINDS), MOST_LAWS
    for law in laws:
        kind = next((kind for kind in left if law.startswith(kind)), None)
        if kind is None or left[kind] == 0 or room == 0 or HEARSAY in law:
            continue
        left[kind], room = left[kind] - 1, room - 1
        yield re.sub(r"\s*\([^()]*\)", "", law)


def _notes(facts: Facts) -> Iterator[str]:
    is_land_office = "Văn phòng đăng ký đất đai (không phải" in (facts.get("agency") or "")
    notes = [_LAND_NOTE] if is_land_office else []
    notes += [note for each in facts.get("notes") or () if is_for_citizens(each) and (note := say(each))]
    yield from notes[:MOST_NOTES]
