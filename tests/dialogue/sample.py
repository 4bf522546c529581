"""A small made-up content and one citizen who talks to it; every name and number here is a sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone

from bot.dialogue import REPLIES, Dialogue
from bot.dialogue.flows.attachments import Pictures
from bot.dialogue.reply_keys import GLOBAL_NAMES
from bot.domain.catalogue import Catalogue, Content, Intent, IntentKind, Words
from bot.domain.conversation import Language
from bot.domain.desk import Desk, Holiday, OfficeHours, Span
from bot.domain.procedure import (
    Case,
    Channel,
    Confidence,
    Duration,
    Fee,
    OnlineLevel,
    Paper,
    Procedure,
    Source,
)
from bot.domain.turn import Outcome
from bot.rehearsal import chat as rehearsal
from bot.rehearsal.chat import Register, Tries

HERE = timezone(timedelta(hours=7))
MONDAY = datetime(2026, 11, 23, 9, 15, tzinfo=HERE)
DAY = (Span(opens=time(7), closes=time(11, 30)), Span(opens=time(13, 30), closes=time(17)))

DESK = Desk(
    commune="xã Mẫu",
    name="Bộ phận một cửa xã Mẫu",
    address="Thôn Mẫu",
    phone="0262 000 0000",
    hours=OfficeHours(
        weekly=(DAY,) * 5 + (DAY[:1], ()),
        holidays=(
            Holiday(
                name="Ngày Văn hóa Việt Nam",
                first=date(2026, 11, 24),
                last=date(2026, 11, 24),
                confirmed=False,
            ),
            Holiday(name="Tết Dương lịch", first=date(2027, 1, 1), last=date(2027, 1, 1)),
            Holiday(name="Tết Nguyên đán", first=date(2027, 2, 5), last=date(2027, 2, 11)),
        ),
    ),
    is_sample=True,
)
SOURCE = Source(title="Quyết định mẫu", checked_on=date(2026, 10, 1))
BIRTH = Procedure(
    code="1.001193",
    name="Đăng ký khai sinh",
    name_en="Birth registration",
    field="Hộ tịch",
    confidence=Confidence.HIGH,
    source=SOURCE,
    also_called=("làm giấy khai sinh", "khai sinh cho con"),
    receive_at="Bộ phận một cửa xã",
    submit=(Paper(name="Tờ khai", originals=1), Paper(name="Giấy chứng sinh", originals=1, copies=2)),
    show=(Paper(name="Căn cước", when="nộp trực tiếp"),),
    form="Tờ khai đăng ký khai sinh",
    takes=Duration(working_days=0),
    fee=Fee(vnd=0, exempt="trẻ em"),
    channels=(Channel.COUNTER, Channel.ONLINE),
    online_level=OnlineLevel.FULL,
    official="https://dichvucong.example/1",
)
BIRTH_AGAIN = replace(
    BIRTH, code="1.004884", name="Đăng ký lại khai sinh", name_en=None, also_called=("đăng ký lại khai sinh",)
)
COPIES = Procedure(
    code="2.000815",
    name="Chứng thực bản sao từ bản chính",
    field="Chứng thực",
    confidence=Confidence.MEDIUM,
    source=replace(SOURCE, checked_on=date(2025, 1, 1)),
    also_called=("sao y", "photo công chứng"),
    other_codes=("2.000999",),
    fee=Fee(vnd=2000, cases=(Case(when="từ trang thứ ba", text="1.000 đồng/trang"),)),
    takes=Duration(working_days=2),
)
UNSURE = Procedure(
    code="9.999999",
    name="Xác nhận hộ nghèo",
    field="Bảo trợ",
    confidence=Confidence.LOW,
    source=SOURCE,
    fee=Fee(vnd=123456),
)
POLICE = Procedure(
    code="1.004222",
    name="Đăng ký thường trú",
    field="Cư trú",
    confidence=Confidence.HIGH,
    source=SOURCE,
    also_called=("nhập khẩu",),
    receive_at="Công an xã",
)

PHRASES = {
    "requirements": ("cần giấy gì", "cần gì", "giấy tờ gì"),
    "fee": ("lệ phí", "bao nhiêu tiền", "phí"),
    "processing_time": ("bao lâu", "mấy ngày"),
    "where_submit": ("nộp ở đâu",),
    "form": ("mẫu đơn", "tờ khai ở đâu"),
    "office_hours": (
        "giờ làm việc",
        "mấy giờ mở cửa",
        "mấy giờ đóng cửa",
        "có làm việc không",
        "có làm không",
        "open today",
    ),
    "contact": ("số điện thoại", "địa chỉ ở đâu"),
    "status_lookup": ("tra cứu hồ sơ", "hồ sơ của tôi tới đâu rồi"),
    "talk_to_human": ("gặp cán bộ", "nói chuyện với cán bộ"),
    "delete_data": ("xóa dữ liệu của tôi",),
    "stop_notices": ("đừng báo nữa", "không cần báo nữa"),
    "list_procedures": ("danh sách thủ tục",),
    "feedback": ("phản ánh", "khiếu nại"),
    "greeting": ("xin chào", "hello"),
    "thanks": ("cảm ơn",),
    "goodbye": ("tạm biệt",),
    "help": ("hướng dẫn sử dụng",),
}
BUTTONS = {
    "procedure_overview": {"answer": ("#requirements:{code}", "#fee:{code}", "official")},
    "greeting": {"default": ("#list_procedures", "#office_hours", "call")},
    "status_lookup": {"not_shown": ("#status_lookup", "call")},
    "delete_data": {"ask_sure": ("#delete_data:yes", "#delete_data:no")},
}


def sample_content() -> Content:
    """Content whose replies say their own key and every value, one a line."""
    names: dict[str, list[str]] = {}
    for full_key in REPLIES:
        intent, key = full_key.split(".")
        names.setdefault(intent, []).append(key)
    intents = {intent: _intent(intent, keys) for intent, keys in names.items()}
    procedures = {each.code: each for each in (BIRTH, BIRTH_AGAIN, COPIES, UNSURE, POLICE)}
    return Content(
        version="sample",
        catalogue=Catalogue(desk=DESK, procedures=procedures),
        intents=intents,
        words=Words(fillers=frozenset(("dạ", "cho", "em", "ạ")), abbreviations={}, chat={}),
    )


def _intent(intent: str, keys: list[str]) -> Intent:
    aspects = ("procedure_overview", "requirements", "fee", "processing_time", "where_submit", "form")
    return Intent(
        name=intent,
        about="mẫu",
        kind=IntentKind.ASPECT if intent in aspects else IntentKind.SERVICE,
        phrases={Language.VI: PHRASES.get(intent, ()), Language.EN: ()},
        replies={
            key: {language: f"[{language}:{key}]{_values(intent, key)}" for language in Language}
            for key in keys
        },
        buttons=BUTTONS.get(intent, {}),
    )


def _values(intent: str, key: str) -> str:
    return "".join(f"\n{name}={{{name}}}" for name in sorted(REPLIES[f"{intent}.{key}"] - GLOBAL_NAMES))


class Chat(rehearsal.Chat):
    """One sample citizen with a dialogue and a register of their own, on a Monday morning unless told otherwise."""

    def __init__(
        self,
        content: Content,
        register: Register | None = None,
        now: datetime = MONDAY,
        name: str = "sample",
        *,
        stale_months: int = 12,
        pictures: Pictures | None = None,
        tells_by_phone: bool = False,
    ) -> None:
        self.register = register or Register()
        self.tries = Tries()
        dialogue = Dialogue(
            content,
            self.register,
            self.tries,
            mute_s=rehearsal.MUTE_S,
            stale_months=stale_months,
            pictures=pictures,
            tells_by_phone=tells_by_phone,
        )
        super().__init__(dialogue, now, name)


def keys(outcome: Outcome) -> list[str]:
    """The reply keys of an outcome."""
    return [reply.key for reply in outcome.replies]
