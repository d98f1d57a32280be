"""Home as its owner uses it: attention, what is ahead, and settling a lost answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page, expect

from bot.showcase import open_demo
from tests.browser.test_main_job import command, field, qa
from tests.chromium import needs_chromium, open_page
from tests.stage import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.showcase import Showcase

pytestmark = needs_chromium


@dataclass(frozen=True)
class Desk:
    show: Showcase
    page: Page

    async def open_home(self) -> None:
        await self.page.get_by_role("button", name="Webcasts").click()
        await self.page.get_by_role("tab", name="Home").click()

    async def lose_the_next_answer(self) -> None:
        url = f"{self.show.platform}/_sandbox/faults"
        fault = {"endpoint": "event/create", "kind": "drop_after_commit"}
        async with ClientSession() as session, session.post(url, json=fault) as answer:
            assert answer.ok

    async def last_id(self) -> str:
        url = f"{self.show.platform}/_sandbox/state"
        async with ClientSession() as session, session.get(url) as answer:
            return str((await answer.json())["events"][-1]["event_id"])


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_demo(port=0) as show, open_page(show.page) as page:
        await expect(qa(page, "composer")).to_be_focused()
        yield Desk(show, page)


async def test_home_shows_what_needs_attention_and_what_is_ahead(desk: Desk) -> None:
    page = desk.page
    await command(page, CREATE)
    await qa(page, "modal-submit").click()
    await expect(qa(page, "modal-title")).to_have_text("Created")
    await qa(page, "modal-cancel").click()

    await desk.open_home()

    home = qa(page, "home")
    await expect(home.get_by_role("heading", name="Needs attention")).to_be_visible()
    await expect(home).to_contain_text("Nobody is to present it yet")
    await expect(home).to_contain_text("1 webcast ahead")
    await home.locator("[data-block-id]").get_by_role("button", name="More").first.click()
    await page.get_by_role("menuitem", name="Show").click()
    await expect(qa(page, "modal-title")).to_have_text("Webcast")
    await expect(qa(page, "modal-body")).to_contain_text("Viewer link")


async def test_a_lost_answer_is_settled_in_home_with_the_link(desk: Desk) -> None:
    page = desk.page
    await desk.lose_the_next_answer()
    await command(page, CREATE)
    await qa(page, "modal-submit").click()
    await expect(qa(page, "modal-title")).to_have_text("Not certain")
    await qa(page, "modal-cancel").click()
    await desk.open_home()
    home = qa(page, "home")
    await expect(home).to_contain_text("Not certain whether it exists")

    await home.get_by_role("button", name="exists: paste").click()
    event_id = await desk.last_id()
    await (
        field(page, "event_ref").locator("input").fill(f"https://goto.webcasts.com/?ei={event_id}")
    )
    await qa(page, "modal-submit").click()

    await expect(qa(page, "modal-title")).to_have_text("Settled")
    await qa(page, "modal-cancel").click()
    await expect(home).to_contain_text("1 webcast ahead")
    await expect(home).not_to_contain_text("Not certain whether it exists")
