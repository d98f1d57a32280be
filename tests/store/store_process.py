"""A process of its own for the tests: does one thing with the store, then dies or tells.

Arguments: what to do, the URL, the key. The wish and its event are the same in every process.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.domain import (
    Event,
    OnDemand,
    Portal,
    Post,
    PostKind,
    Progress,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.rules import Access, MediaType
from bot.store import Cipher, Store, migrate, open_store
from bot.webcasts.budget import decide
from bot.webcasts.codes import Endpoint

START = datetime(2026, 12, 1, 20, tzinfo=UTC)
CLAIMS = 100
NOW_MS = 1_803_999_845_120


def wish(key: str = "V1") -> Wish:
    request = WebcastRequest(
        title="Training",
        starts_at=START,
        duration=timedelta(minutes=30),
        zone="CET",
        production=OnDemand(media=MediaType.VIDEO),
        capacity=50,
        expiration_months=3,
    )
    return Wish(key=key, workspace="T1", owner="U1", request=request, channels=(), asked_at=START)


def event() -> Event:
    webcast = Webcast(
        id="1890012",
        title="Training",
        starts_at=START,
        duration=timedelta(minutes=30),
        capacity=50,
        folder_name="Home",
        viewer_link="https://event.webcasts.com/starthere.jsp?ei=1890012",
        portals=(Portal(access=Access.REPORTS, link="https://portal.example/r", pin="1234"),),
    )
    return Event(
        workspace="T1", owner="U1", webcast=webcast, request=wish().request, created_at=START
    )


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(task: str, url: str, key: str) -> None:
    if task == "migrate":
        sys.stdout.write(" ".join(await migrate(url)))
        return
    async with await open_store(url, Cipher([key])) as store:
        if task == "race":
            won = [await store.claim(wish(f"V{number}"), until=START) for number in range(CLAIMS)]
            sys.stdout.write(str(sum(won)))
            return
        if task == "spend":
            went = [await _goes(store) for _ in range(CLAIMS)]
            sys.stdout.write(str(sum(went)))
            return
        await store.claim(wish(), until=START)
        if task == "die after claiming":
            die()
        card = Post(workspace="T1", event_id="1890012", target="C1", kind=PostKind.CARD)
        await store.record_created(
            wish(), event(), progress=Progress.CREATED, reason="", posts=[card]
        )
        if task == "die after creating":
            die()
        await store.begin_post(card, until=START)
        die()


async def _goes(store: Store) -> bool:
    judge = partial(decide, endpoint=Endpoint.CREATE, now=NOW_MS, window=3_600_000, patience=0)
    verdict = await store.ledger.reserve(
        "svc", Endpoint.CREATE, nth=80, topics=(Endpoint.CREATE,), decide=judge
    )
    return verdict.at is not None


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
