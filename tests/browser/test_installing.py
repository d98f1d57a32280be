"""From nothing to the first webcast: the app is installed by OAuth, and the platform connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Locator, Page, expect

from bot.showcase import SETUP, open_demo
from tests.chromium import needs_chromium, open_page
from tests.stage import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = needs_chromium


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with open_demo(port=0, oauth=True) as show, open_page(show.page) as opened:
        await expect(qa(opened, "composer")).to_be_focused()
        yield opened


def qa(page: Page, name: str) -> Locator:
    return page.locator(f"[data-qa='{name}']")


def field(page: Page, stem: str) -> Locator:
    return page.locator(f"[data-block-id='{stem}'], [data-block-id^='{stem}~']")


async def command(page: Page, text: str) -> None:
    """Type a line once no window is open that would take the key."""
    await expect(qa(page, "modal-title")).to_be_hidden()
    await qa(page, "composer").fill(text)
    await page.keyboard.press("Enter")


async def install(page: Page) -> None:
    """Install the app as an admin does, and come back into the workspace."""
    await qa(page, "coach-install").click()
    await qa(page, "consent-allow").click()
    await expect(page.get_by_role("heading")).to_have_text(
        "Webcasts is installed in Demo workspace"
    )
    await page.get_by_role("link", name="Open Slack").click()
    await expect(qa(page, "composer")).to_be_focused()


async def enter_account(page: Page, password: str) -> None:
    await field(page, "username").locator("input").fill("sandbox")
    await field(page, "password").locator("input").fill(password)
    await qa(page, "modal-submit").click()


async def test_from_the_installation_to_the_first_webcast(page: Page) -> None:
    await install(page)

    await qa(page, "coach-type").click()
    await expect(qa(page, "composer")).to_have_value(SETUP.command)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Platform account").click()
    await expect(qa(page, "modal-title")).to_have_text("Platform account")
    await enter_account(page, "wrong")
    await expect(qa(page, "modal-body")).to_contain_text("does not accept that user name")
    await expect(field(page, "username").locator("input")).to_have_value("sandbox")
    await expect(field(page, "password").locator("input")).to_have_value("")
    await enter_account(page, "sandbox")
    await expect(qa(page, "modal-body")).to_contain_text("the platform accepts sandbox")
    await qa(page, "modal-close").click()
    await qa(page, "coach-done").click()

    await command(page, CREATE)
    await expect(field(page, "seen")).to_contain_text("people will see it")
    await qa(page, "modal-submit").click()
    await expect(qa(page, "modal-body")).to_contain_text("Announced in")
    await expect(qa(page, "modal-title")).to_have_text("Created")


async def test_before_it_is_installed_there_is_no_command(page: Page) -> None:
    await command(page, "/webcast help")

    await expect(qa(page, "messages")).to_contain_text("is not a valid command")
    await expect(qa(page, "install")).to_have_text("Install Webcasts")


async def test_whoever_does_not_allow_it_may_begin_again(page: Page) -> None:
    await qa(page, "install").click()
    await qa(page, "consent-cancel").click()

    await expect(page.locator("body")).to_contain_text("nothing was installed")
    await page.get_by_role("link", name="Begin again").click()
    await expect(qa(page, "consent-allow")).to_be_visible()
