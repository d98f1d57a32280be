"""Files, previews and menus at messages, and who may do what, clicked through in Chromium."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.demo import people
from tests.chromium import needs_chromium, open_page
from tests.demo.conftest import SCOPES, Staging
from tests.demo.listener import ME, OTHER, TOWN_HALL, Stage
from tests.demo.pieces import actions, button, section

pytestmark = needs_chromium

JSON = dict[str, Any]
URL = "https://event.webcasts.com/starthere.jsp?ei=1743245&tp_key=a&b=2"
CARD: JSON = {"blocks": [section("*Q4 town hall*"), actions(button(value="42"))]}


@pytest.fixture
async def stage(staging: Staging) -> Stage:
    return await staging(
        scopes=SCOPES | {"links:write", "files:write"},
        events=frozenset({"link_shared"}),
        unfurl_domains=("webcasts.com",),
    )


@pytest.fixture
async def page(stage: Stage) -> AsyncIterator[Page]:
    """Open the window; whatever the browser complains of fails the test."""
    async with open_page(stage.slack.base_url) as page:
        await expect(qa(page, "composer")).to_be_focused()
        yield page


def qa(page: Page, name: str) -> Any:  # noqa: ANN401 - playwright's locator
    return page.locator(f"[data-qa='{name}']")


async def become(page: Page, user: str) -> None:
    await qa(page, "user-switcher").click()
    await qa(page, f"user-{user}").click()


async def heard(stage: Stage) -> JSON:
    """Wait for what the app is told next, and give its event."""
    callback: JSON = json.loads((await asyncio.wait_for(stage.app.arrivals.get(), 5)).body)
    event: JSON = callback["event"]
    return event


async def test_a_file_is_named_with_its_size_and_can_be_kept(
    stage: Stage, page: Page, tmp_path: Path
) -> None:
    await stage.client.files_upload_v2(
        channel=TOWN_HALL, content="x" * 5100, filename="q4.ics", title="Q4 town hall"
    )
    file = qa(page, "file")
    await expect(file).to_contain_text("Q4 town hall")
    await expect(file).to_contain_text("Calendar · 5.1 kB · q4.ics")

    async with page.expect_download() as downloading:
        await file.click()
    download = await downloading.value
    await download.save_as(tmp_path / "kept.ics")

    assert download.suggested_filename == "q4.ics"
    assert (tmp_path / "kept.ics").read_text() == "x" * 5100


async def test_a_pasted_link_reaches_the_app_and_its_preview_can_be_clicked(
    stage: Stage, page: Page
) -> None:
    await qa(page, "composer").fill(f"Look: {URL}")
    await page.keyboard.press("Enter")
    told = await heard(stage)
    assert told["links"] == [{"domain": "webcasts.com", "url": URL}]

    await stage.client.chat_unfurl(
        unfurl_id=told["unfurl_id"], source=told["source"], unfurls={URL: CARD}
    )
    preview = qa(page, "unfurl")
    await expect(preview.locator("strong")).to_have_text("Q4 town hall")
    await expect(preview).to_contain_text("Added by Webcasts")
    await preview.locator("[data-action-id=press]").click()
    click = (await asyncio.wait_for(stage.app.arrivals.get(), 5)).payload

    assert click["app_unfurl"]["app_unfurl_url"] == URL
    assert click["actions"][0]["value"] == "42"


async def test_an_unheard_click_in_a_preview_shows_trouble_in_it(stage: Stage, page: Page) -> None:
    await stage.slack.command(ME, TOWN_HALL, URL)
    ts = stage.messages()[0]["ts"]
    await stage.client.chat_unfurl(channel=TOWN_HALL, ts=ts, unfurls={URL: CARD})
    stage.slack.fault(delivery="block_actions", unreachable=True)

    await qa(page, "unfurl").locator("[data-action-id=press]").click()

    await expect(qa(page, "unfurl").locator("[data-qa=block-trouble]")).to_be_visible()


async def test_plain_attachments_of_the_app_are_shown(stage: Stage, page: Page) -> None:
    attachment = {"pretext": "Before", "title": "Report", "title_link": "https://a.example/"}
    facts = {"text": "*Words*", "footer": "Below", "fields": [{"title": "Seats", "value": "50"}]}
    await stage.client.chat_postMessage(
        channel=TOWN_HALL, text="Hello", attachments=[{**attachment, **facts}]
    )

    shown = qa(page, "attachment")

    for words in ("Before", "Words", "Seats", "50", "Below"):
        await expect(shown).to_contain_text(words)
    await expect(shown.locator("a")).to_have_attribute("href", "https://a.example/")


async def test_an_admin_deletes_a_message_of_the_app_after_a_yes(stage: Stage, page: Page) -> None:
    await stage.post()
    await qa(page, "message").hover()
    await qa(page, "more-actions").click()
    await qa(page, "delete-message").click()
    await qa(page, "confirm-yes").click()

    await expect(qa(page, "message")).to_have_count(0)
    assert stage.messages() == []


async def test_who_is_no_admin_deletes_only_their_own(stage: Stage, page: Page) -> None:
    await stage.post()
    await stage.slack.command(OTHER, TOWN_HALL, "Mine")
    await become(page, OTHER)
    await expect(qa(page, "user-switcher")).to_contain_text("IR manager")

    theirs, mine = qa(page, "message").nth(0), qa(page, "message").nth(1)

    await expect(mine.locator("[data-qa=more-actions]")).to_have_count(1)
    await mine.hover()
    await mine.locator("[data-qa=more-actions]").click()
    await expect(qa(page, "delete-message")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(theirs.locator("[data-qa=delete-message]")).to_have_count(0)


async def test_outsiders_are_marked_and_a_group_is_named(stage: Stage, page: Page) -> None:
    await stage.slack.command(people.GUEST.id, TOWN_HALL, "Hello @events-team")

    message = qa(page, "message")

    await expect(message).to_contain_text("GUEST")
    await expect(message.locator(".mention")).to_have_text("@events-team")


async def test_a_group_is_offered_by_its_name(stage: Stage, page: Page) -> None:
    await qa(page, "composer").press_sequentially("/webcast settings @even")
    await qa(page, "suggestion").click()
    await page.keyboard.press("Enter")
    sent = (await asyncio.wait_for(stage.app.arrivals.get(), 5)).fields["text"]

    assert sent == "settings <!subteam^S0EVENTS001|@events-team>"


async def test_a_large_channel_shows_its_size(page: Page) -> None:
    await qa(page, "channel-all-company").click()

    await expect(qa(page, "member-count")).to_have_text("1,200")


async def test_in_a_channel_for_admins_others_have_no_field(stage: Stage, page: Page) -> None:
    await become(page, OTHER)
    stage.slack.set_channel(TOWN_HALL, restricted=True)

    await expect(page.locator(".closed")).to_have_text("Only admins may post in this channel.")
    await become(page, ME)
    await expect(qa(page, "composer")).to_be_visible()


async def test_a_closed_account_is_nobody_to_become(stage: Stage, page: Page) -> None:
    await stage.slack.deactivate(OTHER)
    await qa(page, "user-switcher").click()

    await expect(qa(page, f"user-{people.PRESENTER.id}")).to_be_visible()
    await expect(qa(page, f"user-{OTHER}")).to_have_count(0)


async def test_the_last_message_is_in_view_when_the_window_opens(stage: Stage) -> None:
    for number in range(20):
        await stage.post(text=f"Message {number}")

    async with open_page(stage.slack.base_url, width=760, height=700) as page:
        await expect(qa(page, "message").last).to_be_in_viewport(ratio=1)
