"""
A real browser for tests of pages: Debian's Chromium, driven by playwright.

Use it with `from tests.browser import phone_page` in a conftest.
"""

import os
import shutil

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESKTOP = (390, 844), (1440, 900)
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium():
    """Give the browser's path; without one skip aloud on a laptop, and fail where CI=true."""
    path = os.environ.get("MOTCUA_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        words = "CHƯA THỬ TRANG ĐIỆN THOẠI: máy này không có Chromium (Debian: apt-get install chromium)."
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    return path


@pytest.fixture
async def phone_page():
    """
    Open an address in a fresh browser: `page = await phone_page(url, PHONE)`.

    Whatever the page complains of in its console, throws, or asks of another host fails the test at its end.
    """
    path = chromium()
    from playwright.async_api import async_playwright  # noqa: PLC0415 - a laptop without it may skip

    complaints = []

    def watch(page, url):
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda asked: None if asked.url.startswith(url) else complaints.append(asked.url))

    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=path, args=list(FLAGS))

        async def open_page(url, size=PHONE, init_script=""):
            width, height = size
            context = await browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
            if init_script:
                await context.add_init_script(init_script)
            page = await context.new_page()
            page.set_default_timeout(10_000)
            watch(page, url)
            await page.goto(url)
            await page.locator(".phone.active").wait_for()
            return page

        open_page.complaints = complaints
        yield open_page
        await browser.close()
    assert complaints == []
