"""Several real processes on one PostgreSQL: nothing twice, nothing forgotten, whatever breaks.

They run with claims and leases of a few seconds (`tests/quick_bot.py`), the end of which is waited
for; nothing in the database is changed by hand.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.domain import PostKind, PostState
from bot.plans import JobKind, JobState
from tests.processes import House, opened, until
from tests.socket_slack import SocketSlack
from tests.stage import COMMS, INVESTOR, PRESENTER, TOWN_HALL

if TYPE_CHECKING:
    from bot.domain import Event
    from bot.plans import Job
    from tests.postgres import Server

PEOPLE = (COMMS, INVESTOR, PRESENTER)
DIRECT = {COMMS: "D0COMMSLEAD", INVESTOR: "D0IRMANAGER", PRESENTER: "D0PRESENTER"}
UNSURE = "nobody knows"


@pytest.mark.parametrize("processes", [2, 4])
async def test_nothing_is_done_twice_or_forgotten_whatever_breaks(
    postgres: Server, processes: int
) -> None:
    async with opened(postgres, processes) as house:
        house.slack.fault(method="chat.postMessage", error="ratelimited", times=2)
        await asyncio.gather(*(house.create(user, f"A {user}") for user in PEOPLE))
        await until(house.rests)

        house.posting.shut()
        for event in await house.events():
            await house.remind(event)
        house.creating.shut()
        creating = [asyncio.create_task(house.create(user, f"B {user}")) for user in PEOPLE]
        await until(lambda: _is_held(house))
        await asyncio.to_thread(postgres.stop)
        house.creating.open()
        house.posting.open()
        await house.kill(house.ports[0])
        await asyncio.to_thread(postgres.start)
        await house.start(house.ports[0])
        await asyncio.gather(*creating)
        await house.create(COMMS, "C")
        await house.cancel(COMMS, await _named(house, "C"))
        await until(house.rests)

        await _is_whole(house)
        assert await house.calls("authenticate") == 1
        assert await house.calls("event/update") == 1


async def _named(house: House, title: str) -> Event:
    return next(event for event in await house.events() if event.title == title)


async def _is_held(house: House) -> bool:
    """Tell whether all creates and a reminder are done, and not answered yet."""
    return house.creating.held == len(PEOPLE) and house.posting.held > 0


async def test_what_a_killed_process_had_in_hand_another_one_settles_when_its_claims_end(
    postgres: Server,
) -> None:
    async with opened(postgres, 1) as house:
        [first] = house.ports
        await house.create(COMMS, "A")
        await until(house.rests)
        [event] = await house.events()
        house.creating.shut()
        house.posting.shut()
        await house.remind(event)
        creating = asyncio.create_task(house.create(INVESTOR, "B"))
        await until(lambda: _are_held(house, creating=1, posting=1))
        await house.kill(first)
        house.creating.open()
        house.posting.open()
        await house.start(first)

        await creating
        await until(house.rests)

        assert [wish.request.title for wish in await house.uncertain()] == ["B"]
        told = [each["text"] for each in house.messages(INVESTOR, DIRECT[INVESTOR])]
        assert len(told) == 1
        [reminder] = await _reminders(house)
        assert reminder.state is JobState.MISSED
        assert UNSURE in reminder.reason
        assert len(house.messages(COMMS, TOWN_HALL)) == 2
        await _is_whole(house)


async def test_in_socket_mode_a_form_that_comes_again_over_another_process_is_done_once(
    postgres: Server,
) -> None:
    slack = SocketSlack()
    async with opened(postgres, 2, by_socket=slack) as house:
        [of_first, _] = slack.lines
        await house.open_form(COMMS, "A")
        of_first.loses_answers = True
        sending = asyncio.create_task(house.send_form(COMMS, "A"))
        await until(lambda: _is_made(house, "A"))
        await until(house.rests)
        assert not sending.done()

        await house.kill(house.ports[0])
        await sending
        await house.create(INVESTOR, "B")
        await until(house.rests)

        [again] = [name for name, times in Counter(slack.sent).items() if times > 1]
        assert again in slack.answers
        assert of_first not in slack.lines
        await _is_whole(house)


async def _is_made(house: House, title: str) -> bool:
    return title in {event.title for event in await house.events()}


async def _are_held(house: House, *, creating: int, posting: int) -> bool:
    return (house.creating.held, house.posting.held) == (creating, posting)


async def _is_whole(house: House) -> None:
    """Compare what the platform, Slack and the database say."""
    there = [event["event_title"] for event in await house.on_platform()]
    titles = [title.removeprefix("CANCELLED – ") for title in there]  # noqa: RUF001  (its own words)
    made = [event.title for event in await house.events()]
    unsure = [wish.request.title for wish in await house.uncertain()]
    assert sorted(titles) == sorted(made + unsure)
    assert len(titles) == len(set(titles))
    _are_told(house, unsure)
    reminders = await _reminders(house)
    done = [job for job in reminders if job.state is JobState.DONE]
    assert all(UNSURE in job.reason for job in reminders if job not in done)
    posts = await _posts(house)
    said = {each["ts"] for each in house.messages(COMMS, TOWN_HALL)}
    known = {job.ts for job in done} | {ts for ts, state in posts if state is PostState.POSTED}
    assert known <= said
    lost = [ts for ts, state in posts if state is PostState.FAILED]
    assert len(said - known) <= len(lost) + len(reminders) - len(done)
    assert max(Counter(_titles(house)).values()) <= 2


def _are_told(house: House, unsure: list[str]) -> None:
    """No owner is told twice of a create of which nobody knows.

    On a slow machine the process that finds one is the one that is killed before it tells.
    """
    for user, channel in DIRECT.items():
        told = [each["text"] for each in house.messages(user, channel)]
        theirs = [title for title in unsure if title.endswith(user)]
        assert all(sum(title in text for text in told) <= 1 for title in theirs), told


def _titles(house: House) -> list[str]:
    """Name what each message in the channel is about: a card and a reminder at most."""
    return [each["text"].split("”")[0] for each in house.messages(COMMS, TOWN_HALL)]


async def _reminders(house: House) -> list[Job]:
    found = await house.jobs(JobState.DONE, JobState.MISSED, JobState.FAILED)
    return [job for job in found if job.kind is JobKind.REMINDER]


async def _posts(house: House) -> list[tuple[str, PostState]]:
    return [
        (post.ts, post.state)
        for event in await house.events()
        for post in await house.store.posts(event.workspace, event.id)
        if post.kind is PostKind.CARD
    ]
