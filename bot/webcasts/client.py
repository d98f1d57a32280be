"""The webcast platform over HTTP: the only aiohttp client code in the house."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

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
from multidict import CIMultiDict  # comes with aiohttp, as yarl does
from yarl import URL

from bot.domain import Receipt
from bot.errors import (
    LoginRefused,
    PlatformError,
    Refused,
    Throttled,
    Unanswered,
    Unreachable,
)
from bot.webcasts import failures, protocol
from bot.webcasts.address import checked_url
from bot.webcasts.budget import Budget
from bot.webcasts.codes import Effect, Endpoint
from bot.webcasts.gate import Gate
from bot.webcasts.ledger import MemoryLedger
from bot.webcasts.protocol import Answer, Call, Token
from bot.webcasts.readback import Fate, fate
from bot.webcasts.retry import Patience, pause_before_retry
from bot.webcasts.session import SharedLogin
from bot.webcasts.timing import Timing
from bot.webcasts.watch import Unwatched

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain import Changes, Folder, Webcast, WebcastRequest
    from bot.health import Allowance
    from bot.webcasts.budget import Ledger
    from bot.webcasts.vault import Vault
    from bot.webcasts.watch import Watch

log = logging.getLogger(__name__)

T = TypeVar("T")

HEADERS: Final = CIMultiDict(
    {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
)

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
    budget: how much of the platform's call limits is used: 80 % of them per hour.
    ledger: where calls are counted. The usual one lives as long as the client; give one that is
        kept, such as the store's, so that a restart or a second process counts on.
    vault: where the token is kept for other processes that use the same account; without one, each
        process logs in by itself.
    timing: clocks, pause and chance, for tests.
    watch: is told of every call, such as to count them.

    Ids are digits as text, times aware datetimes, lengths timedeltas; `WebcastRequest` and
    `Webcast` give each value's unit and limits. Facts are from the platform's reference,
    https://www.webcasts.com/apis/eventcreation/, or said to be assumptions where they are used.

    Every method raises `PlatformError`, or `Invalid` for an id or a change that cannot be sent. A
    call for which there is no turn within `patience.turn` is `Throttled` before it is sent.
    """

    def __init__(  # noqa: PLR0913  (all but the first four have a default)
        self,
        session: ClientSession,
        base_url: str,
        username: str,
        password: str,
        *,
        patience: Patience | None = None,
        budget: Budget | None = None,
        ledger: Ledger | None = None,
        vault: Vault | None = None,
        timing: Timing | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._session = session
        self._base_url = checked_url(base_url)
        self._urls = {each: URL(f"{self._base_url}/{each}") for each in Endpoint}
        self._username = username
        self._password = password
        self._patience = patience or Patience()
        self._timing = timing or Timing()
        self._watch = watch or Unwatched()
        self._login = SharedLogin(
            self._log_in,
            clock=self._timing.clock,
            cool_down=self._patience.cool_down,
            vault=vault,
            sleep=self._timing.sleep,
        )
        self._gate = Gate(
            f"{username} at {self._base_url}",
            budget=budget or Budget(),
            ledger=ledger or MemoryLedger(),
            patience=self._patience.turn,
            timing=self._timing,
        )

    def __repr__(self) -> str:
        return f"WebcastsClient({self._base_url!r})"

    async def create(self, request: WebcastRequest) -> Receipt:
        """Create a webcast, once: no failure is ever followed by another attempt.

        `Unanswered` means that nobody knows whether it exists; every other error that it does not.
        The receipt says what the platform made of it, which may differ from the request (see
        `domain.differences`); it is `partial` where the platform reported partial success.
        """
        return await self._ask(protocol.create(request), protocol.read_receipt)

    async def update(
        self, event_id: str, changes: Changes, *, before: Webcast | None = None
    ) -> Receipt:
        """Change a webcast: only what `changes` names, by the names of `WebcastRequest`.

        After a lost answer the webcast is read and compared. An update that is seen to be made
        gives a receipt that was `read_back`; one that surely was not made is sent once more;
        `Unanswered` means that nobody knows. With `before`, the webcast as it was, what somebody
        else wrote meanwhile is told from what was not written at all, and never overwritten.

        After `BadInput` with code 72 the platform may want the `full_set`.
        """
        call = protocol.update(event_id, changes)
        came = await self._update_once(event_id, call, changes, before)
        if isinstance(came, Unanswered):
            came = await self._update_once(event_id, call, changes, before)
        if isinstance(came, Unanswered):
            raise came
        return came

    async def status(self, event_id: str) -> Webcast:
        """Read a webcast; the answer names no presenter portals and tells no state.

        `NoAccess` for a webcast that this account cannot see, or that does not exist.
        """
        return await self._ask(protocol.status(event_id), protocol.read_webcast)

    async def folder_tree(self, folder_id: str | None = None) -> Folder:
        """Read a folder and all below it; without an id the account's home folder.

        The platform allows 60 such calls an hour, so keep the tree at hand. `NoAccess` for a folder
        that this account cannot see. What lies more than 50 levels down is left out.
        """
        return await self._ask(protocol.folder_tree(folder_id), protocol.read_folder)

    async def check_login(self) -> None:
        """Log in unless that is done; `LoginRefused` where the platform does not accept it."""
        await self._login.token()

    async def allowances(self) -> tuple[Allowance, ...]:
        """Tell how many calls are left for now, by the ledger alone: the platform is not asked.

        Raises `StoreFailed` where the ledger cannot be read.
        """
        return await self._gate.allowances()

    async def _update_once(
        self, event_id: str, call: Call, changes: Changes, before: Webcast | None
    ) -> Receipt | Unanswered:
        """Send an update; return the error where the webcast shows that it was not made."""
        try:
            return await self._ask(call, protocol.read_receipt)
        except Unanswered as error:
            lost = error
        try:
            webcast = await self.status(event_id)
        except PlatformError:
            raise lost from None
        became = fate(changes, webcast, before=before)
        log.warning("%s: read back: %s", call.endpoint, became)
        if became is Fate.UNKNOWN:
            raise lost
        return Receipt(webcast=webcast, read_back=True) if became is Fate.APPLIED else lost

    async def _ask(self, call: Call, read: Callable[[Answer, Call], T]) -> T:
        """Make a call, and repeat it where the rules for its endpoint allow."""
        began = self._timing.clock()
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
            await self._timing.sleep(pause)

    async def _ask_once(self, call: Call, read: Callable[[Answer, Call], T], *, began: float) -> T:
        """Make a call in its turn, which it gives back if it surely was not sent."""
        turn = await self._enter(call)
        try:
            token = await self._login.token()
        except PlatformError:
            await self._gate.give_back(call, turn)
            raise
        try:
            return await self._ask_with(token, call, read, began=began)
        except Unreachable:
            await self._gate.give_back(call, turn)
            raise
        except Throttled as error:
            raise await self._gate.heed(call, error) from None

    async def _enter(self, call: Call) -> int:
        try:
            return await self._gate.enter(call)
        except Throttled:
            self._watch.held_back(call.endpoint)
            raise

    async def _ask_with(
        self, token: str, call: Call, read: Callable[[Answer, Call], T], *, began: float
    ) -> T:
        """Make a call; if its token is rejected, make the same call with a new one, once.

        That is safe for a create too, and counts as one call, on the assumption that the platform
        looks at the token (code 11 or 12) before it does anything else.
        """
        try:
            return await self._carry(call, read, token, began=began)
        except LoginRefused as error:
            log.info("%s: the token was rejected with code %s", call.endpoint, error.code)
        token = await self._login.token_instead_of(token)
        return await self._carry(call, read, token, began=began)

    async def _carry(
        self,
        call: Call,
        read: Callable[[Answer, Call], T],
        token: str | None = None,
        *,
        began: float | None = None,
    ) -> T:
        """Send a call and read its answer, watched."""
        sent_at, failed = self._timing.clock(), None
        try:
            return read(await self._send(call, token, began=began), call)
        except BaseException as error:
            failed = error
            raise
        finally:
            self._watch.called(call.endpoint, failed, self._timing.clock() - sent_at)

    def _pause(
        self, error: PlatformError, call: Call, *, attempt: int, began: float
    ) -> float | None:
        return pause_before_retry(
            error,
            endpoint=call.endpoint,
            attempt=attempt,
            elapsed=self._timing.clock() - began,
            jitter=self._timing.jitter(),
            patience=self._patience,
        )

    async def _log_in(self) -> Token:
        call = protocol.log_in(self._username, self._password)
        return await self._carry(call, protocol.read_token)

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
            self._urls[call.endpoint],
            data=call.body(token),
            headers=HEADERS,
            timeout=within,
            allow_redirects=False,
            raise_for_status=False,
        ) as response:
            succeeded = response.status in protocol.HTTP_SUCCESS
            body = await _read(response, call.limit) if succeeded else b""
            return Answer(status=response.status, body=body, headers=response.headers)

    def _within(self, call: Call, began: float | None) -> ClientTimeout:
        total = self._patience.read
        if call.endpoint.effect in {Effect.CREATE, Effect.UPDATE}:
            total = self._patience.write
        elif began is not None:
            left = self._patience.deadline - (self._timing.clock() - began)
            total = min(total, max(left, self._patience.connect))
        return _timeout(total, self._patience.connect)


@lru_cache(maxsize=16)
def _timeout(total: float, connect: float) -> ClientTimeout:
    return ClientTimeout(total=total, connect=connect)


async def _read(response: ClientResponse, limit: int) -> bytes:
    """Read one byte past the limit at least, if there is one, and not much more."""
    if "Content-Encoding" not in response.headers and (response.content_length or limit) < limit:
        return await response.read()
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            break
    return bytes(body)


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
