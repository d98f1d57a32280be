"""The webcast platform over HTTP: the only aiohttp client code in the house."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
    ServerFingerprintMismatch,
)
from aiohttp.http_exceptions import HttpProcessingError

from bot.errors import LoginRefused, Misconfigured, PlatformError, Refused
from bot.webcasts import failures, protocol
from bot.webcasts.codes import Effect
from bot.webcasts.protocol import Answer, Call, Token
from bot.webcasts.retry import Patience, pause_before_retry
from bot.webcasts.session import SharedLogin

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain import Changes, Folder, Receipt, Webcast, WebcastRequest

log = logging.getLogger(__name__)

T = TypeVar("T")

HEADERS: Final = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/json",
}

NEVER_SENT: Final = (
    ClientConnectorError,  # name, connection and TLS failures
    ConnectionTimeoutError,
    ServerFingerprintMismatch,
    ClientHttpProxyError,  # the proxy refused the tunnel
    InvalidURL,
)
LOST: Final = (
    ClientError,
    HttpProcessingError,  # aiohttp's parser in Python hands these on; its parser in C does not
    OSError,
    TimeoutError,
)


class WebcastsClient:
    """The five endpoints of the platform for one service account.

    session: yours, and yours to close. A connector with `force_close=True` is best: on a
        connection kept alive, the platform may hang up just as a create goes out, and nobody could
        say whether it arrived.
    base_url: http or https, such as https://api.webcasts.com/api, with or without a slash at its
        end. `Misconfigured` if it is something else.
    patience: how long to wait for what, and how often a read is repeated.
    clock, sleep, jitter: a clock in seconds that never jumps, a pause, a random number from 0 to 1.

    Every method raises `PlatformError`, or `Invalid` for an id or a change that cannot be sent.
    """

    def __init__(
        self,
        session: ClientSession,
        base_url: str,
        username: str,
        password: str,
        *,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._session = session
        self._base_url = _checked_url(base_url)
        self._username = username
        self._password = password
        self._patience = patience or Patience()
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        cool_down = self._patience.cool_down
        self._login = SharedLogin(self._log_in, clock=clock, cool_down=cool_down)

    def __repr__(self) -> str:
        return f"WebcastsClient({self._base_url!r})"

    async def create(self, request: WebcastRequest) -> Receipt:
        """Create a webcast, once: no failure is ever followed by another attempt.

        `Refused` and `Unreachable` mean that nothing was created; `Unanswered` that nobody knows.
        The receipt says what the platform made of it, which may differ from the request; it is
        `partial` where the platform reported partial success.
        """
        return await self._ask(protocol.create(request), protocol.read_receipt)

    async def update(self, event_id: str, changes: Changes) -> Receipt:
        """Change a webcast: only what `changes` names, by the names of `WebcastRequest`.

        Not repeated on its own either. After `Unanswered`, read the webcast and compare; after
        `BadInput` with code 72 the platform may want the `full_set`.
        """
        return await self._ask(protocol.update(event_id, changes), protocol.read_receipt)

    async def status(self, event_id: str) -> Webcast:
        """Read a webcast; the answer names no presenter portals and tells no state."""
        return await self._ask(protocol.status(event_id), protocol.read_webcast)

    async def folder_tree(self, folder_id: str | None = None) -> Folder:
        """Read a folder and all below it; without an id the account's home folder."""
        return await self._ask(protocol.folder_tree(folder_id), protocol.read_folder)

    async def check_login(self) -> None:
        """Log in unless that is done; `LoginRefused` where the platform does not accept it."""
        await self._login.token()

    async def _ask(self, call: Call, read: Callable[[Answer, Call], T]) -> T:
        """Make a call, and repeat it where the rules for its endpoint allow."""
        began = self._clock()
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._ask_once(call, read, began=began)
            except PlatformError as error:
                pause = self._pause(error, call, attempt=attempt, began=began)
                _note(error, call, attempt=attempt, pause=pause)
                if pause is None:
                    raise
            await self._sleep(pause)

    async def _ask_once(self, call: Call, read: Callable[[Answer, Call], T], *, began: float) -> T:
        """Make a call; if its token is rejected, make the same call with a new one, once.

        That is safe for a create too, on the assumption that the platform looks at the token (code
        11 or 12) before it does anything else.
        """
        token = await self._login.token()
        try:
            return read(await self._send(call, token, began=began), call)
        except LoginRefused as error:
            log.info("%s: the token was rejected with code %s", call.endpoint, error.code)
        token = await self._login.token_instead_of(token)
        return read(await self._send(call, token, began=began), call)

    def _pause(
        self, error: PlatformError, call: Call, *, attempt: int, began: float
    ) -> float | None:
        return pause_before_retry(
            error,
            endpoint=call.endpoint,
            attempt=attempt,
            elapsed=self._clock() - began,
            jitter=self._jitter(),
            patience=self._patience,
        )

    async def _log_in(self) -> Token:
        call = protocol.log_in(self._username, self._password)
        return protocol.read_token(await self._send(call), call)

    async def _send(
        self, call: Call, token: str | None = None, *, began: float | None = None
    ) -> Answer:
        """Carry the bytes; whatever goes wrong on the way was either never sent, or is lost.

        What broke after sending is named in the log by its kind alone and not chained: its text
        may quote the answer, and with it a token or a PIN.
        """
        if self._session.closed:
            raise failures.unreachable(call.endpoint)
        try:
            return await self._post(call, token, self._within(call, began))
        except NEVER_SENT as error:
            log.warning("%s: not sent: %s", call.endpoint, error)
            raise failures.unreachable(call.endpoint) from error
        except LOST as error:
            kind = type(error).__name__
        log.warning("%s: no answer: %s", call.endpoint, kind)
        raise failures.unanswered(call.endpoint)

    async def _post(self, call: Call, token: str | None, within: ClientTimeout) -> Answer:
        async with self._session.post(
            f"{self._base_url}/{call.endpoint}",
            data=call.body(token),
            headers=HEADERS,
            timeout=within,
            allow_redirects=False,
            raise_for_status=False,
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            succeeded = response.status in protocol.HTTP_SUCCESS
            body = await _read(response, call.limit) if succeeded else b""
            return Answer(status=response.status, body=body, headers=headers)

    def _within(self, call: Call, began: float | None) -> ClientTimeout:
        total = self._patience.read
        if call.endpoint.effect in {Effect.CREATE, Effect.UPDATE}:
            total = self._patience.write
        elif began is not None:
            left = self._patience.deadline - (self._clock() - began)
            total = min(total, max(left, self._patience.connect))
        return ClientTimeout(total=total, connect=self._patience.connect)


async def _read(response: ClientResponse, limit: int) -> bytes:
    """Read one byte past the limit at least, if there is one, and not much more."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            break
    return bytes(body)


def _checked_url(base_url: str) -> str:
    try:
        parts = urlsplit(base_url.strip())
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    else:
        good = good and not (parts.username or parts.password or parts.query or parts.fragment)
    if not good:
        message = (
            "The platform's address must look like https://api.webcasts.com/api, "
            "without a name, a password or a question mark in it."
        )
        raise Misconfigured(message)
    return base_url.strip().rstrip("/")


def _note(error: PlatformError, call: Call, *, attempt: int, pause: float | None) -> None:
    code = error.code if isinstance(error, Refused) else "none"
    then = "gives up" if pause is None else f"again in {pause:.1f} s"
    log.warning(
        "%s: attempt %s failed: %s, code %s; %s",
        call.endpoint,
        attempt,
        type(error).__name__,
        code,
        then,
    )
