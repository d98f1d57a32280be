"""Installations, platform accounts, states and leases, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import store as kept
from bot.domain import PostState, Progress
from bot.plans import Job, JobKind
from bot.store import Store
from bot.tenancy import Account, Installation, Login
from tests.claims import UNTIL
from tests.store.conftest import START

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.domain import Event, Post, Wish
    from bot.store import Cipher, Store

MINUTE = timedelta(minutes=1)
OWN = Installation(
    team="T1",
    name="Acme",
    app="A1",
    bot_id="B1",
    bot_user="U1BOT",
    scopes=("commands", "chat:write"),
    by="U1",
    installed_at=START,
    token="xoxe.xoxb-1",
    refresh_token="xoxe-1",
    expires_at=START + timedelta(hours=12),
)
ORG = replace(OWN, enterprise="E1", team="", name="Acme Group", token="xoxb-org", expires_at=None)
ACCOUNT = Account(
    workspace="T1", login=Login(username="svc@acme", password="sekret ü"), by="U1", at=START
)


async def planned(store: Store, wish: Wish, event: Event, post: Post) -> None:
    """Keep an event with a reminder ahead, a card that is planned, and one that is posted."""
    posted = replace(post, target="C2")
    await store.record_created(
        wish, event, progress=Progress.CREATED, reason="", posts=[post, posted]
    )
    await store.begin_post(posted, until=UNTIL)
    await store.record_posted(posted, channel="C2", ts="1.1")
    job = Job(
        workspace=event.workspace,
        event_id=event.id,
        kind=JobKind.REMINDER,
        target="C1",
        due_at=START,
        detail="15",
    )
    await store.add_job(job)


@pytest.mark.parametrize("installation", [OWN, ORG], ids=["workspace", "organization"])
async def test_an_installation_comes_back_as_it_was_kept(
    store: Store, installation: Installation
) -> None:
    await store.keep_installation(installation)

    assert await store.installations() == (installation,)


async def test_a_workspace_and_its_organization_are_told_apart(store: Store) -> None:
    await store.keep_installation(OWN)
    await store.keep_installation(ORG)

    assert await store.team_installation("T1") == OWN
    assert await store.org_installation("E1") == ORG
    assert await store.team_installation("") is None
    assert await store.org_installation("") is None


async def test_a_workspace_that_joined_an_organization_keeps_one_installation(store: Store) -> None:
    await store.keep_installation(OWN)
    joined = replace(OWN, enterprise="E1", token="xoxb-2")
    await store.keep_installation(joined)

    assert await store.installations() == (joined,)


async def test_new_tokens_are_kept(store: Store) -> None:
    await store.keep_installation(OWN)
    renewed = replace(OWN, token="xoxe.xoxb-2", refresh_token="xoxe-2")

    assert await store.renew_installation(renewed)
    assert await store.team_installation("T1") == renewed


async def test_new_tokens_come_too_late_for_what_was_installed_anew(store: Store) -> None:
    again = replace(OWN, installed_at=START + MINUTE, token="xoxe.xoxb-3")
    await store.keep_installation(again)

    assert not await store.renew_installation(replace(OWN, token="xoxe.xoxb-2"))
    assert await store.team_installation("T1") == again


async def test_what_is_planned_and_the_account_end_with_the_installation(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    await store.keep_installation(OWN)
    await store.keep_account(ACCOUNT)
    await planned(store, wish, event, post)

    assert await store.uninstall("", "T1", before=START + MINUTE)

    assert await store.installations() == ()
    assert await store.account("T1") is None
    assert await store.jobs("T1", event.id) == ()
    assert [each.state for each in await store.posts("T1", event.id)] == [PostState.POSTED]
    assert await store.event("T1", event.id) == event
    assert await store.history("T1", event.id)


async def test_nothing_of_another_workspace_ends_with_it(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    theirs = replace(event, workspace="T2")
    await store.keep_installation(OWN)
    await store.keep_installation(replace(OWN, team="T2"))
    await store.keep_account(replace(ACCOUNT, workspace="T2"))
    await planned(store, replace(wish, workspace="T2"), theirs, replace(post, workspace="T2"))

    await store.uninstall("", "T1", before=START + MINUTE)

    assert [each.team for each in await store.installations()] == ["T2"]
    assert await store.account("T2")
    assert JobKind.REMINDER in {job.kind for job in await store.jobs("T2", event.id)}
    assert len(await store.posts("T2", event.id)) == 2


async def test_late_news_ends_nothing_that_was_installed_since(store: Store) -> None:
    again = replace(OWN, installed_at=START + MINUTE)
    await store.keep_installation(again)
    await store.keep_account(ACCOUNT)

    assert not await store.uninstall("", "T1", before=START)
    assert await store.team_installation("T1") == again
    assert await store.account("T1")


async def test_an_organization_ends_for_all_of_its_workspaces_but_those_with_their_own(
    store: Store,
) -> None:
    await store.keep_installation(ORG)
    await store.keep_installation(OWN)
    for workspace in ("T1", "T5", "T6"):
        await store.note_served(workspace, "E1", START)
        await store.keep_account(replace(ACCOUNT, workspace=workspace))
    await store.note_served("T9", "E9", START)
    await store.keep_account(replace(ACCOUNT, workspace="T9"))

    assert await store.uninstall("E1", "", before=START + MINUTE)

    kept = [name for name in ("T1", "T5", "T6", "T9") if await store.account(name)]
    assert kept == ["T1", "T9"]
    assert set(await store.served()) == {"T1", "T9"}


async def test_a_workspace_that_its_organization_still_serves_keeps_everything(
    store: Store,
) -> None:
    await store.keep_installation(ORG)
    await store.keep_installation(OWN)
    await store.note_served("T1", "E1", START)
    await store.keep_account(ACCOUNT)

    assert await store.uninstall("", "T1", before=START + MINUTE)

    assert await store.account("T1") == ACCOUNT
    assert await store.served() == {"T1": "E1"}


async def test_a_workspace_that_its_organization_takes_it_from_keeps_its_webcasts_alone(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    await store.keep_installation(ORG)
    for workspace in ("T1", "T5"):
        await store.note_served(workspace, "E1", START)
        await store.keep_account(replace(ACCOUNT, workspace=workspace))
    await planned(store, wish, event, post)

    assert await store.release("T1", "E1", before=START + MINUTE)

    assert await store.served() == {"T5": "E1"}
    assert await store.account("T1") is None
    assert await store.account("T5")
    assert await store.jobs("T1", event.id) == ()
    assert await store.event("T1", event.id) == event
    assert await store.installations() == (ORG,)


async def test_a_workspace_with_an_installation_of_its_own_needs_none_of_its_organization(
    store: Store,
) -> None:
    await store.keep_installation(ORG)
    await store.keep_installation(OWN)
    await store.note_served("T1", "E1", START)
    await store.keep_account(ACCOUNT)

    assert await store.release("T1", "E1", before=START + MINUTE)

    assert await store.account("T1") == ACCOUNT


async def test_late_news_takes_nothing_from_a_workspace_that_was_connected_since(
    store: Store,
) -> None:
    await store.note_served("T1", "E1", START)
    await store.keep_account(replace(ACCOUNT, at=START + MINUTE))

    assert not await store.release("T1", "E1", before=START)

    assert await store.served() == {"T1": "E1"}
    assert await store.account("T1")


async def test_another_organization_takes_nothing_from_a_workspace(store: Store) -> None:
    await store.note_served("T1", "E1", START)
    await store.keep_account(ACCOUNT)

    assert not await store.release("T1", "E9", before=START + MINUTE)

    assert await store.account("T1") == ACCOUNT


async def test_a_workspace_is_noted_with_the_organization_that_it_was_seen_in_last(
    store: Store,
) -> None:
    await store.note_served("T5", "E1", START)
    await store.note_served("T5", "E2", START)

    assert await store.served() == {"T5": "E2"}


async def test_a_state_is_good_once(store: Store) -> None:
    await store.keep_state("abc", now=START, until=START + 10 * MINUTE)

    assert await store.take_state("abc", START + 10 * MINUTE)
    assert not await store.take_state("abc", START + MINUTE)


async def test_a_state_is_good_for_a_while(store: Store) -> None:
    await store.keep_state("abc", now=START, until=START + 10 * MINUTE)

    assert not await store.take_state("abc", START + 11 * MINUTE)
    assert not await store.take_state("never", START)


async def test_an_account_comes_back_as_it_was_kept_and_only_to_its_workspace(
    store: Store,
) -> None:
    await store.keep_account(ACCOUNT)

    assert await store.account("T1") == ACCOUNT
    assert await store.account("T2") is None


async def test_an_account_takes_the_place_of_the_one_before(store: Store) -> None:
    other = replace(ACCOUNT, login=Login(username="new", password="sekret 2"), by="U2")
    await store.keep_account(ACCOUNT)
    await store.keep_account(other)

    assert await store.account("T1") == other


async def test_an_account_is_dropped_once(store: Store) -> None:
    await store.keep_account(ACCOUNT)

    assert await store.drop_account("T1")
    assert not await store.drop_account("T1")
    assert await store.account("T1") is None


async def test_a_process_sees_the_account_that_another_one_kept(
    open_store: Callable[[], Awaitable[Store]],
) -> None:
    mine, theirs = await open_store(), await open_store()
    await theirs.keep_account(ACCOUNT)

    assert await mine.account("T1") == ACCOUNT


async def test_a_lease_is_its_holders_until_it_ends(store: Store) -> None:
    until = START + 10 * MINUTE

    assert await store.take_lease("tokens", "one", now=START, until=until)
    assert not await store.take_lease("tokens", "two", now=START + MINUTE, until=until)
    assert await store.take_lease("tokens", "one", now=START + MINUTE, until=until)
    assert await store.take_lease("tokens", "two", now=until, until=until + MINUTE)


async def test_nobody_who_has_not_the_key_reads_any_of_it(cipher: Cipher, tmp_path: Path) -> None:
    async with await kept.open_store(f"sqlite:///{tmp_path / 'webcasts.db'}", cipher) as store:
        await store.keep_installation(OWN)
        await store.keep_account(ACCOUNT)

        written = written_in(tmp_path)

    for secret in (b"xoxe.xoxb-1", b"xoxe-1", b"sekret", b"svc@acme"):
        assert secret not in written


def written_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())
