"""The schema that editors read is in step with the code, takes our files, and refuses what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.content import guard
from bot.content.json_schema import FOLDER, schemas, written
from bot.content.tree import plain
from tests.content.folder import REAL
from tests.content.good import lay_down

SCHEMAS = schemas()
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def faults(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Validate by the few words of JSON Schema that ours uses."""
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        yield f"{path}: not {kind}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{path}: not one of {schema['enum']}"
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: not like {schema['pattern']}"
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from faults(each, schema.get("items", {}), f"{path}.{place}")
    elif isinstance(value, dict):
        yield from (f"{path}: lacks {key}" for key in schema.get("required", ()) if key not in value)
        for key, each in value.items():
            yield from faults(key, schema.get("propertyNames", {}), f"{path}.{key}")
            inside = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            if inside is False:
                yield f"{path}: no {key}"
            else:
                yield from faults(each, inside, f"{path}.{key}")


def schema_of(path: Path) -> str:
    if path.parent.name != "intents":
        return "procedures.json" if path.name == "procedures.yaml" else "commune.json"
    return "words.json" if path.name == "_words.yaml" else "intent.json"


def faults_of(path: Path) -> list[str]:
    return list(faults(plain(guard.read(path, path.name)), SCHEMAS[schema_of(path)]))


REAL_FILES = [REAL / "procedures.yaml", *sorted((REAL / "intents").glob("*.yaml"))]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_committed_schema_is_the_one_the_dataclasses_make(name: str):
    """When not: `python -m bot.content.json_schema`."""
    assert (FOLDER / name).read_bytes() == written(SCHEMAS[name])


def test_no_other_schema_is_committed():
    assert {path.name for path in FOLDER.iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.name)
def test_our_files_keep_to_the_schema_their_first_line_names(path: Path):
    first = path.read_text("utf-8").partition("\n")[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named
    assert (path.parent / named[1]).resolve() == FOLDER / schema_of(path)
    assert faults_of(path) == []


def test_overlays_keep_to_theirs(tmp_path: Path):
    folder = lay_down(tmp_path)
    assert faults_of(folder / "procedures.mau.yaml") == []
    assert faults_of(folder / "procedures.yaml") == []


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("procedures.yaml", "vnd: 8000", "vnd: tám nghìn", "fee.vnd: not integer"),
        ("procedures.yaml", "    fee:", "    phi:", "no phi"),
        ("procedures.yaml", "[7:00-11:30, 13:30-17:00]", "[bảy giờ]", "monday.0: not like"),
        ("procedures.yaml", "confidence: low", "confidence: chắc", "confidence: not one of"),
        ("procedures.yaml", "    name: Việc thứ hai\n", "", "procedures.1: lacks name"),
        ("procedures.mau.yaml", '"1.000001":\n    fee', '"1.000001":\n    phi', "no phi"),
        ("intents/thanks.yaml", "    vi: Dạ", "    vn: Dạ", "vn: not one of"),
        ("intents/thanks.yaml", "kind: service", "kind: nice", "kind: not one of"),
        ("intents/_words.yaml", "fillers: [dạ, ạ]", "fillers: dạ", "fillers: not array"),
    ],
)
def test_what_is_wrong_is_underlined(tmp_path: Path, name: str, old: str, new: str, told: str):
    path = lay_down(tmp_path) / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert any(told in fault for fault in faults_of(path)), faults_of(path)


def described(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(schema, dict):
        for key, each in schema.get("properties", {}).items():
            yield f"{path}.{key}", each.get("description", "")
        for key, each in schema.items():
            if key != "description":
                yield from described(each, f"{path}.{key}")


def test_every_key_is_explained_in_vietnamese_but_the_days_of_the_week():
    bare = {path for name, schema in SCHEMAS.items() for path, text in described(schema, name) if not text}
    assert {path.rpartition(".")[2] for path in bare} == {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    }  # fmt: skip
