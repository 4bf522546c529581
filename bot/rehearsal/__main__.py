"""`python -m bot.rehearsal FOLDER K/N PASSED`: one share of a rehearsal as JSON, for `child.py`; loads no more than it needs."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

from bot.content import load
from bot.errors import ContentError
from bot.rehearsal.child import REFUSED
from bot.rehearsal.rehearse import Share, rehearse


def main() -> None:
    """Try the share; what cannot be read at all goes to standard error."""
    folder, share, passed = sys.argv[1:]
    number, _, of = share.partition("/")
    try:
        told = rehearse(
            load(Path(folder)), Path(folder), share=Share(number=int(number), of=int(of)), passed=passed
        )
    except ContentError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(REFUSED)
    sys.stdout.write(json.dumps(told.as_plain(), ensure_ascii=False))


if __name__ == "__main__":
    gc.disable()  # it lives for two seconds and leaves no garbage worth a tenth of them
    main()
