"""What goes through the whole database: another key, a workspace forgotten; on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import store as kept
from bot.domain import Progress, Role
from bot.errors import Misconfigured
from bot.people import Offer, Presenter, PresenterState, Wants, WorkspaceEntry
from bot.rules import Access
from bot.store import Cipher, Store, sweeping
from bot.store.asking import Ask
from bot.store.postgres_schema import SO_FAR
from bot.store.steps import SINCE
from bot.store.topic import found
from bot.tenancy import KeptToken
from tests.store.conftest import START
from tests.store.test_store_installing import ACCOUNT, ORG, OWN, planned

if TYPE_CHECKING:
    from bot.domain import Event, Post, Wish

TOKEN = KeptToken(account="T1", of="svc", text="XC4T8FDE", renew_at=START)


async def furnished(store: Store, wish: Wish, event: Event, post: Post, *, of: str) -> None:
    """Keep something of everything for a workspace."""
    theirs = replace(event, workspace=of)
    await planned(store, replace(wish, workspace=of), theirs, replace(post, workspace=of))
    await store.keep_installation(replace(OWN, team=of))
    await store.keep_account(replace(ACCOUNT, workspace=of))
    await store.note_served(of, "E1", START)
    await store.keep_offer(Offer(workspace=of, event_id=event.id, to="U2", by="U1", at=START))
    await store.keep_presenter(
        Presenter(
            workspace=of,
            event_id=event.id,
            user="U3",
            access=Access.REPORTS,
            preset="analyst",
            by="U1",
            named_at=START,
            state=PresenterState.INVITED,
        )
    )
    await store.want(of, event.id, "U1", Wants.CALENDAR)
    await store.set_role(of, "U1", Role.ADMIN)
    await store.set_preference(of, "workspace", "", "language", "de")
    await store.note_change(WorkspaceEntry(workspace=of, at=START, who="U1", what="role"))
    await store.note_home(of, "U1", START)
    await store.note_left(of, "U4", START)


async def all_of(store: Store, workspace: str) -> dict[str, int]:
    """Count the rows of a workspace, by table."""
    counted = {}
    for table in sweeping.OF_A_WORKSPACE:
        sql = f"SELECT count(*) AS number FROM {table} WHERE workspace = :workspace"  # noqa: S608  (ours)
        [row] = await store._db.read(lambda sql=sql: found(Ask(sql, {"workspace": workspace})))  # type: ignore[misc]  # noqa: SLF001
        counted[table] = row["number"]
    return counted


async def test_a_workspace_is_forgotten_whole_and_no_other_one(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    await furnished(store, wish, event, post, of="T1")
    await furnished(store, wish, event, post, of="T2")
    before = await all_of(store, "T2")

    gone = await store.forget_workspace("T1")

    assert gone == sum(before.values()) + 1
    assert not any((await all_of(store, "T1")).values())
    assert await all_of(store, "T2") == before
    assert [each.team for each in await store.installations()] == ["T2"]


async def test_an_organization_is_not_forgotten_with_a_workspace(store: Store) -> None:
    await store.keep_installation(ORG)

    assert await store.forget_workspace("") == 0
    assert await store.org_installation("E1") == ORG


def test_every_table_of_a_workspace_is_known() -> None:
    shaped = " ".join(statement for step in (SO_FAR, *SINCE) for statement in step.statements)
    tables = [part.split("(")[0].strip() for part in shaped.split("CREATE TABLE ")[1:]]
    bodies = shaped.split("CREATE TABLE ")[1:]
    of_a_workspace = {
        name for name, body in zip(tables, bodies, strict=True) if "workspace TEXT" in body
    }

    assert of_a_workspace == set(sweeping.OF_A_WORKSPACE)


@pytest.fixture
def keys() -> tuple[str, str]:
    return Cipher.new_key(), Cipher.new_key()


async def test_what_an_old_key_wrote_is_read_with_the_new_one_alone_afterwards(
    url: str, keys: tuple[str, str], wish: Wish, event: Event
) -> None:
    new, old = keys
    async with await kept.open_store(url, Cipher([old])) as store:
        await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())
        await store.keep_installation(OWN)
        await store.keep_installation(ORG)
        await store.keep_account(ACCOUNT)
        await store.keep_token(TOKEN)

    async with await kept.open_store(url, Cipher([new, old])) as store:
        written = await store.reencrypt()

    assert written == {"events": 1, "installations": 2, "accounts": 1, "logins": 1}
    async with await kept.open_store(url, Cipher([new])) as store:
        assert await store.event("T1", event.id) == event
        assert await store.installations() == (OWN, ORG)
        assert await store.account("T1") == ACCOUNT
        assert await store.kept_token("T1") == TOKEN


async def test_a_second_time_there_is_nothing_to_write(url: str, keys: tuple[str, str]) -> None:
    new, old = keys
    async with await kept.open_store(url, Cipher([old])) as store:
        await store.keep_account(ACCOUNT)

    async with await kept.open_store(url, Cipher([new, old])) as store:
        await store.reencrypt()

        assert not any((await store.reencrypt()).values())


async def test_more_rows_than_a_batch_are_all_written(
    url: str, keys: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    new, old = keys
    async with await kept.open_store(url, Cipher([old])) as store:
        for number in range(5):
            await store.keep_account(replace(ACCOUNT, workspace=f"T{number}"))

    async with await kept.open_store(url, Cipher([new, old])) as store:
        await store.keep_account(replace(ACCOUNT, workspace="T3"))

        assert (await store.reencrypt())["accounts"] == 4


async def test_a_row_that_changes_meanwhile_is_left_to_whoever_changed_it(
    url: str, keys: tuple[str, str]
) -> None:
    new, old = keys
    async with await kept.open_store(url, Cipher([old])) as store:
        await store.keep_account(ACCOUNT)

    async with (
        await kept.open_store(url, Cipher([new, old])) as bot,
        await kept.open_store(url, Cipher([new, old])) as sweeper,
    ):
        fresh = replace(ACCOUNT, by="U2")
        read = await sweeper._all("SELECT workspace, secret FROM accounts", {})  # noqa: SLF001
        await bot.keep_account(fresh)
        [accounts] = [each for each in sweeping.ENCRYPTED if each.table == "accounts"]

        assert await sweeper._write(accounts, read) == 0  # noqa: SLF001
        assert await bot.account("T1") == fresh


async def test_an_old_key_that_is_dropped_too_early_is_noticed_at_the_start(
    url: str, keys: tuple[str, str]
) -> None:
    new, old = keys
    async with await kept.open_store(url, Cipher([old])) as store:
        await store.keep_account(ACCOUNT)

    with pytest.raises(Misconfigured, match="ENCRYPTION_KEY does not fit"):
        await kept.open_store(url, Cipher([new]))
