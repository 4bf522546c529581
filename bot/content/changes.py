"""What is different between two versions of the content, by meaning, told to officers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from bot.content.change_words import FIELDS, KNOWN_BY, TERMS, UNORDERED, WEEKDAYS, quote, show
from bot.content.shortened import LONG, shorten, shortened
from bot.domain.catalogue import Content, Intent
from bot.domain.conversation import Language
from bot.domain.desk import OfficeHours, Span
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One thing that is different.

    Args:
        owner: The code of a procedure, the name of an intent, or `desk`, `words`.
        where: What officers call it, such as `Đăng ký kết hôn`.
        what: Such as `lệ phí 30.000 đồng -> miễn phí`.

    """

    owner: str
    where: str
    what: str

    def __str__(self) -> str:
        """One line in Vietnamese."""
        return f"{self.where}: {self.what}"


def changes(old: Content, new: Content) -> tuple[Change, ...]:
    """Give what is different, in the order desk, procedures, what is done elsewhere, intents, words; nothing when both mean the same."""
    return (
        *_told("desk", "Bộ phận một cửa", _inside(old.catalogue.desk, new.catalogue.desk, "")),
        *_procedures(old.catalogue.procedures, new.catalogue.procedures),
        *_elsewhere(old.catalogue.elsewhere, new.catalogue.elsewhere),
        *_intents(old, new),
        *_told("words", "Từ dùng chung", _inside(old.words, new.words, "")),
    )


def _told(owner: str, where: str, whats: Iterable[str]) -> Iterator[Change]:
    return (Change(owner=owner, where=where, what=what) for what in whats)


def _procedures(old: Mapping[str, Procedure], new: Mapping[str, Procedure]) -> Iterator[Change]:
    gone = {code: each for code, each in old.items() if code not in new}
    come = {code: each for code, each in new.items() if code not in old}
    by_name = {each.name: code for code, each in come.items()}
    renumbered = {code: by_name[each.name] for code, each in gone.items() if each.name in by_name}
    for code, each in old.items():
        after = new.get(renumbered.get(code, code))
        if after is None:
            yield Change(owner=code, where=each.label, what=f"bỏ thủ tục này (mã {code})")
        else:
            yield from _told(after.code, each.label, _inside(each, after, ""))
    for code, each in come.items():
        if code not in renumbered.values():
            yield Change(owner=code, where=each.label, what=f"thêm thủ tục này (mã {code})")


def _elsewhere(old: Mapping[str, Elsewhere], new: Mapping[str, Elsewhere]) -> Iterator[Change]:
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            yield Change(owner=name, where=name, what="bỏ việc này của nơi khác")
        elif name not in old:
            yield Change(owner=name, where=name, what="thêm việc này của nơi khác")
        else:
            yield from _told(name, name, _inside(old[name], new[name], ""))


def _intents(old: Content, new: Content) -> Iterator[Change]:
    """Compare what files hold; a life event is an intent too, but is told by the file it stands in."""
    before, after = _of_files(old), _of_files(new)
    for name in sorted(before.keys() | after.keys()):
        where = f"Ý {name}"
        if name not in after:
            yield Change(owner=name, where=where, what="bỏ ý này")
        elif name not in before:
            yield Change(owner=name, where=where, what=f"thêm ý này: {after[name].about}")
        else:
            yield from _told(name, where, _inside(before[name], after[name], ""))


def _of_files(content: Content) -> dict[str, Intent]:
    events = content.life_events
    return {name: intent for name, intent in content.intents.items() if name not in events or intent.replies}


def _inside(old: Any, new: Any, before: str) -> Iterator[str]:
    """Tell what is different in the fields of two dataclass instances; `before` leads each line."""
    owner = type(old)
    for field in fields(old):
        label = FIELDS[owner][field.name]
        if label is not None:
            was, now = getattr(old, field.name), getattr(new, field.name)
            yield from _between(was, now, (owner, field.name), f"{before} {label}".strip())


def _between(old: Any, new: Any, place: tuple[type, str], label: str) -> Iterator[str]:
    if old == new:
        return
    if place == (OfficeHours, "weekly"):
        yield from _week(old, new, label)
    elif is_dataclass(old) and is_dataclass(new):
        yield from _inside(old, new, label)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _keyed(old, new, place, label)
    elif isinstance(old, frozenset | tuple) and isinstance(new, frozenset | tuple):
        yield from _listed(_in_order(old), _in_order(new), place, label)
    elif type(old) is str and type(new) is str:  # not the terms, which are text too
        was, now = shortened(old, new)
        yield f"{label} {quote(was)} -> {quote(now)}".strip()
    else:
        yield f"{label} {show(old, *place)} -> {show(new, *place)}".strip()


def _week(old: Sequence[Sequence[Span]], new: Sequence[Sequence[Span]], label: str) -> Iterator[str]:
    for name, was, now in zip(WEEKDAYS, old, new, strict=True):
        if was != now:
            yield f"{label} {name} {_hours(was)} -> {_hours(now)}"


def _hours(spans: Sequence[Span]) -> str:
    return ", ".join(f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans) or "nghỉ"


def _in_order(entries: frozenset[str] | tuple[Any, ...]) -> list[Any]:
    return sorted(entries) if isinstance(entries, frozenset) else list(entries)


def _keyed(
    old: Mapping[Any, Any], new: Mapping[Any, Any], place: tuple[type, str], label: str
) -> Iterator[str]:
    for key in [*old, *(key for key in new if key not in old)]:
        name = TERMS[key] if isinstance(key, Language) else str(key)
        was, now = old.get(key), new.get(key)
        if was is None:
            yield f"thêm {label} {name}: {_entry(now, place)}"
        elif now is None:
            yield f"bỏ {label} {name}: {_entry(was, place)}"
        else:
            yield from _between(was, now, place, f"{label} {name}")


def _listed(old: list[Any], new: list[Any], place: tuple[type, str], label: str) -> Iterator[str]:
    gone, come = _without(old, new), _without(new, old)
    kept = [(was, now) for was in gone for now in come if _known_by(was) == _known_by(now) is not None]
    pairs = {id(was): (was, now) for was, now in reversed(kept)}  # the first of each, where names are twice
    told = {id(now) for _, now in pairs.values()}
    for was in gone:
        if id(was) in pairs:
            yield from _inside(*pairs[id(was)], f"{label} {_known_by(was)}:")
        else:
            yield f"bỏ {label} {_entry(was, place)}"
    for now in come:
        if id(now) not in told:
            yield f"thêm {label} {_entry(now, place)}"
    if not gone and not come and old != new and place not in UNORDERED:
        yield f"đổi thứ tự {label}"


def _without(entries: list[Any], others: list[Any]) -> list[Any]:
    """Give the entries that the others have not, each counted as often as it stands there."""
    left = list(others)
    missing = []
    for entry in entries:
        if entry in left:
            left.remove(entry)
        else:
            missing.append(entry)
    return missing


def _known_by(entry: Any) -> Hashable:
    name = KNOWN_BY.get(type(entry))
    return show(getattr(entry, name), type(entry), name) if name else None


def _entry(entry: Any, place: tuple[type, str]) -> str:
    """Write a whole entry that was added or removed."""
    if isinstance(entry, tuple):
        return ", ".join(_entry(each, place) for each in entry)
    if isinstance(entry, Mapping):
        return "; ".join(f"{TERMS.get(key, key)} {_entry(each, place)}" for key, each in entry.items())
    if not is_dataclass(entry):
        return show(entry, *place)
    known = KNOWN_BY[type(entry)]
    rest = [
        f"{FIELDS[type(entry)][field.name]} {_entry(value, (type(entry), field.name))}".strip()
        for field in fields(entry)
        if field.name != known and (value := getattr(entry, field.name)) not in (None, 0, (), "")
    ]
    return f"{_known_by(entry)}" + (f" ({shorten(', '.join(rest), LONG)})" if rest else "")
