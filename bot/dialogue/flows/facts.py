"""The facts of a procedure as lines of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.dialogue.scene import Scene
from bot.domain.conversation import Language
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

PIECE = "procedure_overview"
FEW = 3
_FORMS = ("Tờ khai", "Đơn ", "Bản khai", "Phiếu đề nghị", "Phiếu khai", "Phiếu đăng ký", "Giấy đề nghị")
_FOR_SOME = ("chỉ", "khi", "nếu", "với", "tùy", "trẻ", "riêng")


def day(value: date) -> str:
    """Write a date as people here read it."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def moment(value: datetime) -> str:
    """Write a moment as people here read it."""
    return f"{value:%H:%M} {day(value.date())}"


def papers(scene: Scene, listed: Iterable[Paper]) -> str:
    """List papers, one a line, with originals, copies and the case they are for."""
    return "\n".join(_paper(scene, paper) for paper in listed)


def _paper(scene: Scene, paper: Paper) -> str:
    kind = {(True, True): "both", (True, False): "original", (False, True): "copy", (False, False): "plain"}[
        (paper.originals > 0, paper.copies > 0)
    ]
    line = scene.words(
        f"{PIECE}.paper_{kind}", paper=paper.name, originals=str(paper.originals), copies=str(paper.copies)
    )
    return scene.words(f"{PIECE}.paper_when", line=line, when=paper.when) if paper.when else line


def main_papers(procedure: Procedure) -> str:
    """Name the papers that nearly everybody needs; never one for a rare case, such as a foundling's record."""
    usual = [paper for paper in procedure.submit or procedure.show if not _is_for_some(paper)]
    return "; ".join(paper.name for paper in usual[:FEW])


def form(procedure: Procedure) -> str:
    """Name the form: the one the source names, else the paper to hand in that is one by its name."""
    own = (paper.name for paper in procedure.submit if paper.name.startswith(_FORMS))
    return procedure.form or next(own, "")


def _is_for_some(paper: Paper) -> bool:
    """Tell a case that few are in ("chỉ khi ...") from one in which a paper may be left out ("đã có thì thôi")."""
    return paper.when is not None and paper.when.lower().startswith(_FOR_SOME)


def cases(scene: Scene, listed: Iterable[Case]) -> str:
    """List the cases of a fee or a duration, one a line."""
    return "\n".join(scene.words(f"{PIECE}.case", when=case.when, text=case.text) for case in listed)


def fee(scene: Scene, value: Fee) -> str:
    """Say what it costs in one sentence; empty when no source gives it."""
    if value.text is not None or value.vnd is None:
        return value.text or ""
    if value.vnd == 0:
        return scene.words(f"{PIECE}.free")
    mark = "," if scene.language is Language.EN else "."
    return scene.words(f"{PIECE}.amount", vnd=f"{value.vnd:,}".replace(",", mark))


def takes(scene: Scene, value: Duration) -> str:
    """Say how long it takes in one sentence; empty when no source gives it."""
    if value.text is not None or value.working_days is None:
        return value.text or ""
    if value.working_days == 0:
        return scene.words(f"{PIECE}.same_day")
    return scene.words(f"{PIECE}.working_days", days=str(value.working_days))


def channels(scene: Scene, procedure: Procedure) -> str:
    """Say in which ways a dossier can be handed in."""
    names = {
        Channel.COUNTER: "channel_counter",
        Channel.POST: "channel_post",
        Channel.ONLINE: "channel_online",
    }
    if procedure.online_level is not None:
        is_full = procedure.online_level is OnlineLevel.FULL
        names[Channel.ONLINE] = "channel_online_full" if is_full else "channel_online_part"
    return ", ".join(scene.words(f"{PIECE}.{names[channel]}") for channel in procedure.channels)


def cautions(scene: Scene, source: Source, confidence: Confidence) -> tuple[str, ...]:
    """Say where the facts come from; before that, how far they may be relied on."""
    said = origin(scene, source)
    return (said,) if confidence is Confidence.HIGH else (scene.words(f"{PIECE}.caution"), said)


def origin(scene: Scene, source: Source) -> str:
    """Say where the facts come from and when they were checked, in softer words when that is long ago."""
    is_stale = source.is_stale(scene.now.date(), scene.stale_months)
    key = f"{PIECE}.source_stale" if is_stale else f"{PIECE}.source"
    return scene.words(key, source=source.title, checked_on=day(source.checked_on))
