"""A card's life and its reminders as people see them: the demo's page and clock, in Chromium."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Locator, Page, expect

from bot.showcase import open_demo
from tests.browser.test_main_job import press_create
from tests.chromium import needs_chromium, open_page
from tests.stage import CREATE, NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = needs_chromium


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Open the page with a town hall that starts in 15 minutes, announced in a channel."""
    async with open_demo(port=0, clock=lambda: NOW) as show, open_page(show.page) as opened:
        await qa(opened, "composer").fill(CREATE)
        await opened.keyboard.press("Enter")
        await press_create(opened)
        await expect(qa(opened, "modal-body")).to_contain_text("Reminders there: 1 day before")
        await qa(opened, "modal-cancel").click()
        show.clock.advance(timedelta(days=7, hours=4, minutes=45))
        yield opened


def qa(page: Page, name: str) -> Locator:
    return page.locator(f"[data-qa='{name}']")


def said(page: Page, words: str) -> Locator:
    return qa(page, "message").filter(has_text=words)


async def test_a_channel_sees_that_it_starts_soon_and_later_that_it_is_over(page: Page) -> None:
    card = said(page, "by @Comms lead").first
    await expect(card).to_contain_text("Starts soon")
    await expect(said(page, "starts in 15 minutes")).to_have_count(1)

    await qa(page, "clock-900").click()
    await expect(card).to_contain_text("Live now, by schedule")
    await expect(said(page, "starts now")).to_have_count(1)
    await expect(said(page, "starts in 15 minutes")).to_have_count(0)

    await qa(page, "clock-3600").click()
    await qa(page, "clock-3600").click()

    await expect(card).to_contain_text("Ended, by schedule")
    await expect(card.get_by_text("Open viewer page")).to_be_visible()
    await expect(said(page, "starts now")).to_have_count(0)
