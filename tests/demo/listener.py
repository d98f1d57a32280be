"""An app's end of the line: keeps what Slack delivers, and answers as told."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo import Slack, people

JSON = dict[str, Any]
TOKEN = "xoxb-demo"
SECRET = "demo-secret"
TOWN_HALL = "C0TOWNHALL1"
INVESTORS = "C0INVESTOR1"
EARNINGS = "C0EARNINGS1"
ARCHIVED = "C0LAUNCH025"
ME = people.COMMS.id
OTHER = people.INVESTOR.id
THIRD = people.PRESENTER.id


@dataclass(frozen=True)
class Delivered:
    """One request from Slack."""

    headers: Mapping[str, str]
    body: bytes
    fields: Mapping[str, str]

    @property
    def payload(self) -> JSON:
        payload: JSON = json.loads(self.fields["payload"])
        return payload


@dataclass
class Listener:
    """Answers each delivery with the next of `answers`, then with empty 200s."""

    got: list[Delivered] = field(default_factory=list)
    answers: list[JSON | str | int] = field(default_factory=list)
    hold: asyncio.Event | None = None
    arrivals: asyncio.Queue[Delivered] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        is_json = request.content_type == "application/json"
        fields = {} if is_json else {k: str(v) for k, v in (await request.post()).items()}
        self.got.append(Delivered(request.headers, body, fields))
        self.arrivals.put_nowait(self.got[-1])
        if self.hold:
            await self.hold.wait()
        return _response(self.answers.pop(0) if self.answers else "")

    @property
    def last(self) -> JSON:
        return self.got[-1].payload

    @property
    def command(self) -> Mapping[str, str]:
        return self.got[-1].fields


def _response(answer: JSON | str | int) -> web.Response:
    if isinstance(answer, dict):
        return web.json_response(answer)
    if isinstance(answer, int):
        return web.Response(status=answer)
    return web.Response(text=answer)


@dataclass
class Clock:
    """Seconds since 1970, moved by hand."""

    seconds: float = 1_795_500_000.0  # 24 November 2026, 06:00 UTC

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Stage:
    """A demo server, an app that listens to it, and a client that calls it."""

    slack: Slack
    app: Listener
    client: AsyncWebClient
    clock: Clock

    async def command(self, text: str = "/webcast", channel: str = TOWN_HALL) -> JSON:
        return await self.slack.command(ME, channel, text)

    async def trigger(self) -> str:
        await self.command()
        return self.app.command["trigger_id"]

    async def open(self, view: JSON) -> JSON:
        answer = await self.client.views_open(trigger_id=await self.trigger(), view=view)
        opened: JSON = answer["view"]
        return opened

    async def post(self, *blocks: JSON, text: str = "Hello", channel: str = TOWN_HALL) -> str:
        posted = await self.client.chat_postMessage(channel=channel, text=text, blocks=[*blocks])
        return str(posted["ts"])

    def messages(self, channel: str = TOWN_HALL, user: str = ME) -> list[JSON]:
        listed: list[JSON] = next(
            each["messages"] for each in self.slack.state(user)["channels"] if each["id"] == channel
        )
        return listed

    def texts(self, channel: str = TOWN_HALL, user: str = ME) -> list[str]:
        return [each["text"] for each in self.messages(channel, user)]
