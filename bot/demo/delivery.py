"""Signed requests to the app, and what its acknowledgement means."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo.world import World

JSON = dict[str, Any]
FORM = "application/x-www-form-urlencoded"
RETRY: Mapping[str, str] = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
_BROKEN = 500
_REFUSED = 400


class Ack(NamedTuple):
    """How the app acknowledged; `error` is Slack's word for what went wrong, if anything did."""

    error: str = ""
    body: str = ""
    is_json: bool = False


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a request as Slack does: v0 HMAC-SHA256 over version, time and raw body."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return "v0=" + digest.hexdigest()


class Delivery:
    """The way from Slack to the app."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._session: ClientSession | None = None
        self.events_url = world.settings.events_url

    async def start(self) -> None:
        """Open the connection pool."""
        timeout = ClientTimeout(total=self._world.settings.ack_timeout)
        self._session = ClientSession(timeout=timeout)

    async def stop(self) -> None:
        """Close the connection pool."""
        if self._session:
            await self._session.close()

    async def form(self, kind: str, fields: Mapping[str, str]) -> Ack:
        """Deliver a slash command."""
        return await self._deliver(kind, urlencode(fields).encode(), FORM)

    async def payload(self, payload: JSON) -> Ack:
        """Deliver an interaction."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._deliver(payload["type"], body, FORM)

    async def event(self, callback: JSON) -> Ack:
        """Deliver an event of the Events API."""
        return await self._deliver("event", json.dumps(callback).encode(), "application/json")

    async def _deliver(self, kind: str, body: bytes, content_type: str) -> Ack:
        fault = self._world.faults.for_delivery(kind)
        if fault and fault.unreachable:
            return Ack("dispatch_failed")
        if fault:
            await asyncio.sleep(fault.delay)
        ack = await self._send(body, {"Content-Type": content_type})
        if fault and fault.repeat:
            await self._send(body, {"Content-Type": content_type, **RETRY})
        return ack

    async def _send(self, body: bytes, headers: Mapping[str, str]) -> Ack:
        if not (self._session and self.events_url):
            return Ack("dispatch_failed")
        signed = {**headers, **self._signature(body), "User-Agent": "Slackbot 1.0"}
        try:
            async with self._session.post(self.events_url, data=body, headers=signed) as answer:
                is_json = answer.content_type == "application/json"
                return Ack(_error(answer.status), await answer.text(), is_json)
        except TimeoutError:
            return Ack("operation_timeout")
        except (ClientError, UnicodeDecodeError):
            return Ack("dispatch_failed")

    def _signature(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._world.settings.signing_now()))
        secret = self._world.settings.signing_secret
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(secret, timestamp, body),
        }


def _error(status: int) -> str:
    if status >= _BROKEN:
        return "http_service_error"
    return "http_client_error" if status >= _REFUSED else ""
