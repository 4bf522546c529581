"""The printed receipt: A5, letters inside, a QR to the page, a token that can be typed."""

from __future__ import annotations

import re
import zlib

import pytest
import segno

from bot.documents.receipt import Receipt, code_text, page_url, receipt_pdf
from bot.domain.receipt_token import ALPHABET, FEWEST, find_receipt_token, in_groups, read_receipt_token
from tests.documents.sample import OFFICE
from tests.reports.sample import dossier

TOKEN = "7KQ2M9XA3DVE81TF"


def receipt(url="https://zalo.me/1000", **change):
    return Receipt(dossier=dossier(**change), office=OFFICE, token=TOKEN, page_url=url)


def drawing(pdf):
    """Give what is drawn on the page, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = [zlib.decompress(stream) for stream in streams if stream[:1] == b"x"]
    return next(stream for stream in unpacked if b" Tf" in stream)


def test_the_page_is_a5_and_its_letters_are_inside():
    pdf = receipt_pdf(receipt())
    width, height = map(float, re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf).groups())
    assert [round(length / 72 * 25.4) for length in (width, height)] == [148, 210]
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf


def drawn_code(pdf):
    """Read the code back from the squares on the page, row by row."""
    squares = re.findall(
        rb"([\d.]+) ([\d.]+) m\n([\d.]+) [\d.]+ l\n(?:[\d.]+ [\d.]+ l\n){2}h\n+f", drawing(pdf)
    )
    corners = [tuple(map(float, square)) for square in squares if float(square[0])]  # not the page itself
    left, top = min(x for x, _, _ in corners), max(y for _, y, _ in corners)
    module = corners[0][2] - corners[0][0]
    dark = {(round((top - y) / module), round((x - left) / module)) for x, y, _ in corners}
    size = 1 + max(row for row, _ in dark)
    return tuple(bytes((row, column) in dark for column in range(size)) for row in range(size))


@pytest.mark.parametrize("url", ["https://zalo.me/1000", page_url("1" * 19)])
def test_the_code_on_the_page_opens_the_official_account_and_holds_the_token_behind_it(url):
    code = drawn_code(receipt_pdf(receipt(url)))
    assert code_text(receipt(url)) == f"{url}#{TOKEN}"
    assert find_receipt_token(code_text(receipt(url)))[0] == TOKEN
    assert code == tuple(map(bytes, segno.make_qr(f"{url}#{TOKEN}", error="q").matrix))
    assert code != tuple(map(bytes, segno.make_qr(url, error="q").matrix))


def test_the_same_receipt_is_the_same_file():
    assert receipt_pdf(receipt()) == receipt_pdf(receipt())


def test_a_long_procedure_keeps_everything_on_the_page():
    pdf = receipt_pdf(receipt(procedure_name="Thủ tục có tên rất dài " * 12, desk="Phòng rất xa " * 9))
    heights = [float(y) for y in re.findall(rb"1 0 -?0 1 [\d.]+ (-?[\d.]+) cm", drawing(pdf))]
    assert heights
    assert min(heights) > 8 * 72 / 25.4  # printers leave out the last millimetres


def test_a_dollar_sign_is_no_formula():
    receipt_pdf(receipt(procedure_name="Thu $x_{ và } $"))


@pytest.mark.parametrize(
    "typed", ["7KQ2-M9XA-3DVE-81TF", "7kq2 m9xa 3dve 81tf\n", "７KQ2–M9XA—3DVE-8ITF", "7KQ2M9XA3DVE8lTF"]
)
def test_a_token_is_read_however_it_is_typed(typed):
    assert read_receipt_token(typed) == TOKEN


@pytest.mark.parametrize(
    "typed", ["", "7KQ2-M9XA", TOKEN[: FEWEST - 1], "U" * 16, "7KQ2M9XA3DVE81T!", "A" * 33]
)
def test_what_is_no_token_or_too_short_is_refused(typed):
    assert read_receipt_token(typed) is None


def test_the_shortest_token_has_at_least_sixty_four_bits():
    assert len(ALPHABET) ** FEWEST >= 2**64


def test_groups_are_of_four():
    assert in_groups(TOKEN) == "7KQ2-M9XA-3DVE-81TF"
