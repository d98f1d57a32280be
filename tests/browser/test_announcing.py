"""Who will see an announcement, removing it, and undoing a change: in the window of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.showcase import open_demo
from tests.browser.test_main_job import command, field, press_create, qa
from tests.chromium import needs_chromium, open_page
from tests.stage import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

pytestmark = needs_chromium


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with open_demo(port=0) as show, open_page(show.page) as opened:
        await expect(qa(opened, "composer")).to_be_focused()
        yield opened


async def choose_channel(page: Page, name: str) -> None:
    await field(page, "channels").get_by_role("combobox").click()
    await page.keyboard.type(name)
    await page.get_by_role("option", name=name).click()


async def created(page: Page) -> None:
    await command(page, CREATE)
    await press_create(page)
    await expect(qa(page, "modal-title")).to_have_text("Created")
    await qa(page, "modal-cancel").click()


async def test_the_form_says_who_will_see_the_announcement(page: Page) -> None:
    await command(page, CREATE)
    await expect(field(page, "seen")).to_contain_text("#town-hall: public, 5 people will see it.")

    await choose_channel(page, "all-company")

    await expect(field(page, "seen")).to_contain_text("#all-company: public, 1,200 people")
    await expect(field(page, "title").locator("input")).to_have_value("Q4 town hall")


async def test_a_saved_change_is_undone_in_its_window(page: Page) -> None:
    await created(page)
    await command(page, "/webcast update last cap:2000")
    await expect(qa(page, "modal-title")).to_have_text("Edit webcast")
    await qa(page, "modal-submit").click()
    await expect(qa(page, "modal-body")).to_contain_text("from 1,000 to 2,000")
    await qa(page, "modal-submit").click()
    await expect(qa(page, "modal-title")).to_have_text("Saved")

    await page.get_by_role("button", name="Undo").click()

    await expect(qa(page, "modal-title")).to_have_text("Undone")
    await expect(qa(page, "modal-body")).to_contain_text("from 2,000 to 1,000")
    await expect(page.get_by_role("button", name="Undo")).to_have_count(0)


async def test_a_large_channel_is_confirmed_and_the_post_can_be_removed(page: Page) -> None:
    await created(page)
    await command(page, "/webcast share last #all-company")
    await page.keyboard.press("Enter")  # the first one took the channel that was offered
    await page.get_by_role("button", name="Post the announcement").click()
    await expect(qa(page, "confirm")).to_contain_text("1,200 people will see it")
    await qa(page, "confirm-yes").click()

    await page.get_by_role("button", name="Remove the announcement").click()
    await qa(page, "confirm-yes").click()

    answer = qa(page, "message").filter(has_text="Removed from")
    await expect(answer).to_contain_text("#all-company")
