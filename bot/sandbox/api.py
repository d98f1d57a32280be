"""The endpoints over HTTP: read the form, let the platform answer, spoil it if a fault is due."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.sandbox import envelope, form, trouble
from bot.sandbox import reference as ref
from bot.sandbox.emulator import EMULATOR, Emulator
from bot.sandbox.envelope import Outcome, refused
from bot.sandbox.form import Misdelivered
from bot.sandbox.journal import Entry, redacted

if TYPE_CHECKING:
    from bot.sandbox.faults import Fault

LOG: Final = logging.getLogger(__name__)
HINT: Final = "X-Sandbox-Hint"
LONGEST_HINT: Final = 500
NOTHING_DONE: Final = Outcome(code=ref.GENERAL_ERROR)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call on its way through: what came, and the journal entry that it fills."""

    emulator: Emulator
    request: web.Request
    entry: Entry
    endpoint: str
    form: dict[str, str]

    async def work(self, drop: str | None = None) -> Outcome:
        """Let the platform answer, and wait until what it committed is in the file."""
        base = f"{self.request.scheme}://{self.request.host}"
        outcome = self.emulator.platform.call(self.endpoint, self.form, base=base, drop=drop)
        if outcome.saved:
            await self.emulator.save()
        return outcome

    async def work_spoiled(self, fault: Fault) -> web.StreamResponse:
        """Let the platform answer as far as a fault allows, and spoil the answer."""
        late = fault.number_of("seconds") if fault.kind == "delay" else 0.0
        await asyncio.sleep(late if fault.told.get("commit") == "before" else 0)
        outcome = NOTHING_DONE if fault.skips_work else await self.work(fault.drop)
        await asyncio.sleep(late if fault.told.get("commit") == "after" else 0)
        answer = _respond(self.emulator, _told_otherwise(outcome, fault), self.entry)
        sent = await trouble.spoil(self.request, fault, answer)
        _note_spoiled(self.entry, fault, sent)
        return sent


async def handle(request: web.Request) -> web.StreamResponse:
    """Answer any request below /api/ and write it down."""
    emulator = request.app[EMULATOR]
    query = redacted(request.query)
    at = emulator.platform.clock()
    entry = Entry(at=at, method=request.method, path=request.path, query=query)
    emulator.journal.keep(entry)
    return await emulator.see_through(_answer_or_explain(emulator, request, entry))


async def _answer_or_explain(
    emulator: Emulator, request: web.Request, entry: Entry
) -> web.StreamResponse:
    try:
        return await _answer(emulator, request, entry)
    except Misdelivered as error:
        return _misdelivered(emulator, error, entry)
    except ConnectionError:
        entry.status = None
        return web.Response()
    except Exception:
        LOG.exception("The sandbox broke while it answered %s.", request.path)
        return _respond(emulator, refused(ref.GENERAL_ERROR), entry)


async def _answer(emulator: Emulator, request: web.Request, entry: Entry) -> web.StreamResponse:
    endpoint = request.match_info["endpoint"]
    fields = await form.read(request, endpoint)
    entry.endpoint, entry.form = endpoint, redacted(fields)
    exchange = Exchange(emulator, request, entry, endpoint, fields)
    fault = emulator.faults.meet(endpoint)
    if fault is None:
        return _respond(emulator, await exchange.work(), entry)
    entry.fault = fault.kind
    if fault.kind == "expire_tokens":
        emulator.platform.expire_tokens()
    return await exchange.work_spoiled(fault)


def _told_otherwise(outcome: Outcome, fault: Fault) -> Outcome:
    if fault.kind == "code":
        return refused(int(fault.number_of("code")), account=outcome.account)
    if fault.kind == "partial":
        error, event_data = bool(fault.told["error"]), bool(fault.told["event_data"])
        return envelope.in_part(outcome, error=error, event_data=event_data)
    return outcome


def _note_spoiled(entry: Entry, fault: Fault, sent: web.StreamResponse) -> None:
    dropped = fault.kind in ("drop_before_commit", "drop_after_commit")
    entry.status = None if dropped else sent.status
    if fault.skips_work and fault.kind != "code":
        entry.return_code = None


def _respond(emulator: Emulator, outcome: Outcome, entry: Entry) -> web.Response:
    entry.account, entry.hint = outcome.account, outcome.hint
    entry.status, entry.return_code = 200, outcome.code
    platform = emulator.platform
    body = envelope.body(outcome, now=platform.clock(), spelling=platform.switches.envelope)
    headers = {"Content-Type": envelope.CONTENT_TYPE}
    if outcome.hint:
        headers[HINT] = _for_header(outcome.hint)
    return web.Response(body=body, headers=headers)


def _for_header(text: str) -> str:
    plain = (each if each.isascii() and each.isprintable() else "?" for each in text)
    return "".join(plain)[:LONGEST_HINT]


def _misdelivered(emulator: Emulator, error: Misdelivered, entry: Entry) -> web.Response:
    answer = _respond(emulator, refused(error.code, error.problem), entry)
    if emulator.platform.switches.transport == "envelope":
        return answer
    entry.status, entry.return_code = error.status, None
    allow = {"Allow": "POST"} if error.status == web.HTTPMethodNotAllowed.status_code else {}
    return web.Response(
        status=error.status,
        body=trouble.gateway_page(error.status).encode(),
        headers={"Content-Type": "text/html", HINT: answer.headers[HINT], **allow},
    )
