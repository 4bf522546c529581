"""What every source of dossiers promises, whichever it is."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from bot.connectors.imported import ImportedDossiers
from bot.connectors.sample import SAMPLES, CsvDossiers
from bot.domain.dossier import DossierState
from tests.connectors import sheets
from tests.connectors.given import OA, copy_in, reader, take
from tests.connectors.test_service import Office, opened
from tests.dialogue.sample import Chat, keys, sample_content

CODE, END = "H15.93.20-261120-0018", "4821"
UNKNOWN = "H15.93.20-261120-9999"
TOKEN = "7KQ2M9XA3DVE81TF"


class Receipts:
    """One receipt was printed."""

    async def code_of(self, token, *, oa_id):
        return CODE if token == TOKEN else None


@pytest.fixture(params=["sample", "sheet", "xlsx", "imported", "service"])
async def source(request, tmp_path):
    async with AsyncExitStack() as stack:
        if request.param == "sample":
            yield CsvDossiers("", reader())
        elif request.param == "service":
            yield await stack.enter_async_context(opened(tmp_path, Office()))
        else:
            copy = await stack.enter_async_context(copy_in(tmp_path))
            row = sheets.row(code=CODE, state="Đang xử lý", phone="0900004821", received="20/11/2026", due="")
            form = sheets.as_xlsx if request.param == "xlsx" else sheets.as_csv
            await take(copy, form([list(sheets.HEAD), row]))
            yield (
                ImportedDossiers(copy, CsvDossiers("", reader()), Receipts())
                if request.param == "imported"
                else copy
            )


async def test_code_and_digits_together_show_the_dossier(source):
    dossier = await source.find(CODE, oa_id=OA, phone_end=END)
    assert dossier is not None
    assert (dossier.code, dossier.procedure_name, dossier.state) == (
        CODE, "Đăng ký khai sinh", DossierState.PROCESSING,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "phone_end"),
    [(CODE, "4822"), (CODE, ""), (CODE, "48210"), (CODE, "4821 "), (CODE, "    "), (CODE, "４８２１"),
     (UNKNOWN, END), (UNKNOWN, "    "), (UNKNOWN, ""), ("", END)],
)  # fmt: skip
async def test_everything_else_shows_nothing(source, code, phone_end):
    assert await source.find(code, oa_id=OA, phone_end=phone_end) is None


async def test_a_proved_dossier_is_read_by_its_code_alone(source):
    dossier = await source.read(CODE, oa_id=OA)
    assert dossier is not None
    assert await source.read(UNKNOWN, oa_id=OA) is None


async def test_no_dossier_holds_a_phone_or_a_name(source):
    dossier = await source.read(CODE, oa_id=OA)
    assert END not in repr(dossier)
    assert "MẪU" not in repr(dossier)


async def test_the_copy_takes_over_from_the_samples_at_the_first_import_and_for_that_page_alone(tmp_path):
    async with copy_in(tmp_path) as copy:
        source = ImportedDossiers(copy, CsvDossiers(SAMPLES, reader()), Receipts())
        assert await source.find(CODE, oa_id=OA, phone_end=END)
        await take(copy, sheets.as_csv(sheets.rows(1)))
        assert await source.find(CODE, oa_id=OA, phone_end=END) is None
        assert await source.find("H15.93.20-260901-0001", oa_id=OA, phone_end="0000")
        assert await source.find(CODE, oa_id="2", phone_end=END)


async def test_a_citizen_is_answered_from_the_imported_copy_and_refused_in_the_same_words(tmp_path):
    async with copy_in(tmp_path) as copy:
        await take(
            copy,
            sheets.as_csv([list(sheets.HEAD), sheets.row(code=CODE, phone="4821", due="30/11/2026")]),
            oa_id="1",
        )
        source = ImportedDossiers(copy, CsvDossiers(SAMPLES, reader()), Receipts())
        told = await Chat(sample_content(), source).say(f"{CODE} {END}")
        assert keys(told) == ["status_lookup.processing"]
        refused = [
            (await Chat(sample_content(), source).say(words)).replies
            for words in (f"{CODE} 0000", f"{UNKNOWN} {END}", "H15.93.20-261119-0007 3377")  # a sample's
        ]
        assert keys(await Chat(sample_content(), source).say(f"{CODE} 0000")) == ["status_lookup.not_shown"]
        assert refused[0] == refused[1] == refused[2]


async def test_the_token_of_a_receipt_shows_its_dossier_and_any_other_nothing(tmp_path):
    async with copy_in(tmp_path) as copy:
        await take(copy, sheets.as_csv([list(sheets.HEAD), sheets.row(code=CODE)]))
        source = ImportedDossiers(copy, CsvDossiers("", reader()), Receipts())
        assert (await source.find_by_token(TOKEN, oa_id=OA)).code == CODE
        assert await source.find_by_token(TOKEN[::-1], oa_id=OA) is None
