"""The phone page in a real browser: what citizens and officers see and press."""

import json
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.simulator import SimulatorSettings, running
from tests.browser import DESKTOP, PHONE
from tests.simulator.conftest import CITIZEN

NAUGHTY = Path(__file__).parents[1] / "data" / "naughty-strings.json"
OTHER = "7100000000000000002"
BUTTONS = [
    {"title": "Lệ phí", "type": "oa.query.hide", "payload": "#fee"},
    {"title": "Bao lâu?", "type": "oa.query.show", "payload": "Bao lâu có kết quả?"},
    {"title": "Cổng dịch vụ công", "type": "oa.open.url", "payload": {"url": "https://dichvucong.gov.vn"}},
    {"title": "Gọi xã", "type": "oa.open.phone", "payload": {"phone_code": "84900000001"}},
]


@asynccontextmanager
async def answering():
    """A stand-in bot that repeats what it hears, with buttons, through the OpenAPI."""
    async with aiohttp.ClientSession() as session, running(SimulatorSettings(port=0)) as simulator:

        async def hear(request):
            event = await request.json()
            if event["event_name"].startswith("user_send"):
                words = event["message"].get("text") or event["event_name"]
                message = {"text": f"Dạ: {words}"}
                message["attachment"] = {"type": "template", "payload": {"buttons": BUTTONS}}
                await session.post(
                    simulator.url + "/v3.0/oa/message/cs",
                    json={"recipient": {"user_id": event["sender"]["id"]}, "message": message},
                    headers={"access_token": simulator.tokens.current.access},
                )
            return web.Response()

        app = web.Application()
        app.router.add_post("/webhook", hear)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            simulator.webhook.url = "http://{}:{}/webhook".format(*runner.addresses[0][:2])
            yield simulator
        finally:
            await runner.cleanup()


@pytest.fixture
async def simulator():
    async with answering() as simulator:
        yield simulator


def phone(page, citizen_id=CITIZEN):
    return page.locator(f'.phone[data-citizen="{citizen_id}"]')


async def say(page, text, citizen_id=CITIZEN):
    await phone(page, citizen_id).get_by_label("Nhập tin nhắn").fill(text)
    await page.keyboard.press("Enter")


async def test_a_citizen_types_is_answered_and_taps(simulator, phone_page):
    page = await phone_page(simulator.url, PHONE)
    await say(page, "làm giấy khai sinh cần gì")
    await phone(page).get_by_text("Dạ: làm giấy khai sinh cần gì").wait_for()
    await phone(page).get_by_role("button", name="Bao lâu?").click()
    await phone(page).get_by_text("Dạ: Bao lâu có kết quả?").wait_for()
    await phone(page).get_by_role("button", name="Lệ phí").last.click()
    await phone(page).get_by_text("Dạ: #fee").wait_for()
    mine = await phone(page).locator(".mine .text").all_text_contents()
    assert mine == ["làm giấy khai sinh cần gì", "Bao lâu có kết quả?"]
    link = phone(page).get_by_role("link", name="Cổng dịch vụ công").last
    assert await link.get_attribute("href") == "https://dichvucong.gov.vn"
    assert "noopener" in await link.get_attribute("rel")
    await phone(page).get_by_role("button", name="Gọi xã").last.click()
    await phone(page).get_by_text("Gọi 84900000001").wait_for()


async def test_what_a_citizen_reads_is_told_as_seen(simulator, phone_page):
    page = await phone_page(simulator.url, PHONE)
    await say(page, "chào")
    await phone(page).locator(".theirs .state.seen").wait_for()
    assert simulator.sent_to(CITIZEN)[0].state == "seen"


async def test_every_kind_of_attachment_can_be_sent(simulator, phone_page, tmp_path):
    picture = tmp_path / "anh.png"
    picture.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
            "0000000d49444154789c6360f8cfc0f01f0005000201a5f645400000000049454e44ae426082"
        )
    )
    page = await phone_page(simulator.url, PHONE)
    await phone(page).get_by_label("Gửi ảnh, vị trí").click()
    tools = phone(page).locator(".tools")
    await tools.get_by_label("Ảnh").set_input_files(picture)
    await phone(page).locator("img.picture").wait_for()
    await tools.get_by_text("Ghi âm").click()
    await tools.get_by_text("Nhãn dán").click()
    await phone(page).get_by_label("Nhãn dán 🙏").click()
    await tools.get_by_text("Vị trí").click()
    await phone(page).get_by_role("button", name="Gửi vị trí").click()
    await tools.get_by_label("Tệp").set_input_files(picture)
    await phone(page).get_by_text("anh.png").wait_for()
    kinds = [word.kind for word in simulator.history(CITIZEN) if not word.from_oa]
    assert sorted(kinds) == ["file", "image", "location", "sticker", "voice"]


async def test_citizens_stand_side_by_side_on_a_desktop_and_behind_tabs_on_a_phone(simulator, phone_page):
    desktop = await phone_page(simulator.url, DESKTOP)
    await say(desktop, "một", CITIZEN)
    await say(desktop, "hai", OTHER)
    await phone(desktop, OTHER).get_by_text("Dạ: hai").wait_for()
    assert await phone(desktop, CITIZEN).get_by_text("Dạ: hai").count() == 0
    small = await phone_page(simulator.url, PHONE)
    assert not await phone(small, OTHER).is_visible()
    await small.get_by_role("tab", name="1 · Bà Mẫu").focus()
    await small.keyboard.press("ArrowRight")
    await phone(small, OTHER).get_by_text("Dạ: hai").wait_for()
    assert not await phone(small, CITIZEN).is_visible()


async def test_typing_is_never_lost(simulator, phone_page):
    page = await phone_page(simulator.url, PHONE)
    box = phone(page).get_by_label("Nhập tin nhắn")
    await box.fill("đang gõ dở")
    await page.reload()
    await phone(page).wait_for()
    assert await box.input_value() == "đang gõ dở"
    await page.context.set_offline(True)
    await page.keyboard.press("Tab")
    await box.press("Enter")
    await phone(page).get_by_text("Chưa gửi được. Nội dung vẫn còn đây").wait_for()
    assert await box.input_value() == "đang gõ dở"
    await page.context.set_offline(False)
    await box.press("Enter")
    await phone(page).get_by_text("Dạ: đang gõ dở").wait_for()
    assert await box.input_value() == ""
    phone_page.complaints.clear()  # the browser's own words about being offline


async def test_an_officer_answers_as_an_officer(simulator, phone_page):
    page = await phone_page(simulator.url, DESKTOP)
    await say(page, "chào")
    await phone(page).get_by_text("Dạ: chào").wait_for()
    await page.get_by_label("Trả lời với tư cách cán bộ").fill("Tôi là cán bộ, xin nghe.")
    await page.keyboard.press("Enter")
    await phone(page).get_by_text("Tôi là cán bộ, xin nghe.").wait_for()
    assert simulator.history(CITIZEN)[-1].admin_id


async def test_faults_and_situations_are_switched_on_the_page(simulator, phone_page):
    page = await phone_page(simulator.url, PHONE)
    await page.get_by_role("tab", name="Sự cố").click()
    await page.get_by_label("Gửi mỗi sự kiện hai lần").check()
    await page.get_by_label("Mã lỗi khi bot gửi tin").select_option("-230")
    await page.get_by_role("button", name="Như đã im lặng 8 ngày").click()
    await page.get_by_text("Đã làm: Như đã im lặng 8 ngày").wait_for()
    assert simulator.faults.as_json() | {"duplicate": True, "error": -230} == simulator.faults.as_json()
    assert simulator.citizen(CITIZEN).last_interaction_ms < simulator.settings.clock.now_ms() - 7 * 86_400_000
    await page.get_by_role("button", name="Tắt hết sự cố").click()
    await page.get_by_text("Đã làm: Tắt hết sự cố").wait_for()
    assert not await page.get_by_label("Gửi mỗi sự kiện hai lần").is_checked()


async def test_the_raw_view_shows_both_ways(simulator, phone_page):
    page = await phone_page(simulator.url, DESKTOP)
    await say(page, "chào")
    await phone(page).get_by_text("Dạ: chào").wait_for()
    await page.locator("#sides").get_by_role("tab", name="JSON").click()
    await page.locator(".exchange.out", has_text="user_send_text").locator("summary").click()
    body = await page.locator(".exchange[open] pre").first.text_content()
    assert json.loads(body)["message"]["text"] == "chào"
    assert await page.locator(".exchange.in", has_text="/v3.0/oa/message/cs").count() == 1


async def test_a_bot_that_is_not_there_is_said_in_vietnamese(phone_page):
    async with running(SimulatorSettings(port=0, webhook_url="http://127.0.0.1:9/webhook")) as simulator:
        page = await phone_page(simulator.url, PHONE)
        await phone(page).get_by_text("Chưa có tin nhắn nào").wait_for()
        await say(page, "có ai không")
        await page.get_by_role("alert").get_by_text("Chưa kết nối được tới bot").wait_for()
        await phone(page).get_by_text("Bot chưa nhận, sẽ gửi lại").wait_for()


async def test_the_page_speaks_english_when_asked(simulator, phone_page):
    page = await phone_page(simulator.url, PHONE)
    await page.get_by_role("button", name="Đổi ngôn ngữ").click()
    await phone(page).get_by_label("Write a message").wait_for()
    assert await page.locator("html").get_attribute("lang") == "en"


async def shown_texts(page, citizen_id, count):
    await phone(page, citizen_id).locator(".row").nth(count - 1).wait_for(state="attached")
    return await phone(page, citizen_id).evaluate(
        "(node) => [...node.querySelectorAll('.bubble')].map("
        "(bubble) => [...bubble.querySelectorAll('.text')].map((text) => text.textContent).join('|'))"
    )


AS_HTML = """Element.prototype.append = function (...parts) {
  for (const part of parts) part instanceof Node ? this.appendChild(part) : this.insertAdjacentHTML("beforeend", part);
};"""


@pytest.mark.parametrize(
    ("init_script", "exact"), [("", True), (AS_HTML, False)], ids=["ours", "a broken twin"]
)
async def test_hostile_strings_are_shown_letter_by_letter(simulator, phone_page, init_script, exact):
    strings = json.loads(NAUGHTY.read_text())
    people = [sample.citizen_id for sample in simulator.settings.samples]
    simulator.webhook.url = ""
    expected = {citizen_id: strings[index::3] for index, citizen_id in enumerate(people)}
    for citizen_id, texts in expected.items():
        for text in texts:
            simulator.citizen_says(citizen_id, text)
    page = await phone_page(simulator.url, DESKTOP, init_script)
    shown = {
        citizen_id: await shown_texts(page, citizen_id, len(texts)) for citizen_id, texts in expected.items()
    }
    assert (shown == expected) is exact
    if not exact:
        phone_page.complaints.clear()  # the twin tried to load what the strings name


async def test_every_control_has_a_name_and_nothing_is_wider_than_the_phone(simulator, phone_page):
    page = await phone_page(simulator.url, PHONE)
    await say(page, "w" * 300)
    await phone(page).get_by_text("Dạ: ww").wait_for()
    for view in ("Điện thoại", "Cán bộ", "Sự cố", "JSON"):
        await page.locator("#views").get_by_role("tab", name=view).click()
        unnamed, wide = await page.evaluate(
            "() => [[...document.querySelectorAll('button, input, select, textarea, a')].filter((node) =>"
            " !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length)).map((n) => n.outerHTML),"
            " document.documentElement.scrollWidth > innerWidth]"
        )
        assert unnamed == []
        assert not wide


async def test_the_page_may_load_nothing_but_itself(simulator):
    async with aiohttp.ClientSession() as session, session.get(simulator.url + "/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with aiohttp.ClientSession() as session:
        for path in (
            "/static/..%2fserver.py",
            "/static/nope.js",
            "/media/..%2f..%2fserver.py",
            "/media/nope",
        ):
            async with session.get(simulator.url + path) as answer:
                assert answer.status == 404


async def test_the_page_finds_a_simulator_that_was_started_again(phone_page, tmp_path):
    async with running(SimulatorSettings(port=0, state_dir=tmp_path)) as first:
        port = int(first.url.rsplit(":", 1)[1])
        page = await phone_page(first.url, PHONE)
        await say(page, "còn nhớ không")
        await phone(page).locator(".mine").wait_for()
    await page.get_by_text("Mất kết nối").wait_for()
    phone_page.complaints.clear()  # the browser's own words about the lost connection
    async with running(SimulatorSettings(port=port, state_dir=tmp_path)) as second:
        await page.get_by_text("Đang kết nối").wait_for(timeout=20_000)
        phone_page.complaints.clear()
        await phone(page).get_by_text("còn nhớ không").wait_for()
        await page.get_by_role("alert").get_by_text("Chưa có địa chỉ webhook").wait_for()
        second.webhook.url = "http://127.0.0.1:9/"
        await page.get_by_role("alert").get_by_text("Chưa kết nối được tới bot").wait_for()
