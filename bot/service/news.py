"""What a change is told of below cards and to presenters: written down with it, said once.

Whoever made the change says it when all that shows the event has followed; if that process is gone,
the alarm does.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.domain import PostKind, PostState
from bot.errors import NotDelivered
from bot.plans import CLAIM, NEWS, Job, JobKind, JobState
from bot.service.lineup import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from bot.domain import Event, Post, Revised
    from bot.people import Presenter
    from bot.service.ports import News, Store, TellsNews

    Line = Callable[[Event, Event], str]

log = logging.getLogger(__name__)

_SLOW_DOWN = "ratelimited"
_NO_CARD = "its card is not there any more"
_NO_PRESENTER = "they present it no more"


def unsaid(*_what: object) -> str:
    """Say nothing below the cards."""
    return ""


def news_of(line: Line, now: datetime, *, spared: Collection[str] = ()) -> News:
    """Make what writes down whom a change is to be told: each thread, and who got a new PIN.

    `line` says in the language of the channels what changed; an empty one is not said. `spared` are
    presenters who hear of their PIN anyway.
    """

    def news(revised: Revised, posts: Sequence[Post], presenters: Sequence[Presenter]) -> list[Job]:
        before, after = revised
        words = line(before, after)
        cards = [post.target for post in standing_cards(posts)] if words else []
        users = [user for user in locked_out(before, after, presenters) if user not in spared]
        told = [(JobKind.LINE, card, words) for card in cards]
        told += [(JobKind.PIN, user, "") for user in users]
        return [_job(after, kind, target, words, now) for kind, target, words in told]

    return news


def standing_cards(posts: Sequence[Post]) -> list[Post]:
    """Return the cards that stand in their channels."""
    return [post for post in posts if post.kind is PostKind.CARD and post.state is PostState.POSTED]


def locked_out(before: Event, after: Event, presenters: Sequence[Presenter]) -> tuple[str, ...]:
    """Return the presenters whose link or PIN a change took away."""
    return tuple(
        each.user
        for each in presenters
        if each.state in ACTIVE
        and before.webcast.portal(each.access) not in {None, after.webcast.portal(each.access)}
    )


async def say_news(
    event: Event, *, chat: TellsNews, store: Store, but: Collection[str] = ()
) -> None:
    """Say what is written down and not said yet; what is for the channels in `but` can wait."""
    for job in await store.jobs(event.workspace, event.id):
        is_open = job.kind in NEWS and job.state is JobState.PLANNED
        if is_open and job.target not in but:
            await say_one(job, event, chat=chat, store=store)


async def say_one(job: Job, event: Event, *, chat: TellsNews, store: Store) -> None:
    """Say one thing, unless somebody else did or does."""
    if not await store.begin_job(job):
        return
    try:
        reason = await _said(job, event, chat, store)
    except NotDelivered as error:
        log.warning("a %s of event %s was not said: %s", job.kind, event.id, error)
        state = JobState.PLANNED if error.code == _SLOW_DOWN else JobState.FAILED
        await store.finish_job(job, state, reason=str(error))
        return
    await store.finish_job(job, JobState.MISSED if reason else JobState.DONE, reason=reason)


async def _said(job: Job, event: Event, chat: TellsNews, store: Store) -> str:
    """Say it; return why there is nothing to be said any more, if so."""
    if job.kind is JobKind.PIN:
        return await tell_pin(job, event, chat=chat, store=store)
    for post in standing_cards(await store.posts(event.workspace, event.id)):
        if post.target == job.target:
            await chat.reply(post, job.words)
            return ""
    return _NO_CARD


async def tell_pin(job: Job, event: Event, *, chat: TellsNews, store: Store) -> str:
    """Tell a presenter that their link or PIN changed; return why not, if they are none now."""
    for presenter in await store.presenters(event.workspace, event.id):
        if presenter.user == job.target and presenter.state in ACTIVE:
            await chat.tell_new_pin(presenter, event)
            return ""
    return _NO_PRESENTER


def _job(event: Event, kind: JobKind, target: str, words: str, now: datetime) -> Job:
    return Job(
        workspace=event.workspace,
        event_id=event.id,
        kind=kind,
        target=target,
        due_at=now + CLAIM,
        detail=str(event.version),
        words=words,
    )
