"""Every view and message about presenters, at its extremes, is one that Slack takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import limits
from bot.domain import Turnout
from bot.people import Candidate, Invited, Lineup, Presenter, PresenterState, Preset
from bot.rules import Access
from bot.slack.views import board, card, invitation, inviting, presenters, progress
from tests.slack.test_views import NOW, TITLES, event
from tests.stage import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

USERS = [f"U{number:010}" for number in range(30)]
TURNOUT = Turnout(named=1000, ready=500, declined=500)


def presenter(state: PresenterState = PresenterState.INVITED, user: str = USERS[0]) -> Presenter:
    return Presenter(
        workspace="T1",
        event_id="1" * 18,
        user=user,
        access=Access(31),
        preset=Preset.HOST,
        by=USERS[1],
        named_at=NOW,
        state=state,
        channel="D1",
        ts="1796156100.123456",
        tries=1000,
    )


def everybody() -> list[Presenter]:
    states = list(PresenterState)
    return [presenter(states[n % len(states)], user) for n, user in enumerate(USERS)]


def lineup(reason: str = "") -> Lineup:
    candidates = [
        Candidate(user=user, preset="", access=Access(31), reason=reason, tries=1000)
        for user in USERS[: inviting.MOST]
    ]
    return Lineup(candidates=tuple(candidates), adds=(Access(31),) * 10, shares=True)


def outcome(title: str) -> Invited:
    return Invited(
        event=event(title),
        sent=tuple(presenter(user=user) for user in USERS),
        unsent=tuple(replace(each, reason="x" * 300) for each in lineup().candidates),
        new_pins=tuple(USERS),
        trouble="x" * 500,
    )


def told(title: str) -> Any:  # noqa: ANN401  (an event)
    return replace(event(title), turnout=TURNOUT)


def cancelled(title: str) -> Any:  # noqa: ANN401  (an event)
    asked = replace(told(title).request, title=title)
    return replace(told(title), request=asked, cancelled_at=NOW, cancel_reason="x" * 200)


MESSAGES: dict[str, Callable[[str], dict[str, Any]]] = {
    **{
        f"invitation, {state}": lambda title, state=state: invitation.invitation(  # type: ignore[misc]  # a default argument keeps the state
            presenter(state), told(title)
        )
        for state in PresenterState
    },
    "invitation, cancelled": lambda title: invitation.invitation(presenter(), cancelled(title)),
    "retired": lambda _title: invitation.retired(),
    "new pin": lambda title: invitation.new_pin(presenter(), told(title)),
    "declined": lambda _title: invitation.declined(presenter()),
    "board": lambda title: board.board(told(title), everybody(), reader="U1", told="x" * 1000),
    "empty board": lambda title: board.board(cancelled(title), [], reader="U2"),
    "asking to revoke": lambda title: board.asking_to_revoke(told(title), presenter()),
    "preview": lambda title: inviting.preview(told(title), lineup()),
    "preview of nobody": lambda title: inviting.preview(told(title), lineup("x" * 300)),
    "invited": lambda title: inviting.invited(outcome(title), "x" * 1000),
    "owner message": lambda title: card.owner_message(told(title)),
}
VIEWS: dict[str, Callable[[str], dict[str, Any]]] = {
    "adding": lambda title: inviting.adding(told(title)),
    "adding again": lambda title: inviting.adding_again(
        inviting.adding(told(title)), chosen=USERS[:10], preset="host", problem="x" * 4000
    ),
    "preview form": lambda title: inviting.preview_form(told(title), lineup()),
    "preview form of nobody": lambda title: inviting.preview_form(told(title), lineup("no.")),
    "invited": lambda title: inviting.invited_view(outcome(title), "x" * 1000),
    "failed": lambda _title: inviting.failed("x" * 4000),
    "own access": lambda title: presenters.own_access(
        told(title), presenter(), told(title).webcast.portals[0]
    ),
    "created": lambda title: progress.created(told(title), []),
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_slack_takes_every_message(make: Callable[[str], dict[str, Any]], title: str) -> None:
    message = make(title)

    assert not limits.message_problems(message["blocks"])
    assert not limits.blocks_are_too_long(message["blocks"])
    assert 0 < len(message["text"]) <= limits.UPDATED_TEXT


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_slack_takes_every_view(make: Callable[[str], dict[str, Any]], title: str) -> None:
    view = make(title)

    assert not limits.view_problems(view)
    assert not limits.view_is_too_large(view)


@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_no_message_holds_a_pin_or_a_portal_link(make: Callable[[str], dict[str, Any]]) -> None:
    whole = json.dumps(make("Q4"))

    assert "P" * 64 not in whole
    assert "https://x.example/" not in whole


def test_an_invitation_is_no_taller_than_five_blocks() -> None:
    assert len(invitation.invitation(presenter(), told("Q4"))["blocks"]) <= 5


def test_an_invitation_says_its_part_and_time_to_screen_readers() -> None:
    words = invitation.invitation(presenter(), told("Q4"))["text"]

    assert words.startswith("You are invited to present. Webcast “Q4…”, <!date^1796156100^")
    assert "Host (Live Studio, OD Studio, Reports, Content, Q&amp;A Only)" in words


@pytest.mark.parametrize("state", PresenterState)
def test_every_rich_message_stays_one_that_slack_can_edit(state: PresenterState) -> None:
    kinds = {
        block["type"] for block in invitation.invitation(presenter(state), told("Q4"))["blocks"]
    }

    assert "rich_text" in kinds
    assert "rich_text" in {block["type"] for block in invitation.retired()["blocks"]}


def test_who_shows_their_own_access_shows_no_other() -> None:
    shown = told("Q4")
    first, second, *_ = shown.webcast.portals
    other = replace(second, pin="OTHERPIN")
    webcast = replace(shown.webcast, portals=(first, other))

    words = text_of(presenters.own_access(replace(shown, webcast=webcast), presenter(), first))

    assert first.pin in words
    assert "OTHERPIN" not in words


def test_a_schedule_line_names_the_zone_of_the_event() -> None:
    moved = told("Q4")
    later = replace(moved.webcast, starts_at=moved.webcast.starts_at + timedelta(hours=1))

    assert "Australia/Sydney" in invitation.schedule_line(replace(moved, webcast=later))
