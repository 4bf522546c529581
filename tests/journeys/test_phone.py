"""What a newcomer sees: the phone page and the bot behind it."""

from __future__ import annotations

from tests.browser import PHONE
from tests.journeys.commune import ANNA


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
