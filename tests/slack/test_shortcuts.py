"""Shortcuts: the empty form from anywhere, and a form filled in from a message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import Role
from bot.slack import form as forms
from bot.slack.payloads.quoted import prefill_from_message
from tests.stage import PRESENTER, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
PRESENTERS_DM = "D0PRESENTER"


async def use_on(
    stage: Stage, text: str, *, user: str = PRESENTER, channel: str = TOWN_HALL
) -> None:
    """Post a message and use the shortcut in its menu."""
    await stage.show.slack.command(user, channel, text)
    ts = stage.messages(channel, user=user)[-1]["ts"]
    await stage.show.slack.shortcut(user, "create_from_message", channel=channel, ts=ts)
    await stage.settled()


def typed(stage: Stage, stem: str, user: str = PRESENTER) -> Any:  # noqa: ANN401  (what Slack sends)
    values = stage.view(user=user)["state"]["values"]
    [element] = next(v for k, v in values.items() if k.partition("~")[0] == stem).values()
    return element.get("value") or element.get("selected_conversations")


async def test_the_global_shortcut_opens_an_empty_form(stage: Stage) -> None:
    await stage.show.slack.shortcut(PRESENTER, "create_webcast")
    await stage.settled()

    assert stage.view(user=PRESENTER)["callback_id"] == "webcast_form"
    assert not typed(stage, "title")
    assert not typed(stage, "channels")


async def test_the_message_shortcut_fills_in_the_form(stage: Stage) -> None:
    await use_on(stage, "Q4 town hall on next tuesday 3pm for 90 minutes, please join")

    assert typed(stage, "title") == "Q4 town hall"
    assert typed(stage, "when") == "on next tuesday 3pm for 90 minutes, please"
    assert typed(stage, "channels") == [TOWN_HALL]
    assert "15:00 Japan" in text_of(stage.view(user=PRESENTER)["blocks"])


async def test_what_the_form_was_filled_with_can_be_created(stage: Stage) -> None:
    await use_on(stage, "Results call\nThursday 4pm, 1 hour")

    await stage.submit(user=PRESENTER)

    assert stage.view(user=PRESENTER)["title"]["text"] == "Created"
    assert (await stage.platform())["events"][-1]["event_title"] == "Results call"


@pytest.mark.parametrize("name", ["create_webcast", "create_from_message"])
async def test_who_may_not_create_is_told_so(stage: Stage, name: str) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)

    if name == "create_webcast":
        await stage.show.slack.shortcut(PRESENTER, name)
        await stage.settled()
    else:
        await use_on(stage, "Town hall tomorrow 3pm")

    where = PRESENTERS_DM if name == "create_webcast" else TOWN_HALL
    assert "not create any" in stage.from_bot(where, user=PRESENTER)[-1]["text"]
    assert not stage.views(user=PRESENTER)


async def test_a_form_that_slack_does_not_open_is_said_in_a_direct_message(stage: Stage) -> None:
    stage.show.slack.fault(method="views.open", error="expired_trigger_id")

    await stage.show.slack.shortcut(PRESENTER, "create_webcast")
    await stage.settled()

    assert "waited too long" in stage.from_bot(PRESENTERS_DM, user=PRESENTER)[-1]["text"]


def read(text: str) -> tuple[str, str]:
    draft = prefill_from_message(forms.blank("America/New_York", now=NOW), text, now=NOW)
    return draft.title, draft.when


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q4 town hall next tuesday 3pm", ("Q4 town hall", "next tuesday 3pm")),
        ("Tuesday 3pm: Q4 town hall", ("Q4 town hall", "Tuesday 3pm")),
        ('Please book "Results call" for friday at noon, thanks',
         ("Results call", "for friday at noon, thanks")),
        ("Please book “Results call” for friday 10am", ("Results call", "for friday 10am")),
        ("*Investor day*\n\n• 4 Dec 15:00 CET\n• 500 people",
         ("Investor day", "4 Dec 15:00 CET")),
        ("&gt; R&amp;D review\nwhen? tomorrow 9am london!", ("R&D review", "tomorrow 9am london")),
        ("Town hall, with <@U1|ana>, in <#C1|hall>\n3 speakers, 2 rooms",
         ("Town hall, with @ana, in #hall", "")),
        ("friday 3pm\nAll hands", ("All hands", "friday 3pm")),
        ("2027-01-14T09:00", ("", "2027-01-14T09:00")),
        ("", ("", "")),
        ("   \n\n ", ("", "")),
        ("!!!", ("", "")),
    ],
)  # fmt: skip
def test_title_and_time_are_found_in_a_message(text: str, expected: Sequence[str]) -> None:
    assert read(text) == tuple(expected)


def test_a_long_message_is_cut_to_what_the_form_takes() -> None:
    text = "\n".join([" ".join(["word 12:3x at 99"] * 2000)] * 200)

    title, when = read(text)

    assert len(title) <= 200
    assert len(when) <= forms.WORDS_LIMIT


def test_a_message_without_a_moment_leaves_the_time_open() -> None:
    assert read("Let us plan the town hall for december") == (
        "Let us plan the town hall for december",
        "",
    )
