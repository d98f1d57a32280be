"""Socket Mode: Slack's requests over connections that we open to it.

Slack sends each request over any one of an app's connections, ends every connection now and then,
and sends anew what was not answered over the connection that it came by. So there are several: one
that Slack wants to end is read on until it does, while the next one is opened already. (The client
of slack_sdk closes first, and answers over the next connection what came over the one before.)
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientWSTimeout, WSMsgType
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from aiohttp import ClientSession, ClientWebSocketResponse
    from slack_bolt.response import BoltResponse
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.door import Answers

log = logging.getLogger(__name__)

HEARTBEAT = 15.0
"""Seconds between two looks at whether the other end is still there."""
HELLO = 10.0
"""Seconds that Slack has to greet on a new connection."""
FAREWELL = 30.0
"""Seconds that a connection is read on after Slack said that it will end it; it says ten."""
GOODBYE = ClientWSTimeout(ws_close=1.0)
"""Seconds that the other end has to agree to the end of a connection."""
REMEMBERED = 1000
"""Requests of which it is known how they were answered."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts to connect, at most."""
_PASSING = (SlackClientError, ClientError, OSError, TimeoutError)


class Once:
    """Answers a request that comes again as it was answered before, and has it done once.

    Slack names a request by its trigger, or its event; other requests only ask for options.
    """

    def __init__(self, door: Answers) -> None:
        self._door = door
        self._answers: dict[str, asyncio.Task[BoltResponse]] = {}

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a request; one that was refused may come again."""
        name = str(req.body.get("trigger_id") or req.body.get("event_id") or "")
        if not name:
            return await self._door.async_dispatch(req)
        if name not in self._answers:
            self._answers[name] = asyncio.create_task(self._door.async_dispatch(req))
            self._forget_the_oldest()
        try:
            answer = await asyncio.shield(self._answers[name])
        except Exception:
            self._answers.pop(name, None)
            raise
        if answer.status != HTTPStatus.OK:
            self._answers.pop(name, None)
        return answer

    def _forget_the_oldest(self) -> None:
        while len(self._answers) > REMEMBERED:
            del self._answers[next(iter(self._answers))]


class Connection:
    """One connection: what comes over it is answered over it."""

    def __init__(self, socket: ClientWebSocketResponse, door: Answers) -> None:
        self._socket = socket
        self._door = door
        self._answering: set[asyncio.Task[None]] = set()
        self._reading = asyncio.create_task(self._read())
        self.greeted = asyncio.Event()
        self.ending = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether requests come over it."""
        return self.greeted.is_set() and not self._reading.done()

    async def ended(self) -> None:
        """Wait until nothing comes over it any more."""
        await asyncio.wait([self._reading])

    def retire(self) -> None:
        """Take nothing more; what was taken is answered yet."""
        self._reading.cancel()

    async def close(self) -> None:
        """Take nothing more, answer what was taken, and close."""
        self.retire()
        await asyncio.gather(self._reading, *self._answering, return_exceptions=True)
        await self._socket.close()

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._take(json.loads(message.data))
        except (ClientError, OSError, ValueError) as error:
            log.warning("a connection to Slack broke: %s", type(error).__name__)
        finally:
            self.greeted.set()  # nobody has to wait for it any more
            self.ending.set()

    def _take(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"type": "hello"}:
                self.greeted.set()
            case {"type": "disconnect"}:
                log.info("Slack will end a connection: %s", message.get("reason"))
                self.ending.set()
            case {"envelope_id": str(envelope), "payload": dict(payload)}:
                request = _request(payload, message)
                answering = asyncio.create_task(self._answer(envelope, request))
                self._answering.add(answering)
                answering.add_done_callback(self._answering.discard)

    async def _answer(self, envelope: str, request: AsyncBoltRequest) -> None:
        """Answer a request; one that is refused is left unanswered, as Slack wants it."""
        try:
            answer = await self._door.async_dispatch(request)
            if answer.status == HTTPStatus.OK:
                await self._socket.send_str(json.dumps({"envelope_id": envelope, **_told(answer)}))
        except (ClientError, OSError) as error:
            log.warning("an answer found its connection closed: %s", type(error).__name__)
        except Exception:
            log.exception("unforeseen in Socket Mode")


class SocketMode:
    """Keeps several connections open.

    client: Slack's Web API, which is asked where to connect.
    pause: sleeps so many seconds, after a connection could not be made.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        session: ClientSession,
        app_token: str,
        door: Answers,
        *,
        connections: int,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._session = session
        self._app_token = app_token
        self._door = Once(door)
        self._count = connections
        self._pause = pause
        self._connections: set[Connection] = set()
        self._keeping: set[asyncio.Task[None]] = set()

    @property
    def open_connections(self) -> int:
        """How many connections there are over which requests come."""
        return sum(each.is_open for each in self._connections)

    async def open(self) -> None:
        """Make the first connection, and begin to make the others.

        Raises `Misconfigured` where Slack does not want one.
        """
        try:
            first = await self._connect()
        except SlackApiError as error:
            code = error.response.get("error", "an error")
            message = (
                f"Slack does not accept SLACK_APP_TOKEN ({code}). Make one with connections:write, "
                "and turn on Socket Mode."
            )
            raise Misconfigured(message) from error
        except _PASSING as error:
            message = f"Slack cannot be reached in Socket Mode: {type(error).__name__}."
            raise Misconfigured(message) from error
        for connection in (first, *[None] * (self._count - 1)):
            self._keeping.add(asyncio.create_task(self._keep(connection)))

    async def close(self, *, patience: float) -> None:
        """Take nothing more, answer what was taken, and close all within `patience` seconds."""
        for each in self._connections:
            each.retire()
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        closing = [asyncio.create_task(each.close()) for each in self._connections]
        if closing:
            _, late = await asyncio.wait(closing, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _keep(self, connection: Connection | None) -> None:
        """Replace a connection by the next whenever it ends, or is about to."""
        failures = 0
        while True:
            if connection:
                await connection.ending.wait()
            try:
                connection = await self._connect()
                failures = 0
            except _PASSING as error:
                connection, failures = None, failures + 1
                seconds = min(2.0**failures, LONGEST_PAUSE) * (1 + random.random()) / 2  # noqa: S311  (no secret)
                log.warning("no connection to Slack: %s; again in %.0f s", _kind(error), seconds)
                await self._pause(seconds)

    async def _connect(self) -> Connection:
        """Make one more connection; raises what aiohttp and slack_sdk raise."""
        answer = await self._client.apps_connections_open(app_token=self._app_token)
        socket = await self._session.ws_connect(
            answer["url"],
            heartbeat=HEARTBEAT,
            timeout=GOODBYE,
            proxy=self._client.proxy,
            ssl=self._client.ssl or True,
        )
        connection = Connection(socket, self._door)
        self._connections.add(connection)
        watching = asyncio.create_task(self._see_off(connection))
        self._keeping.add(watching)
        watching.add_done_callback(self._keeping.discard)
        try:
            await asyncio.wait_for(connection.greeted.wait(), HELLO)
        except TimeoutError:
            await connection.close()
            raise
        if not connection.is_open:
            raise ClientError
        log.info("connected to Slack in Socket Mode")
        return connection

    async def _see_off(self, connection: Connection) -> None:
        """Read a connection to its end, and close it."""
        await connection.ending.wait()
        try:
            await asyncio.wait_for(connection.ended(), FAREWELL)
        except TimeoutError:
            log.info("a connection that Slack did not end is closed")
        await connection.close()
        self._connections.discard(connection)


def _request(payload: dict[str, Any], message: Mapping[str, Any]) -> AsyncBoltRequest:
    """Make a request of what came, with the headers that it would have over HTTP."""
    headers = {
        "x-slack-retry-num": message.get("retry_attempt"),
        "x-slack-retry-reason": message.get("retry_reason"),
    }
    said = {name: str(value) for name, value in headers.items() if value is not None}
    return AsyncBoltRequest(mode="socket_mode", body=payload, headers=dict(said))


def _told(answer: BoltResponse) -> dict[str, Any]:
    """Write what an answer says, if anything, as Socket Mode wants it."""
    if not answer.body:
        return {}
    is_json = answer.first_headers().get("content-type", "").startswith("application/json")
    return {"payload": json.loads(answer.body) if is_json else {"text": answer.body}}


def _kind(error: Exception) -> str:
    """Name an error; its text may hold the address, and with it a ticket."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error", "an error"))
    return type(error).__name__
