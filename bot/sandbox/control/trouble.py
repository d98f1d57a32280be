"""Control of trouble, and the journal that shows what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.control.requests import BadControl, answer, query_number, sent_json
from bot.sandbox.emulator import EMULATOR
from bot.sandbox.faults import KINDS, Faults

if TYPE_CHECKING:
    from aiohttp import web


async def show_faults(request: web.Request) -> web.Response:
    """List the faults still to come, and every kind with its parameters."""
    kinds = {
        kind: {
            "what": what,
            "parameters": {name: parameter.described() for name, parameter in parameters.items()},
        }
        for kind, (what, parameters) in KINDS.items()
    }
    queue = [fault.described() for fault in request.app[EMULATOR].faults.queue]
    return answer({"faults": queue, "kinds": kinds})


async def add_faults(request: web.Request) -> web.Response:
    """Queue one fault or a list of them: {"endpoint", "nth", "times", "kind", parameters}."""
    data = await sent_json(request)
    wishes: list[dict[str, object]] = []
    for each in data if isinstance(data, list) else [data]:
        if not isinstance(each, dict):
            raise BadControl("A fault is a JSON object.")
        wishes.append(each)
    trial = Faults()
    for wish in wishes:
        trial.add(wish)
    faults = request.app[EMULATOR].faults
    return answer({"faults": [faults.add(wish).described() for wish in wishes]})


async def remove_faults(request: web.Request) -> web.Response:
    """Take all faults out of the queue, or the one of ?number=."""
    number = query_number(request, "number")
    return answer({"removed": request.app[EMULATOR].faults.remove(number)})


async def show_journal(request: web.Request) -> web.Response:
    """List the API requests, secrets redacted; ?since=number and ?endpoint= narrow it."""
    since = query_number(request, "since") or 0
    journal = request.app[EMULATOR].journal
    entries = journal.since(since, request.query.get("endpoint"))
    return answer({"entries": [entry.described() for entry in entries]})


async def clear_journal(request: web.Request) -> web.Response:
    """Forget the journal."""
    return answer({"removed": request.app[EMULATOR].journal.clear()})
