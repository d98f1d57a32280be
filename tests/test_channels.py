"""What a channel is to an announcement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels import Obstacle, Prospect, Room, asks_twice, prospect_of
from bot.preferences import CONFIRM_FROM

PUBLIC = Room(id="C1", name="town-hall", members=1200)


def test_a_channel_of_ones_own_has_nothing_against_it() -> None:
    found = prospect_of(PUBLIC, is_theirs=True)

    assert found == Prospect(channel="C1", name="town-hall", members=1200)
    assert not found.reason


@pytest.mark.parametrize(
    ("room", "is_theirs", "obstacle"),
    [
        pytest.param(PUBLIC, False, Obstacle.NOT_A_MEMBER, id="not a member"),
        pytest.param(
            replace(PUBLIC, is_shared_outside=True), True, Obstacle.OUTSIDE, id="Slack Connect"
        ),
        pytest.param(replace(PUBLIC, is_archived=True), True, Obstacle.ARCHIVED, id="archived"),
        pytest.param(replace(PUBLIC, has_bot=False), True, Obstacle.BOT_IS_OUT, id="without bot"),
    ],
)
def test_what_is_against_a_channel_is_said(
    room: Room, obstacle: Obstacle, *, is_theirs: bool
) -> None:
    found = prospect_of(room, is_theirs=is_theirs)

    assert found.obstacle is obstacle
    assert found.reason.endswith(".")


def test_a_private_channel_is_not_described_to_those_outside() -> None:
    secret = replace(PUBLIC, name="merger", is_private=True)

    found = prospect_of(secret, is_theirs=False)

    assert (found.name, found.members) == ("", 0)


@pytest.mark.parametrize(
    ("members", "is_private", "twice"),
    [
        pytest.param(2, False, True, id="public"),
        pytest.param(CONFIRM_FROM, True, True, id="private and large"),
        pytest.param(CONFIRM_FROM - 1, True, False, id="private and small"),
    ],
)
def test_large_and_public_channels_are_asked_about_twice(
    members: int, *, is_private: bool, twice: bool
) -> None:
    found = Prospect(channel="C1", members=members, is_private=is_private)

    assert asks_twice([found], CONFIRM_FROM) is twice
