"""Answers that Slack does not show where they belong."""

from __future__ import annotations

import pytest
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.errors import NotDelivered
from bot.slack.views.message import only_you
from bot.slack.windows import Through
from tests.stage import COMMS, TOWN_HALL, Stage, text_of

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
