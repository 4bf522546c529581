"""What is saved in the content folder while the bot runs."""

from __future__ import annotations

import shutil

import aiohttp
import pytest

from tests.journeys.changing import FEE, OFFICER, copied, open_changing, with_fee
from tests.journeys.commune import ANNA, free_port
from tests.journeys.test_message import quiet, until


@pytest.fixture
async def changing(folder):
    async with open_changing(folder) as opened:
        yield opened


async def test_a_saved_fee_is_answered_and_kept_as_a_version_that_says_what_changed(changing):
    before = await changing.says(ANNA, FEE)
    changing.save(with_fee(changing.content, "7.000 đồng mẫu"))
    await changing.until_number(2)
    assert "7.000 đồng mẫu" not in before
    assert "7.000 đồng mẫu" in await changing.says(ANNA, FEE)
    version = await changing.commune.parts.versions.newest()
    assert (version.number, version.why, bool(version.changes)) == (2, "lưu tệp", True)
    files = await changing.commune.parts.versions.files(2)
    assert files["procedures.yaml"] == (changing.content / "procedures.yaml").read_bytes()
    assert set(files) == {"procedures.yaml", *(f"intents/{each.name}" for each in (changing.content / "intents").glob("*.yaml"))}  # fmt: skip


async def test_only_facts_changed_keeps_the_matcher_and_a_new_wording_makes_another(changing):
    live = changing.commune.parts.live
    matcher = live.dialogue("").matcher
    changing.save(with_fee(changing.content, "7.000 đồng mẫu"))
    await changing.until_number(2)
    assert live.dialogue("").matcher is matcher
    contact = (changing.content / "intents" / "contact.yaml").read_text("utf-8")
    wording = "mẫu gọi kênh nào bây giờ"
    changing.save(contact.replace("  vi:\n", f"  vi:\n    - {wording}\n", 1).encode(), "intents/contact.yaml")
    await changing.until_number(3)
    assert live.dialogue("").matcher is not matcher
    assert "Điện thoại" in await changing.says(ANNA, wording)


async def test_a_bad_file_leaves_the_old_answers_and_is_told_by_line_to_the_officer_once(changing):
    await changing.says(OFFICER, "#contact")
    before = await changing.says(ANNA, FEE)
    good = (changing.content / "procedures.yaml").read_bytes()
    changing.save(good + b"x: [\n")
    (told,) = (await changing.commune.zalo.wait_sent(OFFICER, 2))[1:]
    line = good.count(b"\n") + 2
    assert f"procedures.yaml:{line}" in told.text or f"Dòng {line}" in told.text
    assert "bản 1" in told.text
    assert await changing.says(ANNA, FEE) == before
    lines = await changing.refused()
    changing.save(good + b"x: [ \n")  # the same problem, saved again
    changing.save(good)

    async def is_well():
        return not await changing.commune.parts.catalogue.refusals()

    await until(is_well)
    changing.save(good + b"x: [\n")
    assert await changing.refused() == lines
    await changing.says(OFFICER, "#thanks")
    assert [each.text for each in changing.commune.zalo.sent_to(OFFICER)].count(told.text) == 1


async def test_an_officer_who_never_wrote_to_the_page_is_not_written_to(changing):
    changing.save(b"x: [\n")
    await changing.refused()
    await changing.says(ANNA, FEE)
    await quiet(changing.commune)
    assert changing.commune.zalo.sent_to(OFFICER) == []


def remove(content):
    (content / "procedures.yaml").unlink()


def empty(content):
    (content / "procedures.yaml").write_bytes(b"")


def half(content):
    body = (content / "procedures.yaml").read_bytes()
    (content / "procedures.yaml").write_bytes(body[: len(body) // 2])


def huge(content):
    (content / "procedures.yaml").write_bytes(b"#" * 50_000_000)


def sixteen_bits(content):
    text = (content / "procedures.yaml").read_text("utf-8")
    (content / "procedures.yaml").write_text(text, "utf-16")


def no_intents(content):
    shutil.rmtree(content / "intents")


def everything(content):
    shutil.rmtree(content)


def a_folder_instead(content):
    (content / "procedures.yaml").unlink()
    (content / "procedures.yaml").mkdir()


@pytest.mark.parametrize(
    "harm", [remove, empty, half, huge, sixteen_bits, no_intents, everything, a_folder_instead]
)
async def test_whatever_becomes_of_the_files_citizens_get_the_old_answer_and_good_files_are_taken_again(
    changing, folder, harm
):
    before = await changing.says(ANNA, FEE)
    harm(changing.content)
    assert all(line.split(":")[0].strip() for line in await changing.refused())
    assert await changing.says(ANNA, FEE) == before
    shutil.rmtree(changing.content, ignore_errors=True)
    copied(folder)
    changing.save(with_fee(changing.content, "9.000 đồng mẫu"))
    await changing.until_number(2)
    assert "9.000 đồng mẫu" in await changing.says(ANNA, FEE)
    assert await changing.commune.parts.catalogue.refusals() == []


async def test_metrics_tell_the_version_and_that_something_is_refused(folder):
    port = free_port()
    content = copied(folder)
    async with (
        open_changing(folder, content, {"MOTCUA_ADMIN_PORT": str(port)}) as changing,
        aiohttp.ClientSession() as session,
    ):
        changing.save(b"x: [\n")
        await changing.refused()
        async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
            figures = (await answer.text()).splitlines()
    assert {"motcua_catalogue_version 1.0", "motcua_catalogue_refused 1.0"} <= set(figures)
