"""What a newcomer sees: the phone page and the bot behind it."""

from __future__ import annotations

from bot.app import make_receipt_tokens, utc_now
from bot.domain.dossier import DossierState
from bot.storage.tokens import open_key
from tests.browser import PHONE
from tests.channels.test_zalo_pictures import as_bytes, photo
from tests.journeys.commune import ANNA
from tests.journeys.test_dossier_canary import CODE, become


async def test_a_newcomer_types_a_question_taps_a_button_and_asks_for_a_sample_dossier(commune, phone_page):
    page = await phone_page(commune.zalo.url, PHONE)
    phone = page.locator(f'.phone[data-citizen="{ANNA}"]')
    box = phone.get_by_label("Nhập tin nhắn")

    async def ask(text):
        await box.fill(text)
        await box.press("Enter")

    await ask("làm giấy khai sinh cần gì")
    await phone.get_by_text("Giấy chứng sinh").first.wait_for()
    await phone.get_by_role("button", name="Lệ phí bao nhiêu").first.click()
    await phone.get_by_text("miễn phí").first.wait_for()
    await ask("thứ 7 có làm việc không")
    await phone.get_by_text("7:00 đến 11:30").first.wait_for()
    await ask("tra hồ sơ H15.93.20-261120-0018")
    await phone.get_by_text("4 số cuối của số điện thoại").first.wait_for()
    await ask("4821")
    await phone.get_by_text("23/11/2026").first.wait_for()  # due, and in later years overdue


async def test_a_photograph_of_the_receipt_chosen_on_the_phone_shows_its_dossier(
    commune, phone_page, tmp_path
):
    parts, token = commune.parts, "7KQ2M9XA3DVE81TF"
    await become(parts, commune.zalo.settings.oa_id, DossierState.PROCESSING, 0)
    tokens = make_receipt_tokens(parts.records, open_key(parts.settings.var_dir))
    await tokens.add(token, oa_id=commune.zalo.settings.oa_id, code=CODE, at=utc_now())
    picture = tmp_path / "phieu.jpg"
    picture.write_bytes(as_bytes(photo(f"https://zalo.me/1#{token}", turn=9)))
    page = await phone_page(commune.zalo.url, PHONE)
    phone = page.locator(f'.phone[data-citizen="{ANNA}"]')
    await phone.get_by_label("Gửi ảnh, vị trí").click()
    await phone.locator(".tools").get_by_label("Ảnh").set_input_files(picture)
    await phone.get_by_text(CODE).first.wait_for()
