"""A calendar file, a pasted link and a message's shortcut, as people meet them in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import icalendar
import pytest
from playwright.async_api import Locator, Page, expect

from bot.showcase import open_demo
from tests.browser.test_main_job import press_create
from tests.chromium import needs_chromium, open_page
from tests.stage import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = needs_chromium


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with open_demo(port=0) as show, open_page(show.page) as opened:
        await expect(qa(opened, "composer")).to_be_focused()
        yield opened


def qa(page: Page, name: str) -> Locator:
    return page.locator(f"[data-qa='{name}']")


def field(page: Page, stem: str) -> Locator:
    return page.locator(f"[data-block-id='{stem}'], [data-block-id^='{stem}~']")


async def enter(page: Page, text: str) -> None:
    """Type a line once no window is open that would take the key."""
    await expect(qa(page, "modal-title")).to_be_hidden()
    await qa(page, "composer").fill(text)
    await page.keyboard.press("Enter")


async def create(page: Page) -> str:
    """Create a webcast and return its viewer link."""
    await enter(page, f"{CREATE} guests:live")
    await press_create(page)
    await expect(qa(page, "modal-title")).to_have_text("Created")
    link = await qa(page, "modal-body").get_by_role("link").first.get_attribute("href")
    await qa(page, "modal-cancel").click()
    return str(link)


async def test_the_file_comes_in_the_direct_messages_and_parses(page: Page, tmp_path: Path) -> None:
    await create(page)
    await enter(page, "/webcast ics next")
    await expect(qa(page, "message").last).to_contain_text("direct messages")
    await page.get_by_role("button", name="Webcasts").click()

    async with page.expect_download() as downloading:
        await qa(page, "file").click()
    await (await downloading.value).save_as(tmp_path / "kept.ics")

    calendar = icalendar.Calendar.from_ical((tmp_path / "kept.ics").read_bytes())
    [event] = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Q4 town hall"
    assert "starthere.jsp?ei=" in str(event["URL"])


async def test_the_card_offers_the_file(page: Page) -> None:
    await create(page)
    card = qa(page, "message").filter(has_text="Q4 town hall").first

    await card.get_by_role("button", name="to your calendar").click()
    await page.get_by_role("button", name="Calendar file (.ics)").click()

    await expect(qa(page, "message").last).to_contain_text("direct messages")


async def test_a_pasted_viewer_link_shows_the_webcast(page: Page) -> None:
    link = await create(page)

    await enter(page, f"Have a look: {link}")

    preview = qa(page, "unfurl")
    await expect(preview).to_contain_text("Q4 town hall")
    await expect(preview).to_contain_text("Scheduled")
    async with page.context.expect_page() as opening:
        await preview.get_by_text("Watch").click()
    await expect((await opening.value).locator("body")).to_contain_text("Q4 town hall")


async def test_the_shortcut_of_a_message_opens_a_filled_form(page: Page) -> None:
    await enter(page, "Results call next thursday at 4pm for 1 hour")
    message = qa(page, "message").filter(has_text="Results call")
    await message.hover()
    await message.locator("[data-qa=more-actions]").click()

    await qa(page, "shortcut-create_from_message").click()

    await expect(field(page, "title").locator("input")).to_have_value("Results call")
    await expect(field(page, "when").locator("input")).to_have_value(
        "next thursday at 4pm for 1 hour"
    )
    await expect(field(page, "when_read")).to_contain_text("16:00 US/Eastern")
