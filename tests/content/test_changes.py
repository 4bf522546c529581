"""What changed is told by meaning, in Vietnamese, and no field of the domain is forgotten."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest

from bot.content import load
from bot.content.change_words import FIELDS, KNOWN_BY, TERMS
from bot.content.changes import changes
from bot.domain import catalogue, desk, procedure
from bot.domain.catalogue import Content, Intent, LifeEvent, Step, Topic
from bot.domain.conversation import Language
from bot.domain.desk import Closure, Holiday, MakeUpDay, Span
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import Case, Channel, Confidence, Duration, Fee, OnlineLevel, Paper, Procedure
from tests.content.folder import REAL, make

HOUSE = "1.000001"


@pytest.fixture(scope="module")
def content(tmp_path_factory) -> Content:
    """A small content in which no field is empty, so that each can change."""
    small = load(make(tmp_path_factory.mktemp("content")))
    full = replace(
        small.catalogue.procedures[HOUSE],
        name="Đăng ký kết hôn",
        short_name="Kết hôn",
        name_en="marriage",
        agency="UBND xã",
        receive_at="một cửa",
        submit=(Paper(name="Tờ khai", originals=1, copies=1, when="nộp tại quầy"), Paper(name="Đơn")),
        show=(Paper(name="Căn cước"),),
        form="Mẫu 1",
        takes=Duration(text="Ba ngày", working_days=3, cases=(Case(when="xác minh", text="5 ngày"),)),
        fee=Fee(
            text="Theo mức", vnd=30000, cases=(Case(when="quá hạn", text="8000 đồng"),), exempt="hộ nghèo"
        ),
        channels=(Channel.COUNTER,),
        online_level=OnlineLevel.FULL,
        result="Giấy chứng nhận",
        legal_basis=("Luật một", "Luật hai"),
        notes=("Lưu ý một", "Lưu ý hai"),
        official="https://mau.vn/1",
    )
    full = replace(full, source=replace(full.source, url="https://mau.vn/2"))
    hours = replace(
        small.catalogue.desk.hours,
        holidays=(Holiday(name="Tết", first=date(2027, 2, 5), last=date(2027, 2, 11)),),
        make_up_days=(MakeUpDay(day=date(2027, 2, 13), like=0, name="bù"),),
        closures=(Closure(first=date(2026, 12, 3), last=date(2026, 12, 3), reason="mất điện"),),
    )
    house = replace(
        small.catalogue.desk, hours=hours, hotline="1022", map_url="https://mau.vn", feedback_at="1022"
    )
    event = LifeEvent(
        name="wedding",
        phrases={Language.VI: ("sắp cưới",)},
        opening={Language.VI: "Xin chúc mừng"},
        steps=(
            Step(procedure=HOUSE, why={Language.VI: "ghi tên"}),
            Step(procedure="1.000002", why={Language.VI: "sau đó"}),
        ),
    )
    events = replace(small.intents["life_events"], events=(event,))
    passport = Elsewhere(
        name="hộ chiếu",
        name_en="passport",
        also_called={Language.VI: ("làm hộ chiếu",)},
        done_by={Language.VI: "Công an tỉnh"},
        confidence=Confidence.HIGH,
        source=full.source,
        how={Language.VI: "Nộp tận nơi"},
        url="https://mau.vn",
    )
    return replace(
        small,
        catalogue=replace(
            small.catalogue,
            elsewhere={passport.name: passport},
            desk=house,
            procedures=small.catalogue.procedures | {HOUSE: full},
        ),
        intents=small.intents | {"life_events": events, event.name: event.as_intent()},
    )


def changed(content: Content, **values: Any) -> list[str]:
    """The lines that tell of new values in the procedure."""
    after = replace(content.catalogue.procedures[HOUSE], **values)
    new = replace(
        content,
        catalogue=replace(content.catalogue, procedures=content.catalogue.procedures | {HOUSE: after}),
    )
    return [str(change) for change in changes(content, new)]


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        pytest.param({"fee": {"vnd": 0}}, ["lệ phí 30.000 đồng -> miễn phí"], id="fee"),
        pytest.param({"fee": {"vnd": None}}, ["lệ phí 30.000 đồng -> chưa ghi"], id="fee no longer known"),
        pytest.param({"takes": {"working_days": 0}}, ["thời gian 3 ngày làm việc -> ngay trong ngày"], id="time"),
        pytest.param({"confidence": Confidence.MEDIUM}, ["độ tin cậy cao -> vừa"], id="confidence"),
        pytest.param({"also_called": ("việc đầu", "cưới")}, ["bỏ cách gọi “việc một”", "thêm cách gọi “cưới”"], id="wordings"),
        pytest.param({"submit": (Paper(name="Tờ khai", originals=2, copies=1, when="nộp tại quầy"), Paper(name="Đơn"))},
                     ["giấy phải nộp “Tờ khai”: số bản chính 1 -> 2"], id="a paper's number"),
        pytest.param({"submit": (Paper(name="Đơn"),)},
                     ["bỏ giấy phải nộp “Tờ khai” (số bản chính 1, số bản sao 1, khi nào cần “nộp tại quầy”)"], id="a paper less"),
        pytest.param({"show": (Paper(name="Căn cước"), Paper(name="Sổ", copies=1))},
                     ["thêm giấy phải xuất trình “Sổ” (số bản sao 1)"], id="a paper more"),
        pytest.param({"fee": {"cases": (Case(when="quá hạn", text="9000 đồng"),)}},
                     ["lệ phí từng trường hợp “quá hạn”: “8000 đồng” -> “9000 đồng”"], id="a case"),
        pytest.param({"legal_basis": ("Luật hai", "Luật một")}, ["đổi thứ tự căn cứ pháp lý"], id="order that is read"),
        pytest.param({"also_called": ("việc đầu", "việc một")}, [], id="order without meaning"),
        pytest.param({"online_level": None}, ["mức nộp trên mạng toàn trình -> chưa ghi"], id="online level"),
    ],
)  # fmt: skip
def test_a_changed_procedure_is_told_in_the_words_of_an_officer(content, values, lines):
    before = content.catalogue.procedures[HOUSE]
    values = {key: replace(getattr(before, key), **value) if isinstance(value, Mapping) else value
              for key, value in values.items()}  # fmt: skip
    assert changed(content, **values) == [f"Kết hôn: {line}" for line in lines]


def test_added_removed_and_renumbered_procedures_are_told(content):
    procedures = dict(content.catalogue.procedures)
    gone = procedures.pop(HOUSE)
    procedures["1.000003"] = replace(procedures.pop("1.000002"), code="1.000003")
    procedures["1.000004"] = replace(gone, code="1.000004", short_name="Việc mới", name="Việc mới")
    new = replace(content, catalogue=replace(content.catalogue, procedures=procedures))
    assert [str(change) for change in changes(content, new)] == [
        "Kết hôn: bỏ thủ tục này (mã 1.000001)",
        "Việc thứ hai: mã “1.000002” -> “1.000003”",
        "Việc mới: thêm thủ tục này (mã 1.000004)",
    ]


def test_a_long_reply_is_cut_down_to_where_it_differs(content):
    fee = content.intents["fee"]
    long = " ".join(f"chữ{number}" for number in range(100))
    before = replace(fee, replies=fee.replies | {"answer": {Language.VI: long}})
    after = replace(fee, replies=fee.replies | {"answer": {Language.VI: long.replace("chữ50", "khác")}})
    (line,) = changes(
        *(replace(content, intents=content.intents | {"fee": each}) for each in (before, after))
    )
    assert str(line) == (
        "Ý fee: câu trả lời answer tiếng Việt “… chữ47 chữ48 chữ49 chữ50 chữ51 chữ52 chữ53 …”"
        " -> “… chữ47 chữ48 chữ49 khác chữ51 chữ52 chữ53 …”"
    )


def test_the_same_content_has_no_changes():
    real = load(REAL)
    assert changes(real, replace(load(REAL), version="another")) == ()


def domain_types() -> list[type]:
    """Every dataclass that a `Content` is made of."""
    found: list[type] = []
    waiting: list[Any] = [Content]
    while waiting:
        shape = waiting.pop()
        waiting.extend(get_args(shape))
        if is_dataclass(shape) and shape not in found:
            found.append(shape)
            waiting.extend(get_type_hints(shape).values())
    return found


def test_every_field_that_content_is_made_of_has_a_word_in_vietnamese():
    assert {shape: set(words) for shape, words in FIELDS.items()} == {
        shape: {field.name for field in fields(shape)} for shape in domain_types()
    }
    assert {shape for shape in KNOWN_BY if KNOWN_BY[shape] not in FIELDS[shape]} == set()


def test_every_term_of_the_domain_has_a_word_in_vietnamese():
    terms = {
        member
        for module in (catalogue, desk, procedure)
        for _, shape in inspect.getmembers(module, inspect.isclass)
        if issubclass(shape, Enum) and shape.__module__ in {catalogue.__name__, procedure.__name__}
        for member in shape
    }
    assert terms | set(Language) == set(TERMS)


OTHER: tuple[tuple[type, Any], ...] = (
    (bool, lambda value: not value),
    (Enum, lambda value: next(member for member in type(value) if member is not value)),
    (int, lambda value: value + 1),
    (str, lambda value: value + " khác"),
    (date, lambda value: value.replace(year=value.year + 1)),
    (time, lambda value: value.replace(minute=59)),
    (frozenset, lambda value: value | {"khác"}),
    (tuple, lambda value: value[1:]),
    (Mapping, lambda value: {key: value[key] for key in list(value)[1:]}),
    (type(None), lambda _value: "đã ghi"),
)


def other(value: Any) -> Any:
    """A value of the same type that means something else."""
    return next(change(value) for shape, change in OTHER if isinstance(value, shape))


def varied(value: Any) -> Iterator[tuple[str, Any]]:
    """Every version of a value in which one field, at any depth, is another."""
    if is_dataclass(value):
        for field in fields(value):
            for path, new in varied(getattr(value, field.name)):
                yield f"{field.name}.{path}", replace(value, **{field.name: new})
    elif isinstance(value, tuple) and value and (is_dataclass(value[0]) or isinstance(value[0], tuple)):
        for path, new in varied(value[0]):
            yield path, (new, *value[1:])
    elif isinstance(value, Mapping) and value and is_dataclass(next(iter(value.values()))):
        for key in value:
            for path, new in varied(value[key]):
                yield f"{key}.{path}", {**value, key: new}
    elif value not in ((), {}):
        yield "", other(value)


def test_a_change_of_any_field_at_any_depth_is_told(content):
    """A walk over the dataclasses, so that a field added later cannot be forgotten."""
    told, silent = 0, []
    for path, new in varied(content):
        if path == "version." or path.startswith("intents.wedding."):
            continue  # the version is no meaning; an event is told by the file it stands in
        if changes(content, new):
            told += 1
        else:
            silent.append(path)
    assert silent == []
    assert told > 250


def test_the_walk_reaches_every_field_of_every_type_of_the_domain(content):
    reached = {path.rstrip(".").rpartition(".")[2] for path, _ in varied(content)}
    leaves = {field.name for shape in (Paper, Case, Fee, Duration, Holiday, MakeUpDay, Closure, Topic, LifeEvent, Step, Span)
              for field in fields(shape)}  # fmt: skip
    leaves |= {field.name for field in fields(Procedure)} | {field.name for field in fields(Intent)}
    assert (
        leaves - reached - {"cases", "takes", "fee", "source", "submit", "show", "events", "topics", "steps"}
        == set()
    )
