"""The main job as a newcomer does it: the demo's page, driven in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Locator, Page, expect

from bot.showcase import open_demo
from tests.chromium import needs_chromium, open_page
from tests.stage import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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


async def command(page: Page, text: str) -> None:
    """Type a line once no window is open that would take the key."""
    await expect(qa(page, "modal-title")).to_be_hidden()
    await qa(page, "composer").fill(text)
    await page.keyboard.press("Enter")


async def press_create(page: Page) -> None:
    """Press [Create] once the form says who will see it, and wait for the last word."""
    await expect(field(page, "seen")).to_contain_text("people will see it")
    await qa(page, "modal-submit").click()
    await expect(qa(page, "modal-body")).to_contain_text("Announced in")


async def test_from_a_line_of_words_to_a_viewer_page(page: Page) -> None:
    await command(page, CREATE)
    await expect(field(page, "title").locator("input")).to_have_value("Q4 town hall")
    await expect(field(page, "when_read")).to_contain_text("15:00 US/Eastern")

    await press_create(page)
    await expect(qa(page, "modal-title")).to_have_text("Created")
    await expect(qa(page, "modal-body")).to_contain_text("Announced in #town-hall")
    await qa(page, "modal-cancel").click()

    card = qa(page, "message").filter(has_text="Q4 town hall")
    async with page.context.expect_page() as opening:
        await (
            card.get_by_role("link", name="Watch")
            .or_(card.get_by_role("button", name="Watch"))
            .click()
        )
    viewer = await opening.value
    await expect(viewer.locator("body")).to_contain_text("Q4 town hall")
    await expect(viewer.locator("body")).to_contain_text("US/Eastern")


async def test_the_owner_reveals_presenter_access_in_a_window(page: Page) -> None:
    await command(page, f"{CREATE} guests:live,qa")
    await press_create(page)
    await expect(qa(page, "modal-title")).to_have_text("Created")
    await qa(page, "modal-cancel").click()
    await page.get_by_role("button", name="Webcasts").click()

    await page.get_by_role("button", name="Reveal presenter").click()

    await expect(qa(page, "modal-title")).to_have_text("Presenter access")
    await expect(qa(page, "modal-body")).to_contain_text("Live Studio")
    await expect(qa(page, "modal-body")).to_contain_text("Q&A Only")
    await expect(qa(page, "modal-body")).to_contain_text("PIN:")


async def test_words_are_read_back_while_they_are_typed(page: Page) -> None:
    await command(page, "/webcast create")
    when = field(page, "when").locator("input")

    await when.press_sequentially("tomorrow 9am london for 2h")

    await expect(field(page, "when_read")).to_contain_text("09:00 Europe/London")
    await expect(field(page, "zone").get_by_role("combobox")).to_have_value("Europe/London")
    await expect(field(page, "duration").get_by_role("combobox")).to_have_value("2 hours")
    await expect(when).to_have_value("tomorrow 9am london for 2h")
    await expect(when).to_be_focused()


async def test_what_cannot_be_used_is_said_on_its_field(page: Page) -> None:
    await command(page, '/webcast create "<b>Q4</b>" bananas')

    await qa(page, "modal-submit").click()

    await expect(field(page, "title").locator("[data-qa='field-error']")).to_contain_text(
        "angle brackets"
    )
    await expect(field(page, "title").locator("input")).to_have_value("<b>Q4</b>")


async def test_the_type_decides_which_fields_there_are(page: Page) -> None:
    await command(page, CREATE)
    await expect(field(page, "source")).to_be_visible()

    await field(page, "kind").get_by_text("On demand").click()

    await expect(field(page, "media")).to_be_visible()
    await expect(field(page, "source")).to_have_count(0)
    await expect(field(page, "title").locator("input")).to_have_value("Q4 town hall")


async def test_somebody_else_sees_the_card_on_their_own_clock(page: Page) -> None:
    await command(page, CREATE)
    await press_create(page)
    await expect(qa(page, "modal-title")).to_have_text("Created")
    await qa(page, "modal-cancel").click()
    card = qa(page, "message").filter(has_text="Q4 town hall")
    await expect(card).to_contain_text("3:00 PM")

    await page.get_by_role("button", name="Comms lead").last.click()
    await page.get_by_role("menuitem").filter(has_text="IR manager").click()

    await expect(card).not_to_contain_text("3:00 PM")
    await expect(card).to_contain_text("15:00 US/Eastern")


async def become(page: Page, person: str) -> None:
    await page.locator("footer.you").get_by_role("button").click()
    await page.get_by_role("menuitem").filter(has_text=person).click()


async def test_a_presenter_opens_their_access_and_says_that_they_are_ready(page: Page) -> None:
    await command(page, CREATE)
    await press_create(page)
    await expect(qa(page, "modal-title")).to_have_text("Created")
    await qa(page, "modal-cancel").click()
    await command(page, "/webcast presenters next @presenter:moderator")
    await page.get_by_role("button", name="Invite", exact=True).click()
    await expect(qa(page, "message").last).to_contain_text("Invited 1 of 1")

    await become(page, "Presenter")
    await page.get_by_role("button", name="Webcasts").first.click()
    await page.get_by_role("button", name="Show my own presenter link").click()
    await expect(qa(page, "modal-title")).to_have_text("My presenter access")
    await expect(qa(page, "modal-body")).to_contain_text("Moderator (Q&A Only)")
    await expect(qa(page, "modal-body")).to_contain_text("PIN:")
    await qa(page, "modal-cancel").click()
    await page.get_by_role("button", name="I am ready").click()
    await expect(qa(page, "message").last).to_contain_text("You said that you are ready")

    await become(page, "Comms lead")
    await page.get_by_role("button", name="Webcasts").first.click()
    await expect(qa(page, "message").first).to_contain_text("Presenters: 1 of 1 ready")
