"""Whatever an officer can do wrong to the files is told at the right line, in words that say what to do."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import check
from tests.content.good import lay_down

TODAY = date(2026, 11, 25)
HERE = Path(__file__).parent / "broken"
SAMPLES = [
    pytest.param(sample, id=f"{file.stem}: {sample['name']}")
    for file in sorted(HERE.glob("*.yaml"))
    for sample in yaml.safe_load(file.read_text("utf-8"))
]
LONG = "đường dài lắm " * 150


def breaks(sample: dict[str, Any], folder: Path) -> None:
    """Do to the folder what the sample says."""
    place = folder / sample["file"]
    deed = next(key for key in DEEDS if key in sample)
    DEEDS[deed](place, sample)


def edit(place: Path, sample: dict[str, Any]) -> None:
    text = place.read_text("utf-8")
    assert text.count(sample["old"]) >= 1, sample["old"]
    new = sample["new"].replace(sample["long"], LONG) if "long" in sample else sample["new"]
    place.write_text(text.replace(sample["old"], new, 1), "utf-8")


def encode(place: Path, sample: dict[str, Any]) -> None:
    if "old" in sample:
        edit(place, sample)
    place.write_bytes(place.read_text("utf-8").encode(sample["codec"], errors="replace"))


def cut(place: Path, sample: dict[str, Any]) -> None:
    text = place.read_text("utf-8")
    place.write_text(text[: text.index(sample["cut"]) + len(sample["cut"])], "utf-8")


def remove(place: Path, sample: dict[str, Any]) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()


def put_folder(place: Path, sample: dict[str, Any]) -> None:
    place.unlink()
    place.mkdir()


DEEDS: dict[str, Callable[[Path, dict[str, Any]], object]] = {
    "codec": encode,
    "hex": lambda place, sample: place.write_bytes(bytes.fromhex(sample["hex"])),
    "megabytes": lambda place, sample: place.write_bytes(b"a: b\n" * (sample["megabytes"] * 200_000)),
    "copy_of": lambda place, sample: shutil.copy(place.parent / sample["copy_of"], place),
    "cut": cut,
    "gone": remove,
    "folder": put_folder,
    "old": edit,
}


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder, today=TODAY)]


def test_the_folder_that_is_broken_was_right(tmp_path: Path):
    assert told(lay_down(tmp_path)) == []


def test_there_are_sixty_samples_and_more():
    assert len(SAMPLES) >= 60


def changed_lines(before: str, after: str) -> set[int]:
    """Give the lines of the broken text that differ; where lines were taken out, the one that follows."""
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    spans = [(j1, max(j2, j1 + 1)) for tag, _, _, j1, j2 in matcher.get_opcodes() if tag != "equal"]
    return {line + 1 for start, end in spans for line in range(start, end)}


@pytest.mark.parametrize(
    "sample", [each for each in SAMPLES if "old" in each.values[0] and "elsewhere" not in each.values[0]]
)
def test_a_golden_message_stands_at_the_line_that_was_broken(tmp_path: Path, sample: dict[str, Any]):
    place = lay_down(tmp_path) / sample["file"]
    before = place.read_text("utf-8")
    breaks(sample, tmp_path)
    broken = changed_lines(before, place.read_text(sample.get("codec", "utf-8")))
    named = {int(line.split(":")[1]) for line in sample["told"] if line.startswith(sample["file"])}
    assert named & broken


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_broken_sample_is_told_as_its_golden_message_says(tmp_path: Path, sample: dict[str, Any]):
    folder = lay_down(tmp_path)
    breaks(sample, folder)
    assert told(folder) == sample["told"]
