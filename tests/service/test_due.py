"""What is due, on a real store and a small Slack: once, in time, or not at all with a reason."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import (
    Event,
    Post,
    PostKind,
    PostState,
    Progress,
    Wish,
)
from bot.errors import NotDelivered, StoreFailed
from bot.people import Facts, Presenter, PresenterState, Wants, told_of
from bot.plans import CLAIM, DEFAULT_LEADS, GRACE, Job, JobKind, JobState
from bot.rules import Access
from bot.service.alarm import Alarm
from bot.service.due import LEASE, run_due, settle_lost
from bot.service.remind import set_reminders
from bot.service.replan import plan_ahead, replan
from bot.store import Cipher, Store, open_store
from tests.chats import Only
from tests.samples import OWNER
from tests.stage import overwrite
from tests.test_plans import START
from tests.test_plans import event as made

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
QUARTER = 15 * MINUTE
ROOT = Path(__file__).parents[2]


class Now:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Talk:
    """A Slack that takes everything, or answers with a code to what begins with some words."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.refuses: dict[str, str] = {}
        self.outside: set[str] = set()
        self.breaks: Exception | None = None
        self._ts = 0

    async def facts(self, user: str) -> Facts:
        return Facts(id=user)

    async def group(self, group: str) -> frozenset[str]:
        return frozenset({group})

    async def channels_of(self, user: str) -> frozenset[str]:
        return frozenset({"C1", "C2", user})

    async def is_shared_outside(self, channel: str) -> bool:
        return channel in self.outside

    async def post_card(self, channel: str, event: Event) -> tuple[str, str]:
        return self._say(f"card of {event.id} in {channel}", channel)

    async def post_to_owner(self, event: Event) -> tuple[str, str]:
        return self._say(f"message about {event.id}", "D1")

    async def edit_post(self, post: Post, event: Event) -> None:
        self._say(f"edit {post.target}: {event.webcast.title}", post.channel)

    async def reply(self, post: Post, line: str) -> None:
        self._say(f"thread of {post.target}: {line}", post.channel)

    async def edit_invitation(self, presenter: Presenter, event: Event) -> None:
        self._say(f"invitation of {presenter.user}: {event.webcast.title}", presenter.channel)

    async def tell_schedule(self, presenter: Presenter, event: Event) -> None:
        self._say(f"schedule to {presenter.user}: {event.webcast.starts_at:%H:%M}", presenter.ts)

    async def remind(self, job: Job, event: Event) -> tuple[str, str]:
        if self.breaks:
            raise self.breaks
        before = (event.webcast.starts_at - job.due_at) // MINUTE
        return self._say(f"remind {job.target} {before} minutes before", job.target)

    async def remove(self, channel: str, ts: str) -> None:
        self._say(f"remove {ts} from {channel}", channel)

    async def tell_lost(self, _event: Event, post: Post) -> None:
        self._say(f"lost {post.target}: {post.reason}", "D1")

    async def tell_unreminded(self, _event: Event, job: Job) -> None:
        self._say(f"unreminded {job.target}: {job.reason}", "D1")

    async def tell_undelivered(self, _event: Event, post: Post) -> None:
        self._say(f"undelivered {post.target}: {post.reason}", "D1")

    def taken(self, word: str) -> list[str]:
        """Return what was said that begins with a word, and forget it."""
        found = [words for words in self.said if words.startswith(word)]
        self.said = [words for words in self.said if not words.startswith(word)]
        return found

    def _say(self, words: str, channel: str) -> tuple[str, str]:
        for part, code in self.refuses.items():
            if words.startswith(part):
                raise NotDelivered(f"refused with {code}.", code=code)
        self.said.append(words)
        self._ts += 1
        return channel, str(self._ts)


@pytest.fixture
def key() -> str:
    return Cipher.new_key()


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'webcasts.db'}"
        return
    with request.getfixturevalue("postgres").migrated() as made:
        yield made


on_both_databases = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
async def store(url: str, key: str) -> AsyncIterator[Store]:
    async with await open_store(url, Cipher([key])) as opened:
        yield opened


@pytest.fixture
def now() -> Now:
    return Now(START - 7 * DAY)


@pytest.fixture
def talk() -> Talk:
    return Talk()


async def kept(store: Store, now: Now, *channels: str) -> Event:
    """Keep an event with its card in channels, and plan what lies ahead."""
    event = made()
    wish = Wish(
        key="V1",
        workspace="T1",
        owner="U1",
        request=event.request,
        channels=channels,
        asked_at=event.created_at,
    )
    posts = [
        Post(workspace="T1", event_id=event.id, target=each, kind=PostKind.CARD)
        for each in channels
    ]
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=posts)
    for post in posts:
        await store.begin_post(post, until=now.at + CLAIM)
        await store.record_posted(post, channel=post.target, ts="0.1")
    await plan_ahead(event, store=store, clock=now)
    await store.followed(event, now.at, "", *channels)
    return event


async def until(at: datetime, *, talk: Talk, store: Store, now: Now) -> None:
    """Let time pass, and do what is due then."""
    now.at = at
    while await run_due(chats=Only(talk), store=store, clock=now):
        pass


async def jobs(store: Store, kind: JobKind = JobKind.REMINDER) -> dict[int, Job]:
    """Return jobs of a kind, by the minutes they come before the start."""
    found = await store.jobs("T1", "1890012")
    return {(START - job.due_at) // MINUTE: job for job in found if job.kind is kind}


async def test_each_reminder_comes_in_its_time_and_replaces_the_one_before(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")

    await until(START - DAY, talk=talk, store=store, now=now)
    day_before = talk.taken("re")
    await until(START - QUARTER, talk=talk, store=store, now=now)
    quarter_before = talk.taken("re")

    assert day_before == ["remind C1 1440 minutes before"]
    assert quarter_before == ["remind C1 15 minutes before", "remove 1 from C1"]


async def test_cards_change_at_every_stage(store: Store, talk: Talk, now: Now) -> None:
    await kept(store, now, "C1")

    for moment in (START - QUARTER, START, START + 90 * MINUTE):
        await until(moment, talk=talk, store=store, now=now)

    assert talk.taken("edit") == ["edit C1: Q4"] * 3


async def test_the_last_reminder_goes_when_the_webcast_is_over(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    await until(START - QUARTER, talk=talk, store=store, now=now)
    talk.said.clear()

    await until(START + 90 * MINUTE, talk=talk, store=store, now=now)

    assert talk.taken("re") == ["remove 2 from C1"]
    assert (await jobs(store))[0].state is JobState.MISSED


async def test_a_start_after_hours_of_rest_says_only_what_is_still_useful(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")

    await until(START - 8 * MINUTE, talk=talk, store=store, now=now)

    found = await jobs(store)
    assert talk.taken("remind") == ["remind C1 15 minutes before"]
    assert (found[1440].state, found[1440].reason) == (
        JobState.MISSED,
        "a later reminder took its place",
    )


async def test_a_reminder_that_comes_too_late_is_missed_with_the_reason(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")

    await until(START - 2 * MINUTE, talk=talk, store=store, now=now)

    found = (await jobs(store))[15]
    assert not talk.taken("remind")
    assert (found.state, found.reason) == (JobState.MISSED, "it would have come too late")


async def test_what_another_process_has_in_hand_is_left_to_it_until_its_lease_ends(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    now.at = START - DAY
    await store.claim_jobs(now.at, LEASE, 10)

    await until(now.at, talk=talk, store=store, now=now)
    meanwhile = talk.taken("remind")
    await until(now.at + LEASE, talk=talk, store=store, now=now)

    assert meanwhile == []
    assert talk.taken("remind") == ["remind C1 1440 minutes before"]


async def test_a_reminder_begun_by_a_process_that_died_is_settled_and_not_repeated(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    now.at = START - DAY
    [lost] = await store.claim_jobs(now.at, LEASE, 10)
    await store.begin_job(lost)

    await until(now.at + LEASE, talk=talk, store=store, now=now)

    found = (await jobs(store))[1440]
    assert talk.said == []
    assert found.state is JobState.MISSED
    assert "nobody knows" in found.reason


async def test_an_announcement_lost_in_a_stop_is_told_to_its_owner(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now)
    share = replace(job_for("C2"), kind=JobKind.SHARE, detail="U1")
    await store.add_job(share)
    [claimed] = await store.claim_jobs(share.due_at, LEASE, 10)
    await store.begin_job(claimed)

    await until(share.due_at + LEASE, talk=talk, store=store, now=now)

    [told] = talk.taken("undelivered")
    assert told.startswith("undelivered C2: the bot stopped meanwhile")


async def test_who_cannot_be_told_of_what_was_lost_does_not_keep_it_from_the_others(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now)
    for channel in ("C2", "C3"):
        await store.add_job(replace(job_for(channel), kind=JobKind.SHARE, detail="U1"))
    for claimed in await store.claim_jobs(START - 2 * DAY, LEASE, 10):
        await store.begin_job(claimed)

    class Troubled(Only):
        async def chat_of(self, _workspace: str) -> Any:  # noqa: ANN401  (as in `Only`)
            self.chat, chat = talk, self.chat
            if chat is None:
                raise StoreFailed("The installation cannot be read.")
            return chat

    now.at = START + LEASE
    await settle_lost(chats=Troubled(None), store=store, clock=now)

    assert len(talk.taken("undelivered")) == 1


def job_for(channel: str, lead: timedelta = 2 * DAY) -> Job:
    return Job(
        workspace="T1",
        event_id="1890012",
        kind=JobKind.REMINDER,
        target=channel,
        due_at=START - lead,
        detail=str(lead // timedelta(seconds=1)),
    )


async def test_an_announcement_is_posted_at_its_moment_and_its_channel_reminded_from_then_on(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now)
    await store.add_job(replace(job_for("C2"), kind=JobKind.SHARE, detail="U1"))

    await until(START - 2 * DAY, talk=talk, store=store, now=now)
    await until(START - DAY, talk=talk, store=store, now=now)

    assert talk.said == ["card of 1890012 in C2", "remind C2 1440 minutes before"]


async def test_a_move_while_an_announcement_is_posted_is_not_planned_away(
    store: Store, talk: Talk, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, post_card = await kept(store, now, "C1"), talk.post_card
    await store.add_job(replace(job_for("C2"), kind=JobKind.SHARE, detail="U1"))

    async def moved_meanwhile(channel: str, event: Event) -> tuple[str, str]:
        moved = replace(made(START + DAY), version=1)
        await store.revise("T1", event.id, lambda _: (moved, []), now=now.at)
        await plan_ahead(moved, store=store, clock=now)
        await store.followed(moved, now.at, "")
        return await post_card(channel, event)

    monkeypatch.setattr(talk, "post_card", moved_meanwhile)
    await until(START - 2 * DAY, talk=talk, store=store, now=now)

    ahead = [job for job in await store.jobs("T1", event.id) if job.kind is JobKind.REMINDER]
    assert {job.target for job in ahead} == {"C1", "C2"}
    assert {job.due_at + timedelta(seconds=int(job.detail)) for job in ahead} == {START + DAY}


async def test_a_moved_webcast_is_reminded_of_at_its_new_time_only(
    store: Store, talk: Talk, now: Now
) -> None:
    before = await kept(store, now, "C1")
    await until(START - DAY, talk=talk, store=store, now=now)
    later = made(START + DAY)
    await overwrite(store, later)
    talk.said.clear()

    await replan(later, "Moved.", chat=talk, store=store, clock=now)
    taken_back = talk.taken("remove")
    await until(START - QUARTER, talk=talk, store=store, now=now)
    at_the_old_time = talk.taken("remind")
    await until(START + DAY - QUARTER, talk=talk, store=store, now=now)

    assert before.id == later.id
    assert taken_back == ["remove 1 from C1"]
    assert at_the_old_time == []
    assert talk.taken("remind") == ["remind C1 15 minutes before"]


async def test_a_presenter_hears_of_a_move_once_even_if_slack_was_away(
    store: Store, talk: Talk, now: Now
) -> None:
    before = await kept(store, now)
    named = Presenter(
        workspace=before.workspace,
        event_id=before.id,
        user="U2",
        access=Access.LIVE_STUDIO,
        preset="speaker",
        by="U1",
        named_at=now(),
        state=PresenterState.INVITED,
        channel="D2",
        ts="1.1",
        told=told_of(before),
    )
    await store.keep_presenter(named)
    later = made(START + DAY)
    await overwrite(store, later)
    talk.refuses["invitation"] = "internal_error"

    await replan(later, "Moved.", chat=talk, store=store, clock=now)
    while_away = talk.taken("schedule")
    talk.refuses.clear()
    for _ in range(2):
        await replan(later, "", chat=talk, store=store, clock=now)

    assert while_away == []
    assert talk.taken("invitation") == ["invitation of U2: Q4"] * 2
    assert talk.taken("schedule") == ["schedule to U2: 20:00"]


async def test_a_webcast_moved_to_the_next_minutes_gets_no_past_reminder(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    now.at = START - QUARTER - 5 * MINUTE
    sooner = made(START - QUARTER)
    await overwrite(store, sooner)

    await replan(sooner, "", chat=talk, store=store, clock=now)
    await until(now.at, talk=talk, store=store, now=now)

    assert talk.taken("remind") == []


async def test_a_plan_that_was_not_renewed_after_a_move_reminds_nobody_wrongly(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    await store.revise("T1", event.id, lambda _: (made(START + DAY), []), now=START)

    await until(START - DAY, talk=talk, store=store, now=now)

    found = (await jobs(store))[1440]
    assert talk.taken("remind") == []
    assert (found.state, found.reason) == (JobState.MISSED, "the webcast was moved")


async def test_what_did_not_follow_a_change_in_time_is_done_by_the_alarm(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    moved = replace(made(START + DAY), owner="U2")
    await overwrite(store, moved)

    await until(now.at + GRACE, talk=talk, store=store, now=now)
    at_once = talk.said.copy()
    await until(START, talk=talk, store=store, now=now)

    assert at_once == ["edit C1: Q4", "message about 1890012"]
    assert talk.taken("remind") == ["remind C1 1440 minutes before"]
    assert not await jobs(store, JobKind.FOLLOW)


async def test_what_follows_is_left_to_whoever_changed_the_event_for_a_while(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    await store.revise("T1", event.id, lambda _: (made(START + DAY), []), now=now.at)

    await until(now.at + GRACE - MINUTE / 60, talk=talk, store=store, now=now)

    assert talk.said == []


async def test_what_followed_one_change_leaves_the_next_one_to_be_followed(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    moved, cancelled = made(START + DAY), replace(event, cancelled_at=now.at)
    first = await store.revise("T1", event.id, lambda _: (moved, []), now=now.at)
    await store.revise("T1", event.id, lambda _: (cancelled, []), now=now.at)

    await store.followed(first.after, now.at, "")
    await until(now.at + GRACE, talk=talk, store=store, now=now)

    assert talk.taken("edit C1") == ["edit C1: Q4"]


async def test_a_change_that_is_overtaken_by_the_next_one_has_all_follow_once_more(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    first = await store.revise("T1", event.id, lambda _: (made(START + DAY), []), now=now.at)
    second = await store.revise("T1", event.id, lambda _: (made(START), []), now=now.at)
    await store.followed(second.after, now.at, "")
    before = await jobs(store, JobKind.FOLLOW)

    await store.followed(first.after, now.at, "")
    await until(now.at, talk=talk, store=store, now=now)

    assert not before
    assert talk.taken("edit C1") == ["edit C1: Q4"]


async def test_a_card_that_does_not_follow_is_tried_again_for_a_while(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    await overwrite(store, made(START + DAY))
    now.at += 7 * DAY
    talk.refuses = {"edit": "no_answer"}
    await store.revise("T1", "1890012", lambda _: (made(START + 2 * DAY), []), now=now.at)

    for minutes in range(3):
        await until(now.at + GRACE + minutes * MINUTE, talk=talk, store=store, now=now)
    waiting = await jobs(store, JobKind.FOLLOW)
    await until(now.at + GRACE + 12 * MINUTE, talk=talk, store=store, now=now)

    assert waiting
    assert not await jobs(store, JobKind.FOLLOW)


async def test_what_lies_ahead_of_a_card_is_planned_if_whoever_posted_it_is_gone(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now)
    card = Post(workspace="T1", event_id=event.id, target="C1", kind=PostKind.CARD)
    await store.begin_post(card, until=now.at + CLAIM)
    await store.record_posted(card, channel="C1", ts="0.1")

    await until(now.at + CLAIM, talk=talk, store=store, now=now)
    await until(START - DAY, talk=talk, store=store, now=now)

    assert talk.said == ["remind C1 1440 minutes before"]


async def test_cancelling_stops_reminders_and_restoring_plans_them_again(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    cancelled = replace(event, cancelled_at=now.at)
    await overwrite(store, cancelled)
    await replan(cancelled, "", chat=talk, store=store, clock=now)
    await until(START - DAY, talk=talk, store=store, now=now)
    while_cancelled = talk.taken("remind")
    await overwrite(store, event)

    await replan(event, "", chat=talk, store=store, clock=now)
    await until(START - QUARTER, talk=talk, store=store, now=now)

    assert while_cancelled == []
    assert talk.taken("remind") == ["remind C1 15 minutes before"]


async def test_a_reminder_that_was_just_posted_goes_when_the_webcast_is_cancelled(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    await until(START - DAY, talk=talk, store=store, now=now)
    cancelled = replace(event, cancelled_at=now.at)
    await overwrite(store, cancelled)

    await replan(cancelled, "", chat=talk, store=store, clock=now)

    assert talk.taken("remove") == ["remove 1 from C1"]


async def test_planning_anew_does_not_lose_what_is_due_this_moment(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    now.at = START - DAY

    await plan_ahead(event, store=store, clock=now)
    await until(now.at, talk=talk, store=store, now=now)

    assert talk.taken("remind") == ["remind C1 1440 minutes before"]


async def test_a_deleted_card_is_recorded_and_told_once_and_its_channel_left_alone(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1", "C2")
    talk.refuses = {"edit C1": "message_not_found"}

    for moment in (START - QUARTER, START, START + 90 * MINUTE):
        await until(moment, talk=talk, store=store, now=now)

    [post, _] = await store.posts("T1", "1890012")
    assert (post.target, post.state) == ("C1", PostState.REMOVED)
    assert talk.taken("lost") == ["lost C1: refused with message_not_found."]
    assert {words.split()[1] for words in talk.taken("remind")} == {"C2"}


async def test_a_channel_where_nothing_may_be_posted_is_told_once_and_left_alone(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    talk.refuses = {"remind": "restricted_action"}

    for moment in (START - DAY, START - QUARTER, START):
        await until(moment, talk=talk, store=store, now=now)

    states = {job.state for job in (await jobs(store)).values()}
    assert talk.taken("unreminded") == ["unreminded C1: refused with restricted_action."]
    assert states == {JobState.FAILED}


async def test_an_archived_channel_is_told_once(store: Store, talk: Talk, now: Now) -> None:
    await kept(store, now, "C1")
    talk.refuses = {"remind": "is_archived", "edit": "is_inactive"}

    for moment in (START - DAY, START - QUARTER, START):
        await until(moment, talk=talk, store=store, now=now)

    assert talk.said == ["lost C1: refused with is_inactive."]


async def test_what_was_given_up_is_tried_again_when_reminders_are_set_anew(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now, "C1")
    talk.refuses = {"remind": "restricted_action"}
    await until(START - DAY, talk=talk, store=store, now=now)
    talk.refuses = {}

    await set_reminders(event, DEFAULT_LEADS, person=OWNER, store=store, clock=now)
    await until(START - QUARTER, talk=talk, store=store, now=now)

    assert talk.taken("remind") == ["remind C1 15 minutes before"]


async def test_a_channel_that_outsiders_read_by_now_gets_no_reminder(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    talk.outside = {"C1"}

    await until(START - DAY, talk=talk, store=store, now=now)

    [told] = talk.said
    assert told == "unreminded C1: people outside the company read that channel."


async def test_a_reminder_that_surely_did_not_arrive_is_sent_a_little_later(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    talk.refuses = {"remind": "ratelimited"}
    await until(START - DAY, talk=talk, store=store, now=now)
    talk.refuses = {}

    await until(now.at + LEASE, talk=talk, store=store, now=now)

    assert talk.said == ["remind C1 1440 minutes before"]


async def test_a_reminder_that_may_have_arrived_is_not_repeated(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    talk.refuses = {"remind": "no_answer"}
    await until(START - DAY, talk=talk, store=store, now=now)
    talk.refuses = {}

    await until(now.at + LEASE, talk=talk, store=store, now=now)
    repeated = talk.taken("remind")
    await until(START - QUARTER, talk=talk, store=store, now=now)

    assert repeated == []
    assert talk.taken("remind") == ["remind C1 15 minutes before"]


async def test_a_card_that_slack_does_not_take_now_is_drawn_a_little_later(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    talk.refuses = {"edit": "no_answer"}
    await until(START, talk=talk, store=store, now=now)
    talk.refuses = {}

    await until(START + LEASE, talk=talk, store=store, now=now)

    assert talk.taken("edit") == ["edit C1: Q4"]


async def test_a_card_that_slack_does_not_take_for_long_is_given_up_for_that_stage(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    talk.refuses = {"edit": "no_answer"}

    for minutes in range(12):
        await until(START + minutes * MINUTE, talk=talk, store=store, now=now)

    found = (await jobs(store, JobKind.STAGE))[0]
    assert (found.state, found.reason) == (JobState.FAILED, "refused with no_answer.")


async def test_a_message_that_slack_does_not_take_away_now_goes_with_the_next_one(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    await until(START - DAY, talk=talk, store=store, now=now)
    talk.refuses = {"remove": "no_answer"}
    await until(START - QUARTER, talk=talk, store=store, now=now)
    talk.refuses = {}

    await until(START, talk=talk, store=store, now=now)

    assert sorted(talk.taken("remove")) == ["remove 1 from C1", "remove 3 from C1"]


async def test_a_message_that_is_gone_is_not_asked_for_again(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    await until(START - DAY, talk=talk, store=store, now=now)
    talk.refuses = {"remove": "message_not_found"}
    await until(START - QUARTER, talk=talk, store=store, now=now)

    assert (await jobs(store))[1440].ts == ""


async def test_something_unforeseen_in_one_job_does_not_keep_the_others_back(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    talk.breaks = RuntimeError("a bug")

    await until(START - QUARTER, talk=talk, store=store, now=now)

    assert talk.taken("edit") == ["edit C1: Q4"]
    assert (await jobs(store))[15].state is JobState.FAILED


async def test_people_are_reminded_from_when_they_ask_until_they_stop(
    store: Store, talk: Talk, now: Now
) -> None:
    event = await kept(store, now)
    await store.want("T1", event.id, "U2", Wants.REMINDERS)
    await plan_ahead(event, store=store, clock=now)
    await until(START - DAY, talk=talk, store=store, now=now)
    await store.unwant("T1", event.id, "U2", Wants.REMINDERS)
    await plan_ahead(event, store=store, clock=now)
    await until(START - QUARTER, talk=talk, store=store, now=now)

    assert talk.taken("remind") == ["remind U2 1440 minutes before"]


async def run(task: str, url: str, key: str, now: datetime) -> tuple[int | None, list[str]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.service.due_process", task, url, key, now.isoformat()),
        stdout=PIPE,
        cwd=ROOT,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode().split()


@on_both_databases
async def test_two_processes_on_one_database_remind_each_channel_once(
    store: Store, now: Now, url: str, key: str
) -> None:
    channels = [f"C{number}" for number in range(100, 160)]
    await kept(store, now, *channels)

    results = await asyncio.gather(*(run("all", url, key, START - DAY) for _ in range(2)))

    assert [code for code, _ in results] == [0, 0]
    assert sorted(results[0][1] + results[1][1]) == channels


@on_both_databases
async def test_a_process_killed_while_it_reminds_leaves_that_one_unknown_and_the_rest_to_do(
    store: Store, now: Now, url: str, key: str
) -> None:
    await kept(store, now, "C1", "C2")

    died, first = await run("die", url, key, START - DAY)
    _, meanwhile = await run("all", url, key, START - DAY)
    code, second = await run("all", url, key, START - DAY + LEASE)

    assert (died, meanwhile, code) == (-signal.SIGKILL, [], 0)
    assert sorted(first + second) == ["C1", "C2"]
    lost = [job for job in await store.jobs("T1", "1890012") if job.state is JobState.MISSED]
    assert [job.target for job in lost] == first


async def test_the_alarm_does_what_is_due_when_it_is_woken(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1")
    alarm = Alarm(chats=Only(talk), store=store, clock=now)
    alarm.start()
    await alarm.idle()
    now.at = START - DAY

    alarm.wake()
    await alarm.idle()
    await alarm.close(patience=5)

    assert talk.taken("remind") == ["remind C1 1440 minutes before"]


async def test_the_alarm_goes_on_after_trouble(
    store: Store, talk: Talk, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store, now, "C1")
    troubled = asyncio.Event()

    async def failing(*_args: object, **_more: object) -> tuple[Job, ...]:
        troubled.set()
        raise StoreFailed("The disk is full.")

    alarm = Alarm(chats=Only(talk), store=store, clock=now)
    now.at = START - DAY
    with monkeypatch.context() as trouble:
        trouble.setattr(store, "claim_jobs", failing)
        alarm.start()
        await troubled.wait()
    alarm.wake()
    await alarm.idle()
    await alarm.close(patience=5)

    assert talk.taken("remind") == ["remind C1 1440 minutes before"]


async def test_a_stop_waits_for_the_reminder_under_way(
    store: Store, talk: Talk, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store, now, "C1")
    begun, go_on, remind = asyncio.Event(), asyncio.Event(), talk.remind

    async def slow(job: Job, event: Event) -> tuple[str, str]:
        begun.set()
        await go_on.wait()
        return await remind(job, event)

    monkeypatch.setattr(talk, "remind", slow)
    alarm = Alarm(chats=Only(talk), store=store, clock=now)
    now.at = START - DAY
    alarm.start()
    await begun.wait()

    stopping = asyncio.create_task(alarm.close(patience=5))
    go_on.set()
    await stopping

    assert (await jobs(store))[1440].state is JobState.DONE


async def test_a_stop_does_not_wait_for_ever(
    store: Store, talk: Talk, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store, now, "C1")
    begun = asyncio.Event()

    async def endless(_job: Job, _event: Event) -> tuple[str, str]:
        begun.set()
        await asyncio.Event().wait()
        return "", ""

    monkeypatch.setattr(talk, "remind", endless)
    alarm = Alarm(chats=Only(talk), store=store, clock=now)
    now.at = START - DAY
    alarm.start()
    await begun.wait()

    await alarm.close(patience=0.01)

    assert (await jobs(store))[1440].state is JobState.FIRING


async def test_once_a_stop_came_nothing_is_begun_and_the_rest_is_anothers(
    store: Store, talk: Talk, now: Now
) -> None:
    await kept(store, now, "C1", "C2")
    now.at = START - DAY

    taken = await run_due(chats=Only(talk), store=store, clock=now, go_on=lambda: not talk.said)
    before = talk.taken("remind")
    await until(now.at + LEASE, talk=talk, store=store, now=now)

    assert taken == 1
    assert len(before) == 1
    assert len({*before, *talk.taken("remind")}) == 2


async def test_what_can_wait_is_done_piece_by_piece(store: Store, talk: Talk, now: Now) -> None:
    await kept(store, now, "C1")
    now.at, pieces = START - DAY, [True, True, False]

    async def piece() -> bool:
        return pieces.pop(0)

    alarm = Alarm(chats=Only(talk), store=store, clock=now, meanwhile=piece)
    await alarm.idle()

    assert pieces == []
    assert talk.taken("remind")


async def test_an_alarm_that_retired_takes_up_nothing(store: Store, talk: Talk, now: Now) -> None:
    await kept(store, now, "C1")
    now.at = START - DAY
    alarm = Alarm(chats=Only(talk), store=store, clock=now)

    alarm.retire()
    alarm.start()
    await alarm.close(patience=1)

    assert not talk.said
    assert (await jobs(store))[1440].state is JobState.PLANNED


async def test_a_job_that_breaks_is_taken_note_of(store: Store, talk: Talk, now: Now) -> None:
    await kept(store, now, "C1")
    now.at, talk.breaks, noted = START - DAY, ValueError("odd"), list[BaseException]()

    await run_due(chats=Only(talk), store=store, clock=now, note=noted.append)

    assert noted == [talk.breaks]


async def test_an_event_that_is_slow_does_not_hold_up_others(
    store: Store, talk: Talk, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = await kept(store, now, "C1")
    webcast = replace(slow.webcast, id="1890013")
    quick = replace(slow, webcast=webcast)
    wish = Wish(key="V2", workspace="T1", owner="U1", request=slow.request, channels=(),
                asked_at=slow.created_at)  # fmt: skip
    await store.record_created(wish, quick, progress=Progress.CREATED, reason="", posts=())
    await store.want("T1", quick.id, "U2", Wants.REMINDERS)
    await plan_ahead(quick, store=store, clock=now)
    reminded, go_on, remind = asyncio.Event(), asyncio.Event(), talk.remind

    async def waiting(job: Job, event: Event) -> tuple[str, str]:
        if event.id == slow.id:
            await go_on.wait()
        else:
            reminded.set()
        return await remind(job, event)

    monkeypatch.setattr(talk, "remind", waiting)
    alarm = Alarm(chats=Only(talk), store=store, clock=now)
    now.at = START - DAY
    alarm.start()

    await asyncio.wait_for(reminded.wait(), 5)
    go_on.set()
    await alarm.idle()
    await alarm.close(patience=5)

    assert sorted(talk.taken("remind")) == [
        "remind C1 1440 minutes before",
        "remind U2 1440 minutes before",
    ]


async def test_the_alarm_forgets_old_deliveries(store: Store, talk: Talk, now: Now) -> None:
    await store.note_delivery("T1", "V1", now.at - 2 * DAY)

    await Alarm(chats=Only(talk), store=store, clock=now).idle()

    assert await store.note_delivery("T1", "V1", now.at)


async def test_trouble_with_what_was_left_behind_does_not_keep_back_what_is_due(
    store: Store, talk: Talk, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store, now, "C1")
    reminded, remind, noted = asyncio.Event(), talk.remind, list[BaseException]()

    async def failing(_now: datetime) -> tuple[Wish, ...]:
        raise StoreFailed("A row cannot be read.")

    async def watched(job: Job, event: Event) -> tuple[str, str]:
        reminded.set()
        return await remind(job, event)

    monkeypatch.setattr(store, "recover", failing)
    monkeypatch.setattr(talk, "remind", watched)
    alarm = Alarm(chats=Only(talk), store=store, clock=now, note=noted.append)
    now.at = START - DAY
    alarm.start()

    await asyncio.wait_for(reminded.wait(), 5)
    await alarm.close(patience=5)

    assert [type(error) for error in noted] == [StoreFailed]


async def test_what_was_left_behind_may_take_long_and_does_not_hold_up_what_is_due(
    store: Store, talk: Talk, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store, now, "C1")
    reminded, go_on, remind = asyncio.Event(), asyncio.Event(), talk.remind

    async def slow(_now: datetime) -> tuple[Post, ...]:
        await go_on.wait()
        return ()

    async def watched(job: Job, event: Event) -> tuple[str, str]:
        reminded.set()
        return await remind(job, event)

    monkeypatch.setattr(store, "planned_posts", slow)
    monkeypatch.setattr(talk, "remind", watched)
    alarm = Alarm(chats=Only(talk), store=store, clock=now)
    now.at = START - DAY
    alarm.start()

    await asyncio.wait_for(reminded.wait(), 5)
    go_on.set()
    await alarm.close(patience=5)

    assert talk.taken("remind") == ["remind C1 1440 minutes before"]
