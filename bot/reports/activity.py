"""What the bot did in a period, beside the period before; what is not known is said, never guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.dossier import VIETNAM
from bot.domain.turn_record import TurnSum, TurnTally
from bot.reports.bot_figures import BOT_FIGURES, BOT_SUMS, SCORES, Happened
from bot.reports.period import Period

MOST_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """
    One line of the audit.

    Args:
        at: Aware.
        action: Such as `erasure`.

    """

    at: datetime
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """
    What the records have of the bot.

    Args:
        tally: Of the period; `before` of the one before.
        since: The first day of which anything was recorded; None when nothing ever was.
        names: What an intent or the code of a procedure is called.

    """

    done: tuple[Done, ...] = ()
    tally: TurnTally = field(default_factory=TurnTally)
    before: TurnTally = field(default_factory=TurnTally)
    since: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)


Asked = tuple[str, int]
"""What was asked about, and in how many messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """
    What the bot did.

    Args:
        of: Name of a figure -> its number; None where it is hidden or cannot be known.
        before: Of the period before; None where nothing of it was recorded, or it is hidden.
        procedures: Those asked about most, most first; `intents` likewise.
        notes: What the figures do not tell, each in a sentence.

    """

    of: Mapping[str, int | None]
    before: Mapping[str, int | None] | None
    procedures: tuple[Asked, ...] = ()
    intents: tuple[Asked, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done at all."""
        return not any(self.of.values()) and None not in self.of.values()


def activity_in(period: Period, recorded: Recorded) -> Activity:
    """Count what was recorded of a period."""
    before = period.before()
    is_known_before = recorded.since is not None and recorded.since <= before.last
    return Activity(
        of=_count(recorded.tally, recorded.done, period),
        before=_count(recorded.before, recorded.done, before) if is_known_before else None,
        procedures=_most(recorded, lambda each: each.procedure),
        intents=_most(recorded, lambda each: each.intent),
        notes=tuple(_notes(period, recorded)),
    )


def content_rate(of: Mapping[str, int | None]) -> float | None:
    """Share of the answers that were content; None where there is none, or a number is hidden."""
    numbers = [of[name] for name in SCORES]
    told = sum(number or 0 for number in numbers)
    return (of["rated_good"] or 0) / told if told and None not in numbers else None


def bot_disagreements(title: str, of: Mapping[str, int | None]) -> Iterator[str]:
    """Name the sums that must agree and do not, each in a sentence for officers."""
    for whole, parts in BOT_SUMS.items():
        numbers = [of[part] or 0 for part in parts]
        if of[whole] != sum(numbers):
            told = " + ".join(
                f"{BOT_FIGURES[part].title} {number}" for part, number in zip(parts, numbers, strict=True)
            )
            yield f"{title}: {BOT_FIGURES[whole].title} {of[whole]}, nhưng {told} = {sum(numbers)}."


def _count(tally: TurnTally, done: Iterable[Done], period: Period) -> dict[str, int | None]:
    erasures = sum(each.action == "erasure" and each.at.astimezone(VIETNAM).date() in period for each in done)
    happened = Happened(tally=tally, erasures=erasures)
    return {name: figure.count(happened) for name, figure in BOT_FIGURES.items()}


def _most(recorded: Recorded, about: Callable[[TurnSum], str]) -> tuple[Asked, ...]:
    numbers: Counter[str] = Counter()
    for each in recorded.tally.sums:
        if name := about(each):
            numbers[recorded.names.get(name, name)] += each.messages
    ranked = sorted(numbers.items(), key=lambda asked: (-asked[1], asked[0]))
    return tuple(ranked[:MOST_TOLD])


def _notes(period: Period, recorded: Recorded) -> Iterator[str]:
    since = recorded.since
    if since is None or since > period.last:
        yield "Bot chưa ghi sổ tin nhắn nào trong kỳ này: các số là 0 vì chưa ghi, không phải vì không ai nhắn."
    elif since > period.first:
        yield f"Bot bắt đầu ghi sổ tin nhắn ngày {since:%d/%m/%Y}; những ngày trước đó của kỳ không có số."
    if recorded.tally.citizens is None or recorded.before.citizens is None:
        yield (
            "Số người dân không nêu ở chỗ có dấu –: tin nhắn cũ đã gộp thành số theo ngày, số người chỉ còn theo từng "
            "tháng tròn."
        )
