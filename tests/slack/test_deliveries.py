"""Answers that Slack does not take, and requests that it delivers twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.domain import Role
from bot.errors import NotDelivered, StoreFailed
from bot.slack.ids import View
from bot.slack.views.message import only_you
from bot.slack.windows import Through
from tests.stage import COMMS, CREATE, PRESENTER, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Wish

OWNER_DM = "D0COMMSLEAD"
ANSWER = only_you("All is well.")


def through(stage: Stage, url: str) -> Through:
    return Through(stage.show.bot.parts.chat, COMMS, AsyncRespond(response_url=url))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("{page}/response/used-up", id="refused by Slack"),
        pytest.param("http://localhost:9/nobody", id="no connection"),
    ],
)
async def test_an_answer_that_slack_does_not_take_comes_as_a_direct_message(
    stage: Stage, url: str
) -> None:
    await through(stage, url.format(page=stage.show.page))(**ANSWER)

    [message] = stage.from_bot(OWNER_DM)
    assert text_of(message["blocks"]) == "All is well."
    assert not stage.from_bot(TOWN_HALL)


async def test_an_answer_that_reaches_nobody_is_a_failure(stage: Stage) -> None:
    stage.show.slack.fault(method="chat.postMessage", error="internal_error")

    with pytest.raises(NotDelivered):
        await through(stage, f"{stage.show.page}/response/used-up")(**ANSWER)


async def test_an_answer_that_slack_takes_is_given_once(stage: Stage) -> None:
    await stage.command("/webcast help")

    assert len(stage.from_bot(TOWN_HALL)) == 1
    assert not stage.from_bot(OWNER_DM)


async def test_a_form_that_is_delivered_twice_is_done_once(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.command("/webcast cancel next")
    stage.show.slack.fault(delivery="view_submission", repeat=True)

    await stage.submit()

    said = [each["text"] for each in stage.from_bot(TOWN_HALL) if each.get("thread_ts")]
    assert said == ["Cancelled."]


async def test_a_form_that_another_process_got_already_is_not_done_again(stage: Stage) -> None:
    await stage.command(CREATE)
    seen: list[str] = []
    store = stage.show.bot.parts.store
    claim = store.claim_delivered

    async def other_first(wish: Wish, delivery: str, *, until: datetime) -> bool | None:
        seen.append(delivery)
        await store.note_delivery(wish.workspace, delivery, wish.asked_at)
        return await claim(wish, delivery, until=until)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "claim_delivered", other_first)
        await stage.submit()

    assert len(seen) == 1
    assert not (await stage.platform())["events"]


async def test_a_form_is_not_done_where_nobody_can_note_that_it_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object, **_more: object) -> bool | None:
        raise StoreFailed("The database is gone.")

    await stage.command(CREATE)
    monkeypatch.setattr(stage.show.bot.parts.store, "claim_delivered", broken)

    await stage.submit()

    assert "The database is gone." in text_of(stage.view()["blocks"])
    assert not (await stage.platform())["events"]


async def test_a_form_of_somebody_who_may_not_create_is_good_once_they_may(stage: Stage) -> None:
    parts = stage.show.bot.parts
    await stage.command(CREATE, user=PRESENTER)
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)
    await stage.submit(user=PRESENTER)
    refused = text_of(stage.view(user=PRESENTER)["blocks"])
    at_first = (await stage.platform())["events"]
    await parts.store.set_role(parts.workspace, PRESENTER, Role.CREATOR)

    await stage.submit(user=PRESENTER)

    assert "not create any" in refused
    assert not at_first
    assert len((await stage.platform())["events"]) == 1


async def test_a_form_that_opened_is_no_failure_where_slack_does_not_say_who_will_see_it(
    stage: Stage,
) -> None:
    stage.show.slack.fault(method="users.info", error="internal_error", times=9)

    await stage.command(CREATE)

    assert stage.view()["callback_id"] == View.FORM
    assert not stage.from_bot(TOWN_HALL)


async def test_a_button_of_an_older_home_says_so(stage: Stage) -> None:
    old = {"type": "button", "action_id": "gone", "text": {"type": "plain_text", "text": "Old"}}
    blocks = [{"type": "actions", "block_id": "old", "elements": [old]}]
    await stage.open_home()
    await stage.show.bot.parts.chat.publish_home(COMMS, {"type": "home", "blocks": blocks})

    await stage.press(stage.home(), "gone")

    assert "earlier version" in text_of(stage.view()["blocks"])


async def test_a_double_click_on_restore_is_one(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.command("/webcast cancel next")
    await stage.submit()
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.press(stage.view(), "restore_event")

    said = [each["text"] for each in stage.from_bot(TOWN_HALL) if each.get("thread_ts")]
    assert said == ["Cancelled.", "It takes place."]
