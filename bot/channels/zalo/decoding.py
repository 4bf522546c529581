"""
Reads the QR codes of one picture: bytes in, a JSON list of texts out. It is run as a program of its own.

Whoever sends a picture chose every byte of it, so it is opened here, where little can be reached: no memory, time
or file beyond the limits, nothing of ours imported, no settings in the environment.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import warnings
from typing import BinaryIO

import zxingcpp
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
SIDE = 3000
"""A longer side is made this long: a code that fills a tenth of it is still read."""
MEMORY_BYTES = 768 * 1024 * 1024
PROCESSOR_S = 5


def codes_in(body: bytes) -> list[str]:
    """
    Give the text of each QR code.

    Raises:
        Exception: Whatever the libraries think of a file that is no such picture, or too large.

    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # more than this warns, which here is an error
        with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
            picture.draft("L", (SIDE, SIDE))
            grey = picture.convert("L")
        grey.thumbnail((SIDE, SIDE))
        found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [each.text for each in found]


def confine() -> None:
    """Give up memory, time and files beyond what one picture needs, where the system can take them."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - only systems like Unix have it

        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main(given: BinaryIO, told: BinaryIO) -> int:
    """Answer one picture; 1 when it cannot be read."""
    confine()
    try:
        codes = codes_in(given.read(MOST_BYTES + 1)[:MOST_BYTES])
    except Exception:  # noqa: BLE001 - any way to fail is the picture's fault, and its words may quote it
        return 1
    told.write(json.dumps(codes).encode())
    told.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
