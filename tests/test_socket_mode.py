"""Several connections to Slack, each replaced when it ends: no request is lost with one."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession
from slack_bolt.response import BoltResponse

from bot.errors import Misconfigured
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.socket_mode import SocketMode
from tests.logged import written
from tests.socket_slack import TICKET, SocketSlack, socket_slack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.request.async_request import AsyncBoltRequest

HELP = {"command": "/webcast", "text": "help"}


class Inside:
    """Answers every request, once it may."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.answer = BoltResponse(status=200)
        self.taken: asyncio.Queue[AsyncBoltRequest] = asyncio.Queue()

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        self.taken.put_nowait(req)
        await self.may_answer.wait()
        return self.answer


class Hall:
    """Slack, the connections to it, and who answers."""

    def __init__(self, slack: SocketSlack, inside: Inside, mode: SocketMode) -> None:
        self.slack = slack
        self.inside = inside
        self.mode = mode
        self.pauses: list[float] = []
        self.has_paused = asyncio.Event()

    async def connected(self, connections: int) -> None:
        """Wait until that many connections are there, and each one brings an answer."""
        await self.slack.until(lambda: len(self.slack.lines) == connections)
        for line in self.slack.lines:
            await self.answered(await self.slack.send(HELP, over=line))
            await self.inside.taken.get()

    async def answered(self, name: str) -> dict[str, Any]:
        await self.slack.until(lambda: name in self.slack.answers)
        return self.slack.answers[name]


@asynccontextmanager
async def hall(*, connections: int = 2, opened: bool = True) -> AsyncIterator[Hall]:
    async with socket_slack() as slack, ClientSession() as session:
        client = SlackClient(Metrics(), token="", base_url=f"{slack.url}/api/", session=session)
        inside = Inside()

        async def pause(seconds: float) -> None:
            there.pauses.append(seconds)
            there.has_paused.set()
            await asyncio.sleep(0)

        mode = SocketMode(client, session, "xapp-1", inside, connections=connections, pause=pause)
        there = Hall(slack, inside, mode)
        if opened:
            await mode.open()
            await there.connected(connections)
        yield there
        await mode.close(patience=1)


@pytest.mark.parametrize("connections", [1, 2, 10])
async def test_there_are_as_many_connections_as_asked_for(connections: int) -> None:
    async with hall(connections=connections) as there:
        assert there.mode.open_connections == connections
        assert there.slack.opened == connections


@pytest.mark.parametrize(
    ("answer", "payload"),
    [
        pytest.param(BoltResponse(status=200), {}, id="nothing"),
        pytest.param(
            BoltResponse(status=200, body={"response_action": "clear"}),
            {"payload": {"response_action": "clear"}},
            id="json",
        ),
        pytest.param(
            BoltResponse(status=200, body="Hello."), {"payload": {"text": "Hello."}}, id="text"
        ),
    ],
)
async def test_a_request_is_answered_with_what_there_is_to_say(
    answer: BoltResponse, payload: dict[str, Any]
) -> None:
    async with hall() as there:
        there.inside.answer = answer

        name = await there.slack.send(HELP)

        assert await there.answered(name) == {"envelope_id": name, **payload}
        assert (await there.inside.taken.get()).body == HELP


async def test_each_request_is_answered_over_the_connection_that_it_came_by() -> None:
    async with hall(connections=3) as there:
        names = [
            await there.slack.send(HELP, over=line) for line in there.slack.lines for _ in range(5)
        ]

        for name in names:
            await there.answered(name)
        assert not there.slack.astray


async def test_a_request_that_is_refused_is_not_acknowledged() -> None:
    async with hall() as there:
        there.inside.answer = BoltResponse(status=401)
        refused = await there.slack.send(HELP)
        await there.inside.taken.get()
        there.inside.answer = BoltResponse(status=200)

        await there.answered(await there.slack.send(HELP))

        assert refused not in there.slack.answers


async def test_a_request_whose_connection_breaks_is_done_once_and_answered_over_another() -> None:
    async with hall() as there:
        there.inside.may_answer.clear()
        name = await there.slack.send({**HELP, "trigger_id": "1.2"})
        await there.inside.taken.get()

        there.slack.lines[0].break_off()
        await there.slack.until(lambda: there.slack.sent.count(name) == 2)
        there.inside.may_answer.set()

        await there.answered(name)
        assert there.inside.taken.empty()
        await there.slack.until(lambda: there.slack.opened == 3)


async def test_an_event_that_comes_again_is_done_once() -> None:
    async with hall() as there:
        event = {"type": "event_callback", "event_id": "Ev1"}

        for line in there.slack.lines:
            await there.answered(await there.slack.send(event, over=line))

        await there.inside.taken.get()
        assert there.inside.taken.empty()


async def test_a_request_that_was_refused_may_come_again() -> None:
    async with hall() as there:
        typed = {**HELP, "trigger_id": "1.2"}
        there.inside.answer = BoltResponse(status=503)
        await there.slack.send(typed)
        await there.inside.taken.get()
        there.inside.answer = BoltResponse(status=200)

        await there.answered(await there.slack.send(typed))


async def test_so_many_answers_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.socket_mode.REMEMBERED", 2)
    async with hall() as there:
        for trigger in ("1.1", "1.2", "1.3", "1.1"):
            await there.answered(await there.slack.send({**HELP, "trigger_id": trigger}))
            await there.inside.taken.get()


async def test_no_request_is_lost_while_connections_break_one_after_the_other() -> None:
    async with hall(connections=3) as there:
        names: list[str] = []
        for _ in range(10):
            opened = there.slack.opened
            names += [await there.slack.send(HELP, over=line) for line in there.slack.lines]
            there.slack.lines[0].break_off()
            await there.slack.until(lambda before=opened: there.slack.opened > before)  # type: ignore[misc]

        for name in names:
            await there.answered(name)
        assert not there.slack.astray


async def test_all_connections_may_break_at_once() -> None:
    async with hall() as there:
        for line in list(there.slack.lines):
            line.break_off()
        await there.slack.until(lambda: there.slack.opened == 4)

        await there.answered(await there.slack.send(HELP))


async def test_the_next_connection_is_there_before_the_one_that_slack_ends_is_gone() -> None:
    async with hall(connections=1) as there:
        [old] = there.slack.lines
        await old.ask_to_leave()
        await there.slack.until(lambda: len(there.slack.lines) == 2)

        name = await there.slack.send(HELP, over=old)

        await there.answered(name)
        assert not there.slack.astray
        await old.socket.close()
        await there.connected(1)


async def test_the_end_answers_what_was_taken_and_takes_no_more() -> None:
    async with hall() as there:
        there.inside.may_answer.clear()
        taken = await there.slack.send(HELP)
        await there.inside.taken.get()

        closing = asyncio.create_task(there.mode.close(patience=5))
        await asyncio.sleep(0)
        late = await there.slack.send(HELP)
        there.inside.may_answer.set()
        await closing
        await there.slack.until(lambda: not there.slack.lines)

        assert taken in there.slack.answers
        assert late not in there.slack.answers
        assert there.inside.taken.empty()


async def test_the_end_waits_no_longer_than_it_may() -> None:
    async with hall() as there:
        there.inside.may_answer.clear()
        name = await there.slack.send(HELP)
        await there.inside.taken.get()

        await there.mode.close(patience=0.01)

        assert name not in there.slack.answers


@pytest.mark.parametrize("code", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_a_token_that_slack_refuses_is_said_in_a_sentence(code: str) -> None:
    async with hall(opened=False) as there:
        there.slack.refusals = [code]

        with pytest.raises(Misconfigured, match=rf"SLACK_APP_TOKEN \({code}\)"):
            await there.mode.open()


async def test_a_slack_that_does_not_let_us_in_is_said_without_the_ticket() -> None:
    async with hall(opened=False) as there:
        there.slack.handshake = 403

        with pytest.raises(Misconfigured, match="cannot be reached") as caught:
            await there.mode.open()

        assert TICKET not in str(caught.value)


async def test_a_connection_without_a_greeting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.socket_mode.HELLO", 0.01)
    async with hall(opened=False) as there:
        there.slack.greets = False

        with pytest.raises(Misconfigured, match="cannot be reached"):
            await there.mode.open()

        await there.slack.until(lambda: not there.slack.lines)


async def test_a_connection_that_slack_forgets_to_end_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.socket_mode.FAREWELL", 0.01)
    async with hall(connections=1) as there:
        [old] = there.slack.lines

        await old.ask_to_leave()

        await there.slack.until(lambda: there.slack.opened == 2 and old not in there.slack.lines)


async def test_a_connection_that_cannot_be_made_is_tried_again_ever_later() -> None:
    async with hall(connections=1) as there:
        there.slack.refusals = ["internal_error"] * 7
        with written() as stream:
            there.slack.lines[0].break_off()
            await there.slack.until(lambda: there.slack.opened == 2)

        assert all(0 < pause <= 30 for pause in there.pauses)
        assert there.pauses[0] <= 2
        assert there.pauses[-1] >= 15
        assert "no connection to Slack: internal_error" in stream.getvalue()


async def test_a_ticket_is_in_no_log() -> None:
    async with hall(connections=1) as there:
        there.slack.handshake = 503
        with written(level=logging.INFO) as stream:
            there.slack.lines[0].break_off()
            await there.has_paused.wait()

        assert "no connection to Slack: WSServerHandshakeError" in stream.getvalue()
        assert TICKET not in stream.getvalue()


async def test_an_answer_that_breaks_is_left_to_slack_to_ask_for_again() -> None:
    async with hall() as there:
        there.inside.answer = BoltResponse(status=200, body="{")
        there.inside.answer.headers["content-type"] = ["application/json"]
        broken = await there.slack.send(HELP)
        await there.inside.taken.get()
        there.inside.answer = BoltResponse(status=200)

        await there.answered(await there.slack.send(HELP))

        assert broken not in there.slack.answers
