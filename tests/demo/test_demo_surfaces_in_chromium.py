"""Home, shortcuts, threads and the clock, clicked through in Chromium."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.demo import Shortcut, people
from tests.chromium import needs_chromium, open_page
from tests.demo.conftest import Staging
from tests.demo.listener import ME, OTHER, TOWN_HALL, Stage
from tests.demo.pieces import actions, button, entry, field, home, modal, option, section

pytestmark = needs_chromium

JSON = dict[str, Any]
SHORTCUTS = (
    Shortcut(name="Create webcast", callback_id="create", description="Opens the form"),
    Shortcut(name="Create webcast from this", callback_id="from_this", type="message"),
)
TOMORROW = 1_795_546_800 + 86_400  # 25 November 2026, 14:00 in New York


@pytest.fixture
async def stage(staging: Staging) -> Stage:
    return await staging(shortcuts=SHORTCUTS, events=frozenset({"app_home_opened"}))


@pytest.fixture
async def page(stage: Stage) -> AsyncIterator[Page]:
    """Open the window; whatever the browser complains of fails the test."""
    async with open_page(stage.slack.base_url) as page:
        await expect(qa(page, "composer")).to_be_focused()
        yield page


def qa(page: Page, name: str) -> Any:  # noqa: ANN401 - playwright's locator
    return page.locator(f"[data-qa='{name}']")


async def told(stage: Stage) -> JSON:
    """Give the next payload or event that reaches the app."""
    arrived = await asyncio.wait_for(stage.app.arrivals.get(), 5)
    if "payload" in arrived.fields:
        return arrived.payload
    event: JSON = json.loads(arrived.body)["event"]
    return event


async def publish(stage: Stage, *blocks: JSON) -> None:
    await stage.client.views_publish(user_id=ME, view=home(*blocks))


async def test_the_app_opens_at_its_home(stage: Stage, page: Page) -> None:
    await qa(page, "dm-webcasts").click()

    await expect(qa(page, "home")).to_contain_text("Webcasts is preparing its Home")
    assert (await told(stage))["tab"] == "home"
    await publish(stage, section("Nothing is coming up"))
    await expect(qa(page, "home")).to_contain_text("Nothing is coming up")


async def test_the_messages_are_one_tab_away(stage: Stage, page: Page) -> None:
    await publish(stage)
    await qa(page, "dm-webcasts").click()
    await told(stage)
    await stage.client.chat_postMessage(channel=ME, text="Your webcast is created")
    await expect(qa(page, "tab-messages")).to_contain_text("1")

    await qa(page, "tab-messages").click()

    await expect(qa(page, "message")).to_contain_text("Your webcast is created")
    await expect(qa(page, "tab-messages")).to_have_text("Messages")
    assert (await told(stage))["tab"] == "messages"


async def test_an_unread_message_goes_before_the_home(stage: Stage, page: Page) -> None:
    await publish(stage)
    await stage.client.chat_postMessage(channel=ME, text="Your webcast is created")

    await qa(page, "dm-webcasts").click()

    await expect(qa(page, "message")).to_contain_text("Your webcast is created")


async def test_the_home_is_used_and_drawn_anew_under_ones_hands(stage: Stage, page: Page) -> None:
    menu = field("overflow", options=[option("move"), option("cancel")])
    row = section("Q4 town hall", block_id="event", accessory=menu)
    await publish(stage, actions(button()), row)
    await qa(page, "dm-webcasts").click()
    await told(stage)

    await qa(page, "home").locator("[data-action-id=press]").click()
    click = await told(stage)
    await publish(stage, actions(button()), section("Loaded"), row)
    await expect(qa(page, "home")).to_contain_text("Loaded")
    await expect(qa(page, "home").locator("[data-action-id=press]")).to_be_focused()
    await qa(page, "home").locator("[data-qa=overflow]").click()
    await page.locator("[data-qa=option][data-value=cancel]").click()
    choice = await told(stage)

    assert click["view"]["type"] == "home"
    assert choice["actions"][0]["selected_option"]["value"] == "cancel"


async def test_whoever_switches_person_sees_that_persons_home(stage: Stage, page: Page) -> None:
    await publish(stage, section("Comms lead's webcasts"))
    await stage.client.views_publish(user_id=OTHER, view=home(section("IR manager's webcasts")))
    await qa(page, "dm-webcasts").click()

    await qa(page, "user-switcher").click()
    await qa(page, f"user-{OTHER}").click()

    await expect(qa(page, "home")).to_have_text("IR manager's webcasts")


async def test_a_shortcut_beside_the_composer_opens_a_form(stage: Stage, page: Page) -> None:
    await qa(page, "composer-shortcuts").click()
    await expect(qa(page, "menu")).to_contain_text("Opens the form")
    await page.keyboard.press("Enter")
    trigger = (await told(stage))["trigger_id"]
    await stage.client.views_open(trigger_id=trigger, view=modal(entry("title")))

    await expect(qa(page, "modal")).to_be_visible()


async def test_a_message_offers_its_shortcuts(stage: Stage, page: Page) -> None:
    await stage.slack.command(OTHER, TOWN_HALL, "Town hall on Tuesday?")
    message = qa(page, "message")

    await message.hover()
    await message.locator("[data-qa=more-actions]").click()
    await qa(page, "shortcut-from_this").click()

    payload = await told(stage)
    assert (payload["type"], payload["message"]["user"]) == ("message_action", OTHER)


async def test_a_shortcut_that_is_not_answered_says_so(stage: Stage, page: Page) -> None:
    stage.slack.fault(delivery="shortcut", unreachable=True)

    await qa(page, "composer-shortcuts").click()
    await qa(page, "shortcut-create").click()

    await expect(qa(page, "offline")).to_have_text("Webcasts did not answer. Try again.")


async def test_the_clock_moves_on_and_every_date_with_it(stage: Stage, page: Page) -> None:
    when = f"<!date^{TOMORROW}^{{date_short_pretty}} at {{time}}|25 November>"
    await stage.post(section(when))
    date = qa(page, "message").locator(".date")
    await expect(qa(page, "clock")).to_contain_text("Tue, Nov 24, 2026")
    await expect(qa(page, "clock-time")).to_have_text("1:00 AM")
    await expect(date).to_have_text("Tomorrow at 2:00 PM")

    await qa(page, "clock-86400").click()
    await expect(date).to_have_text("Today at 2:00 PM")
    await qa(page, "clock-3600").click()
    await qa(page, "clock-900").click()

    await expect(qa(page, "clock-time")).to_have_text("2:15 AM")
    await stage.post(text="A day later")
    await expect(page.locator(".day-pill")).to_have_text(["Yesterday", "Today"])


async def test_the_clock_goes_to_a_moment_but_not_back(stage: Stage, page: Page) -> None:
    time = qa(page, "clock-dialog").get_by_role("combobox")
    await qa(page, "clock-set").click()
    await time.fill("12:30am")
    await page.keyboard.press("Enter")
    await qa(page, "clock-go").click()
    await expect(qa(page, "clock-error")).to_have_text("The clock only moves forward.")

    await time.fill("3:20pm")
    await page.keyboard.press("Enter")
    await qa(page, "clock-go").click()

    await expect(qa(page, "clock-dialog")).to_have_count(0)
    await expect(qa(page, "clock-time")).to_have_text("3:20 PM")
    assert stage.slack.world.clock.now.isoformat() == "2026-11-24T20:20:00+00:00"


async def test_a_thread_names_the_day_of_each_reply(stage: Stage, page: Page) -> None:
    ts = await stage.post(text="Card")
    stage.slack.set_clock(advance=86_400)
    await stage.client.chat_postMessage(channel=TOWN_HALL, thread_ts=ts, text="Moved")

    await expect(qa(page, "open-thread")).to_contain_text("1 reply")
    await qa(page, "open-thread").click()

    times = qa(page, "thread").locator(".time")
    await expect(times).to_have_text(["Yesterday at 1:00 AM", "Today at 1:00 AM"])


async def test_a_link_to_a_reply_opens_its_thread(stage: Stage, page: Page) -> None:
    ts = await stage.post(text="Card")
    reply = await stage.client.chat_postMessage(channel=TOWN_HALL, thread_ts=ts, text="Moved")
    link = await stage.client.chat_getPermalink(channel=TOWN_HALL, message_ts=str(reply["ts"]))

    await page.goto(str(link["permalink"]))

    await expect(qa(page, "thread")).to_contain_text("Moved")


async def test_who_reads_german_reads_this_window_in_english(stage: Stage, page: Page) -> None:
    await stage.post(section("<!date^1795500000^{date_long} at {time}|24 November>"))

    await qa(page, "user-switcher").click()
    await qa(page, f"user-{people.INVESTOR.id}").click()

    date = qa(page, "message").locator(".date")
    await expect(date).to_have_text("Tuesday, November 24th at 7:00")
    await expect(qa(page, "clock-time")).to_have_text("7:00")
