"""The tables that staff read: figures, groups, calibration, cost, confusions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.evaluate.cost import STAGES, percentile
from bot.evaluate.judging import FIGURES, OUT_OF_SCOPE, Judged, share

SHOWN_CONFUSIONS = 30
SHOWN_IDS, SHOWN_TEXTS, LONGEST_TEXT = 8, 3, 60
BAR, BINS = 30, 10
WITH_CONTEXT = "có câu trước"

_COLUMNS = {
    "ý": "intent", "ngay": "first", "ba": "three", "nhận bừa": "claims_outside", "từ chối": "refuses", "hỏi lại": "asks",
}  # fmt: skip
Write = Callable[[str], object]


def write_report(
    name: str, judged: Sequence[Judged], spent: Mapping[str, list[float]], write: Write, *, shows_text: bool
) -> None:
    """Write everything about one file of questions; their texts only where asked for."""
    write(f"\nBài kiểm tra {name}: {len(judged)} câu\n")
    for figure, title in FIGURES.items():
        right, spoken = share(judged, figure)
        if spoken:
            write(f"  {title:<28}{_percent(right, spoken):>6}  ({right}/{spoken})\n")
    times = [one.took_ms for one in judged]
    write(
        f"  {'thời gian mỗi câu':<28}p50 {percentile(times, 0.5):.2f} ms, p99 {percentile(times, 0.99):.2f} ms\n"
    )
    for stage, title in STAGES.items():
        half, most = (percentile(spent[stage], part) for part in (0.5, 0.99))
        write(f"    {title:<26}p50 {half:.2f} ms, p99 {most:.2f} ms\n")
    for title, groups in groupings(judged).items():
        _write_groups(title, groups, write)
    _write_calibration(judged, write)
    _write_confusions(judged, write, shows_text=shows_text)


def groupings(judged: Sequence[Judged]) -> dict[str, dict[str, list[Judged]]]:
    """Give the questions by split, by style and by intent, the largest group first."""
    return {
        "theo nguồn câu hỏi": _grouped(judged, lambda one: [str(one.query.get("split", "?"))]),
        "theo cách viết": _grouped(
            judged,
            lambda one: [
                *(one.query.get("tags") or ()),
                *([WITH_CONTEXT] if one.query.get("context") else ()),
            ],
        ),
        "theo ý": _grouped(judged, lambda one: [one.query["intent"]]),
    }


def calibration(judged: Iterable[Judged]) -> list[tuple[float, int, int]]:
    """Give (score from, right answers, answers) of every tenth of the scores of answers that claim something."""
    counts = [[0, 0] for _ in range(BINS)]
    for one in judged:
        if not one.answer["clarify"] and one.answer["intent"] != OUT_OF_SCOPE:
            place = min(BINS - 1, int(one.answer["score"] * BINS))
            counts[place][0] += one.is_right
            counts[place][1] += 1
    return [(place / BINS, right, answers) for place, (right, answers) in enumerate(counts)]


def confusions(judged: Iterable[Judged]) -> list[tuple[str, list[Judged]]]:
    """Give what was taken for what, with its questions, the most frequent first."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for what in _confused(one):
            found[what].append(one)
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))


def _confused(one: Judged) -> Iterable[str]:
    query, figures = one.query, one.figures
    first = next(iter(one.answer["procedures"]), "-")
    if not figures["intent"]:
        yield f"ý {query['intent']} -> {one.answer['intent']}"
    if figures.get("first") is False:
        yield f"thủ tục {query['procedures'][0]} -> {first}"
    if figures.get("claims_unknown"):
        yield f"chưa có {query['procedures'][0]}, nhận là {first}"
    if figures.get("claims_outside") or figures.get("claims_service"):
        yield f"{query['intent']} nhận là {first}"
    if figures.get("asks") is False:
        yield f"mơ hồ mà không hỏi, trả lời {first}"


def _grouped(judged: Sequence[Judged], names: Callable[[Judged], list[str]]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for name in names(one):
            groups[name].append(one)
    sizes = Counter({name: len(members) for name, members in groups.items()})
    return {name: groups[name] for name, _ in sizes.most_common()}


def _write_groups(title: str, groups: Mapping[str, Sequence[Judged]], write: Write) -> None:
    write(f"\n  {title:<26}{'câu':>6}" + "".join(f"{column:>10}" for column in _COLUMNS) + "\n")
    for name, members in groups.items():
        cells = "".join(f"{_percent(*share(members, figure)):>10}" for figure in _COLUMNS.values())
        write(f"    {name:<24}{len(members):>6}{cells}\n")


def _write_calibration(judged: Sequence[Judged], write: Write) -> None:
    write("\n  điểm chắc chắn và số câu trả lời đúng\n")
    for begins, right, answers in calibration(judged):
        if answers:
            bar = "█" * round(BAR * right / answers)
            write(f"    {begins:.1f} trở lên {answers:>5} câu  {bar:<{BAR}} {_percent(right, answers):>6}\n")


def _write_confusions(judged: Sequence[Judged], write: Write, *, shows_text: bool) -> None:
    write("\n  nhầm nhiều nhất\n")
    for what, members in confusions(judged)[:SHOWN_CONFUSIONS]:
        if shows_text:
            shown = "; ".join(
                f"{one.query.get('id', '?')} «{one.query['text'][:LONGEST_TEXT]}»"
                for one in members[:SHOWN_TEXTS]
            )
        else:
            shown = " ".join(str(one.query.get("id", "?")) for one in members[:SHOWN_IDS])
        write(f"    {len(members):>3}  {what:<48} {shown}\n")


def _percent(right: int, spoken: int) -> str:
    return f"{100 * right / spoken:.1f}%" if spoken else "-"
