"""What a person meets in the window, clicked through in Chromium."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.chromium import needs_chromium, open_page
from tests.demo.listener import ME, TOWN_HALL, Stage
from tests.demo.pieces import actions, button, entry, field, modal, mrkdwn, option, plain, section

pytestmark = needs_chromium

JSON = dict[str, Any]


@pytest.fixture
async def page(stage: Stage) -> AsyncIterator[Page]:
    """Open the window; whatever the browser complains of fails the test."""
    async with open_page(stage.slack.base_url) as page:
        await expect(qa(page, "composer")).to_be_focused()
        yield page


def qa(page: Page, name: str) -> Any:  # noqa: ANN401 - playwright's locator
    return page.locator(f"[data-qa='{name}']")


def block(page: Page, block_id: str) -> Any:  # noqa: ANN401 - playwright's locator
    return page.locator(f"[data-block-id='{block_id}']")


async def open_form(stage: Stage, page: Page, view: JSON) -> JSON:
    await qa(page, "composer").fill("/webcast create")
    await page.keyboard.press("Enter")
    trigger = (await stage.app.arrivals.get()).fields["trigger_id"]
    opened: JSON = (await stage.client.views_open(trigger_id=trigger, view=view))["view"]
    await expect(qa(page, "modal")).to_be_visible()
    return opened


async def test_a_newcomer_is_led_to_the_first_command(stage: Stage, page: Page) -> None:
    await qa(page, "coach-type").click()
    await expect(qa(page, "coach")).to_contain_text("Now press Enter")
    await page.keyboard.press("Enter")
    sent = (await stage.app.arrivals.get()).fields["text"]

    assert sent == 'create "Q4 town hall" next tuesday 3pm for 90 minutes'


async def test_typing_goes_on_while_the_app_redraws_the_form(stage: Stage, page: Page) -> None:
    view = await open_form(stage, page, modal(entry("title"), entry("when")))
    title = block(page, "title").locator("input")
    await title.press_sequentially("Town hall")
    await page.keyboard.press("Home")

    fresh = modal(entry("title", hint=plain("Understood")), entry("zone"))
    await stage.client.views_update(view_id=view["id"], view=fresh)
    await expect(block(page, "zone")).to_be_visible()
    await page.keyboard.type("Q4 ")

    await expect(title).to_have_value("Q4 Town hall")
    await expect(block(page, "title")).to_contain_text("Understood")


async def test_a_redrawn_field_keeps_its_text_focus_and_caret(stage: Stage, page: Page) -> None:
    view = await open_form(stage, page, modal(entry("title")))
    title = block(page, "title").locator("input")
    await title.press_sequentially("Town hall")
    await page.keyboard.press("Home")

    relabelled = modal(entry("title", label=plain("New label")))
    await stage.client.views_update(view_id=view["id"], view=relabelled)
    await expect(block(page, "title")).to_contain_text("New label")
    await page.keyboard.type("Q4 ")

    await expect(title).to_have_value("Q4 Town hall")


async def test_an_error_stands_at_its_field_and_the_focus_goes_there(
    stage: Stage, page: Page
) -> None:
    await open_form(stage, page, modal(entry("title"), entry("when")))
    await block(page, "title").locator("input").fill("Q4")

    await qa(page, "modal-submit").click()

    await expect(block(page, "when").locator("[data-qa=field-error]")).to_have_text(
        "Please complete this required field."
    )
    await expect(block(page, "when").locator("input")).to_be_focused()


async def test_a_folder_is_found_by_typing(stage: Stage, page: Page) -> None:
    folder = field("external_select", min_query_length=2)
    await open_form(stage, page, modal(entry("folder", folder)))
    stage.app.answers = [{"options": [option("9", text=plain("Earnings"))]}]

    await block(page, "folder").locator("input").press_sequentially("ea")
    await page.locator("[data-qa=option][data-value='9']").click()
    await qa(page, "modal-submit").click()
    await expect(qa(page, "modal")).to_have_count(0)

    values = stage.app.last["view"]["state"]["values"]
    assert values["folder"]["value"]["selected_option"]["value"] == "9"


async def test_the_keyboard_alone_chooses_and_sends(stage: Stage, page: Page) -> None:
    select = field("static_select", options=[option("a"), option("b"), option("c")])
    await open_form(stage, page, modal(entry("kind", select), entry("title")))

    for key in ("ArrowDown", "ArrowDown", "Enter", "Tab", "Q", "Enter"):
        await page.keyboard.press(key)
    await expect(qa(page, "modal")).to_have_count(0)

    values = stage.app.last["view"]["state"]["values"]
    assert values["kind"]["value"]["selected_option"]["value"] == "b"
    assert values["title"]["value"]["value"] == "Q"


async def test_hostile_text_is_only_text(stage: Stage, page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)> javascript:alert(1) &lt;!channel&gt;"
    await stage.post(
        section("<javascript:alert(1)|click> &lt;!channel&gt; *bold*"),
        {"type": "header", "text": plain(hostile[:150])},
        text=hostile,
    )
    message = qa(page, "message")

    await expect(message.locator("h3")).to_have_text(hostile)
    await expect(message.locator("strong")).to_have_text("bold")
    await expect(message.locator("img, a")).to_have_count(0)
    await expect(message).to_contain_text("click <!channel> bold")


async def test_each_person_reads_a_time_in_their_own_zone(stage: Stage, page: Page) -> None:
    await stage.post(section("<!date^1796155200^{date_long} at {time}|1 December>"))
    date = qa(page, "message").locator(".date")
    await expect(date).to_have_text("Tuesday, December 1st at 3:00 PM")

    await qa(page, "user-switcher").click()
    await qa(page, "user-U0PRESENTER").click()

    await expect(date).to_have_text("Wednesday, December 2nd at 5:00 AM")


async def test_a_click_that_asks_first_is_sent_after_a_yes(stage: Stage, page: Page) -> None:
    confirm = {
        "title": plain("Remove it?"),
        "text": mrkdwn("*All* of it."),
        "confirm": plain("Yes"),
    }
    await stage.post(actions(button(confirm=confirm)))

    await page.locator("[data-action-id=press]").click()
    await qa(page, "confirm-deny").click()
    assert stage.app.got == []
    await page.locator("[data-action-id=press]").click()
    await qa(page, "confirm-yes").click()
    click = await asyncio.wait_for(stage.app.arrivals.get(), 5)

    assert click.payload["actions"][0]["action_id"] == "press"


async def test_a_thread_opens_beside_and_takes_replies(stage: Stage, page: Page) -> None:
    ts = await stage.post()
    await stage.client.chat_postMessage(channel=TOWN_HALL, thread_ts=ts, text="Moved")

    await qa(page, "open-thread").click()
    await expect(qa(page, "thread")).to_contain_text("Moved")
    await page.keyboard.type("Thanks")
    await page.keyboard.press("Enter")
    await expect(qa(page, "thread")).to_contain_text("2 replies")

    assert stage.messages()[-1] == {**stage.messages()[-1], "user": ME, "thread_ts": ts}
