"""
Brings collected facts about procedures into `procedures.yaml`.

Entries that are there stay as staff left them, letter for letter; only what is missing is added, so running it
twice changes nothing. What the collectors only remembered is left out: a fact without a source is no fact.
Run as `python -m bot.content.convert FACTS.yaml CURRENT.yaml > NEW.yaml`; see `entries` for what it reads.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from bot.content import guard
from bot.content.from_facts import Entry, Facts, make_entry
from bot.content.known import normal
from bot.content.tree import plain
from bot.content.write import write_entry
from bot.dialogue.ways import ways

_CODE = re.compile(r"[0-9]\.[0-9]{6}", re.ASCII)
_NEXT_PART = "\nelsewhere:"


def convert(facts: bytes, current: str, *, reserved: Collection[str] = ()) -> str:
    """
    Give `current` with an entry added for every procedure of the facts that it has none for.

    Args:
        reserved: Wordings that an intent already holds; no entry gets them.

    Raises:
        ContentError: One of the two is no YAML we take.

    """
    collected: Any = plain(guard.parse(facts, "facts"))
    there: Any = plain(guard.parse(current.encode(), "procedures.yaml"))
    as_of = collected["meta"]["as_of"]
    known = [*there["procedures"], *(there.get("elsewhere") or ())]
    added = entries(collected["procedures"], known, checked_on=as_of, reserved=reserved)
    procedures, key, rest = current.partition(_NEXT_PART)
    entered = procedures.rstrip("\n") + "\n" + "".join(f"\n{write_entry(entry)}" for entry in added)
    return entered + key + rest


def entries(
    facts: Sequence[Facts], known: Sequence[Facts], *, checked_on: str, reserved: Collection[str] = ()
) -> list[Entry]:
    """
    Make entries of our shape, in order, for the facts whose code is not among the known entries.

    A facts entry has code, official_name, short_name, field, agency, receive_at, documents_submit and
    documents_show (name, original, copy, when), form, processing_time and fee (text, cases), channels,
    online_level, result, legal_basis, aliases, notes, source, source_url, confidence, replaces. One without a
    national code is left out: nothing could lead to it.
    """
    there = {code for each in known for code in _codes(each)}
    new = [each for each in facts if _CODE.fullmatch(each.get("code") or "") and each["code"] not in there]
    made = [make_entry(each, checked_on=checked_on) for each in new]
    _settle_wordings(made, known, reserved)
    _settle_codes(made, there | {entry["code"] for entry in made})
    return [{key: value for key, value in entry.items() if value not in (None, [], {})} for entry in made]


def _settle_wordings(made: Sequence[Entry], known: Sequence[Facts], reserved: Collection[str]) -> None:
    """Leave each wording to one procedure: to whose name it is, else to the entry known before, else to none."""
    taken = {normal(each["name"]) for each in (*known, *made)} | {normal(said) for said in reserved}
    for each in known:
        taken |= {normal(said) for said in (each.get("short_name") or "", *_called(each))}
    for entry in made:
        short = entry["short_name"]
        if short is not None and normal(short) in taken:
            entry["short_name"] = None
        elif short is not None:
            taken.add(normal(short))
    claims = Counter(claim for entry in made for claim in {normal(said) for said in entry["also_called"]})
    for entry in made:
        once = {normal(said): said for said in entry["also_called"]}
        entry["also_called"] = [said for key, said in once.items() if claims[key] == 1 and key not in taken]


def _called(known: Facts) -> Iterator[str]:
    """Give the wordings of an entry; those of another office's matter stand by language."""
    called = known.get("also_called") or ()
    yield from (said for each in called.values() for said in each) if isinstance(called, dict) else called


def _codes(known: Facts) -> Iterator[str]:
    """Give every code an entry goes by; what another office does has a list of its own."""
    if "code" in known:
        yield known["code"]
    for key in ("other_codes", "codes"):
        yield from known.get(key) or ()


def _settle_codes(made: Sequence[Entry], codes: set[str]) -> None:
    for entry in made:
        entry["other_codes"] = [code for code in entry["other_codes"] if code not in codes]
        codes |= set(entry["other_codes"])


def phrases(folder: Path) -> Iterator[str]:
    """Give every phrase of a folder's intents and matters of other offices: none must lead to a procedure."""
    facts: Any = plain(guard.read(folder / "procedures.yaml", "procedures.yaml"))
    for matter in facts.get("elsewhere") or ():
        for said in matter["also_called"].values():
            yield from chain.from_iterable(map(ways, said))
    folder = folder / "intents"
    for path in sorted(folder.glob("[a-z]*.yaml")):
        intent: Any = plain(guard.read(path, path.name))
        for part in (intent, *(intent.get("topics") or ())):
            for said in part.get("phrases", {}).values():
                yield from chain.from_iterable(map(ways, said))


def _main() -> None:
    facts, current = sys.argv[1:]
    reserved = frozenset(phrases(Path(current).parent))
    text = Path(current).read_text("utf-8")
    sys.stdout.write(convert(Path(facts).read_bytes(), text, reserved=reserved))


if __name__ == "__main__":
    _main()
