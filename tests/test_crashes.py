"""Wherever a process ends: nothing is made twice, and nothing is forgotten that somebody was told.

In each tale the bot dies at every moment of a deed, one after the other, until it lives through it;
another bot then comes upon what is left, when the claims of the dead one are over.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.demo.people import TEAM_ID
from bot.domain import PostKind, PostState
from bot.plans import CLAIM, GRACE, REMINDERS, JobKind, JobState, is_about
from bot.service.due import LEASE
from bot.slack.ids import Action
from tests.dying import Fate, world
from tests.stage import CREATE, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from pathlib import Path

    from bot.domain import Event
    from bot.plans import Job
    from tests.postgres import Server

    Deed = Callable[[Stage], Awaitable[object]]
    Look = Callable[[Stage], Awaitable[list[str]]]

OWNER_DM = "D0COMMSLEAD"
PARTS = 4
"""How many tests share the moments of a tale: they run side by side."""
BEYOND = max(CLAIM, GRACE, LEASE) * 2


class Tale(NamedTuple):
    """What is there before a deed, the deed, what must be so afterwards, and its fewest moments."""

    before: Deed
    deed: Deed
    whole: Look
    moments: int


async def dies(stage: Stage, fate: Fate, moment: int, deed: Deed) -> None:
    """Do something until the bot has done it all, or died at a moment of it."""
    stage.show.bot.parts.alarm.retire()
    fate.begin(moment)
    doing = asyncio.ensure_future(deed(stage))
    dying = asyncio.ensure_future(fate.dead.wait())
    await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
    fate.bury()
    await stage.show.bot.parts.desk.close(patience=0)
    dying.cancel()
    await asyncio.wait({doing, dying})


async def told(tale: Tale, moment: int, url: str) -> tuple[str, list[str]]:
    """Tell a tale with a death at a moment; return it, and what is wrong."""
    fate = Fate()
    with pytest.MonkeyPatch.context() as patch:
        fate.rule(patch)
        async with world(url) as there:
            async with there.served() as stage:
                await tale.before(stage)
                await dies(stage, fate, moment, tale.deed)
            last = fate.last
            fate.forget()
            async with there.served() as stage:
                for _ in range(2):
                    await stage.advance(BEYOND)
                wrong = [*await tale.whole(stage), *await left(stage)]
    return last, wrong


async def event_of(stage: Stage) -> Event | None:
    found = await stage.show.bot.parts.store.events(TEAM_ID)
    return found[0] if found else None


async def left(stage: Stage) -> list[str]:
    """Say what nobody would do any more, or would do twice."""
    store, wrong = stage.show.bot.parts.store, []
    if len((await stage.platform())["events"]) > 1:
        wrong.append("two webcasts")
    event = await event_of(stage)
    if event is None:
        return wrong
    posts = await store.posts(TEAM_ID, event.id)
    open_ = {PostState.PLANNED, PostState.POSTING}
    wrong += [f"{post.kind} is {post.state}" for post in posts if post.state in open_]
    jobs = await store.jobs(TEAM_ID, event.id)
    wrong += [f"{job.kind} is {job.state}" for job in jobs if job.state is JobState.FIRING]
    wrong += [f"{job.kind} left" for job in jobs if job.kind is JobKind.FOLLOW]
    cards = [each for each in stage.from_bot(TOWN_HALL) if not each.get("thread_ts")]
    lost = [post for post in posts if post.state is PostState.FAILED]
    if len(cards) > 1:
        wrong.append("two cards")
    return wrong + [f"not told of a lost {p.kind}" for p in lost if not is_told(stage, p.reason)]


def is_told(stage: Stage, words: str) -> bool:
    return words in text_of(stage.from_bot(OWNER_DM))


async def ready_to_create(stage: Stage) -> None:
    await stage.open_home()
    await stage.command(CREATE)


async def ready_to_get_no_answer(stage: Stage) -> None:
    await ready_to_create(stage)
    await stage.fault(endpoint="event/create", kind="empty")


async def is_created(stage: Stage) -> list[str]:
    """Its owner knows what became of it, wherever the bot died."""
    store = stage.show.bot.parts.store
    event, doubts = await event_of(stage), await store.uncertain(TEAM_ID)
    if event:
        return await is_whole(stage, event)
    if doubts:
        is_shown = Action.WISH_EXISTS in json.dumps(await stage.open_home())
        known = is_told(stage, "I do not know whether") and is_shown
        return [] if known else ["nobody told of the doubt"]
    if (await stage.platform())["events"]:
        return ["created and unknown"]
    views = text_of(stage.views())
    return [] if "list uncertain" in views or "Create webcast" in views else [views]


async def is_whole(stage: Stage, event: Event) -> list[str]:
    """A webcast that is known stands in its channel, with its owner, and has its life ahead."""
    store, wrong = stage.show.bot.parts.store, []
    posts = await store.posts(TEAM_ID, event.id)
    jobs = await store.jobs(TEAM_ID, event.id)
    if len([job for job in jobs if job.kind is JobKind.STAGE]) != 3:
        wrong.append("no stages")
    stands = {post.kind for post in posts if post.state is PostState.POSTED}
    if PostKind.CARD in stands and not [job for job in jobs if job.kind is JobKind.REMINDER]:
        wrong.append("no reminders")
    lines = [line.what for line in await store.history(TEAM_ID, event.id)]
    if lines.count("announced") != (PostKind.CARD in stands):
        wrong.append("not on record where it was announced")
    if PostKind.OWNER not in stands or not is_told(stage, event.id):
        wrong.append("the owner knows nothing")
    if event.id not in json.dumps(stage.home()):
        wrong.append("not in Home")
    return wrong


async def ready_to_move(stage: Stage) -> None:
    await ready_to_create(stage)
    await stage.submit()
    await stage.command("/webcast move next +1d")
    await stage.submit()


async def ready_to_cancel(stage: Stage) -> None:
    await ready_to_create(stage)
    await stage.submit()
    await stage.command("/webcast cancel next snow")


async def submit(stage: Stage) -> None:
    await stage.submit()


async def is_moved(stage: Stage) -> list[str]:
    """What the bot knows of is shown and said below the card; the rest it finds in the platform."""
    event = await event_of(stage)
    assert event
    [there] = (await stage.platform())["events"]
    is_known = event.webcast.starts_at == datetime.fromisoformat(there["starts_at"])
    wrong = await is_whole(stage, event)
    jobs = await stage.show.bot.parts.store.jobs(TEAM_ID, event.id)
    wrong += ["a plan for another time"] * any(not is_about(job, event) for job in ahead(jobs))
    if not is_known:
        wrong += [] if is_told(stage, "I do not know whether the platform") else ["no doubt told"]
        await stage.command("/webcast update next")
        event = await event_of(stage)
        assert event
    return wrong + await is_shown(stage, event, "Changed. Start" if event.revision else "")


async def is_cancelled(stage: Stage) -> list[str]:
    event = await event_of(stage)
    assert event
    jobs = await stage.show.bot.parts.store.jobs(TEAM_ID, event.id)
    [there] = (await stage.platform())["events"]
    if event.cancelled_at and ahead(jobs):
        return ["reminders of what is cancelled"]
    if not event.cancelled_at and there["event_title"] != event.title:
        return [] if is_told(stage, "I do not know whether the platform") else ["no doubt told"]
    return await is_shown(stage, event, "Cancelled." if event.cancelled_at else "")


async def is_shown(stage: Stage, event: Event, line: str) -> list[str]:
    """The card shows the event as it is, and its thread says once why."""
    said = stage.from_bot(TOWN_HALL)
    [card] = [each for each in said if not each.get("thread_ts")]
    lines = [each["text"] for each in said if each.get("thread_ts")]
    day = f"{event.webcast.starts_at:%-d %b %Y}"
    shown = text_of(card["blocks"])
    wrong = [] if ("Cancelled" in shown if event.cancelled_at else day in shown) else [shown]
    if line and not lines and not is_told(stage, "its thread may not say what changed"):
        wrong.append("no line in the thread")
    return wrong + [f"said {each}" for each in lines[len([line] if line else []) :]]


def ahead(jobs: Iterable[Job]) -> list[Job]:
    return [job for job in jobs if job.kind in REMINDERS and job.state is JobState.PLANNED]


CREATED = Tale(ready_to_create, submit, is_created, 15)
UNANSWERED = Tale(ready_to_get_no_answer, submit, is_created, 6)
MOVED = Tale(ready_to_move, submit, is_moved, 12)
CANCELLED = Tale(ready_to_cancel, submit, is_cancelled, 12)


@pytest.mark.parametrize("part", range(PARTS), ids=lambda part: f"moments {part} of {PARTS}")
@pytest.mark.parametrize(
    "tale",
    [
        pytest.param(CREATED, id="create"),
        pytest.param(UNANSWERED, id="create without an answer"),
        pytest.param(MOVED, id="move"),
        pytest.param(CANCELLED, id="cancel"),
    ],
)
async def test_nothing_is_lost_or_done_twice_whenever_the_bot_dies(
    tale: Tale, part: int, tmp_path: Path
) -> None:
    moment, wrong, last = part, {}, "none yet"
    while last:
        last, found = await told(tale, moment, f"sqlite:///{tmp_path / f'{moment}.db'}")
        if found:
            wrong[f"{moment}, {last}"] = found
        moment += PARTS

    assert not wrong
    assert moment > tale.moments


async def test_nor_is_it_where_several_processes_share_a_database(postgres: Server) -> None:
    moment, wrong, last = 1, {}, "none yet"
    while last:
        with postgres.migrated() as url:
            last, found = await told(CREATED, moment, url)
        if found:
            wrong[f"{moment}, {last}"] = found
        moment += PARTS

    assert not wrong
