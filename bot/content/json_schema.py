"""
The JSON Schema of the content, made of the dataclasses it becomes, so that editors complete and underline.

Run as `python -m bot.content.json_schema` after changing a dataclass; it writes the files of `bot/content/schema/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter

from bot.content.draft import PastLaw
from bot.content.explained import EXPLAINED
from bot.content.labels import WEEKDAYS
from bot.content.overlaid import Overlay
from bot.domain.catalogue import Intent, Words
from bot.domain.desk import Desk
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import Procedure

FOLDER = Path(__file__).parent / "schema"
Schema = dict[str, Any]


def schemas() -> Mapping[str, Schema]:
    """Give each schema by the name of its file."""
    desk, procedure = _shape(Desk), _shape(Procedure)
    _as_written(desk)
    facts = {
        "desk": desk,
        "procedures": _list(procedure),
        "past_laws": _list(_shape(PastLaw)),
        "elsewhere": _list(_shape(Elsewhere)),
    }
    intent = _shape(Intent)
    del intent["properties"]["name"]
    intent["required"] = [key for key in intent["required"] if key not in {"name", "phrases"}]
    return {
        "procedures.json": _whole(_group(facts, required=["desk", "procedures"])),
        "commune.json": _whole(_overlay(desk, procedure)),
        "intent.json": _whole(intent),
        "words.json": _whole(_shape(Words)),
    }


def written(schema: Schema) -> bytes:
    """Give a schema as it stands in its file."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _shape(kind: type) -> Schema:
    """Make the schema of a dataclass with its parts in place, each key explained to officers."""
    schema = TypeAdapter(kind).json_schema()
    found: Schema = _plain(schema, schema.get("$defs", {}), kind.__name__)
    return found


def _plain(schema: Any, parts: Schema, owner: str) -> Any:
    if isinstance(schema, list):
        return [_plain(each, parts, owner) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _plain(parts[name], parts, name)
    if "anyOf" in schema:  # "or nothing": what is not known is left out, not written as null
        (kept,) = [each for each in schema["anyOf"] if each.get("type") != "null"]
        return _plain(kept, parts, owner)
    kept = {key: _plain(value, parts, owner) for key, value in schema.items() if key not in _LEFT_OUT}
    if "properties" in schema:
        kept["properties"] = {
            key: _plain(value, parts, owner) | {"description": _explained(owner, key)}
            for key, value in schema["properties"].items()
        }
        kept["additionalProperties"] = False
    return kept


_LEFT_OUT = frozenset(("$defs", "title", "description", "default", "properties"))


def _explained(owner: str, key: str) -> str:
    return EXPLAINED.get(f"{owner}.{key}") or EXPLAINED.get(key, "")


def _as_written(desk: Schema) -> None:
    """Put hours and weekdays as staff write them in place of how the domain holds them."""
    hours = desk["properties"]["hours"]["properties"]
    span = {"type": "string", "pattern": "^[0-9]{1,2}[:h][0-9]{2} *[-–] *[0-9]{1,2}[:h][0-9]{2}$"}
    about = hours["weekly"]["description"]
    hours["weekly"] = _group({day: _list(span) for day in WEEKDAYS}) | {"description": about}
    like = hours["make_up_days"]["items"]["properties"]["like"]
    hours["make_up_days"]["items"]["properties"]["like"] = like | {"type": "string", "enum": list(WEEKDAYS)}


def _overlay(desk: Schema, procedure: Schema) -> Schema:
    overlay = _shape(Overlay)
    properties = overlay["properties"]
    properties["desk"] = _optional(desk) | {"description": properties["desk"]["description"]}
    facts = {key: value for key, value in procedure["properties"].items() if key != "code"}
    properties["change"]["additionalProperties"] = _group(facts)
    properties["add"]["items"] = procedure
    return overlay


def _optional(schema: Schema) -> Schema:
    """Make every key of nested groups one that may be left out; lists keep what their entries need."""
    if "properties" not in schema:
        return schema
    free = {key: value for key, value in schema.items() if key != "required"}
    return free | {"properties": {key: _optional(value) for key, value in schema["properties"].items()}}


def _group(properties: Schema, *, required: list[str] | None = None) -> Schema:
    explained = {
        key: ({"description": EXPLAINED[key]} if key in EXPLAINED else {}) | value
        for key, value in properties.items()
    }
    group: Schema = {"type": "object", "properties": explained, "additionalProperties": False}
    return group | ({"required": required} if required else {})


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _whole(schema: Schema) -> Schema:
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_bytes(written(schema))
