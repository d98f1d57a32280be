"""Control of what is stored: the whole state, a new start, events as edited in the portal."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.sandbox import rules
from bot.sandbox.clock import iso
from bot.sandbox.control.knobs import limits_of
from bot.sandbox.control.requests import BadControl, answer, sent
from bot.sandbox.emulator import EMULATOR, Emulator
from bot.sandbox.reading import whole_number
from bot.sandbox.reference import portals_in
from bot.sandbox.rules import Refusal
from bot.sandbox.values import BadFolders, Event, read_tree

if TYPE_CHECKING:
    from aiohttp import web


async def show_state(request: web.Request) -> web.Response:
    """Show everything: accounts, folders, events with PINs, tokens (not their text), limits."""
    emulator = request.app[EMULATOR]
    platform = emulator.platform
    state, now = platform.state, platform.clock()
    tokens = [asdict(token) for token in state.tokens.values() if token.expires > now]
    return answer(
        {
            "seed": state.seed,
            "clock": platform.clock.described(),
            "switches": asdict(platform.switches),
            "limits": limits_of(emulator),
            "accounts": {name: home.as_tree() for name, home in state.homes.items()},
            "events": [_event(emulator, event) for event in state.events.values()],
            "tokens": [{**token, "expires": iso(token["expires"])} for token in tokens],
            "faults": [fault.described() for fault in emulator.faults.queue],
        }
    )


def _event(emulator: Emulator, event: Event) -> dict[str, object]:
    platform = emulator.platform
    home = platform.state.homes.get(event.account)
    return {
        "event_id": event.event_id,
        "account": event.account,
        **asdict(event.facts),
        "starts_at": rules.instant(event.facts, platform.switches).isoformat(),
        "folder_id": event.folder_id,
        "folder_path": home.path_to(event.folder_id) if home else (),
        "viewer_link": event.viewer_link,
        "portals": [
            {
                "guest_presenter_type": portal.mask,
                "allows": portals_in(portal.mask),
                "pin": portal.pin,
                "link": event.guest_link(portal),
            }
            for portal in event.portals
        ],
        "created_at": iso(event.created_at),
        "changed_at": iso(event.changed_at),
    }


async def reset(request: web.Request) -> web.Response:
    """Start anew as the settings say: {"seed": number, "folders": tree}, both optional."""
    wish = await sent(request, "seed", "folders")
    seed = wish.get("seed")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise BadControl("seed must be a whole number.", field="seed")
    try:
        folders = read_tree(wish["folders"]) if "folders" in wish else None
    except BadFolders as error:
        raise BadControl(str(error), field="folders") from error
    emulator = request.app[EMULATOR]
    emulator.reset(seed=seed, folders=folders)
    await emulator.save()
    return answer({"reset": True, "seed": emulator.platform.state.seed})


async def expire_tokens(request: web.Request) -> web.Response:
    """End every token at once."""
    emulator = request.app[EMULATOR]
    expired = emulator.platform.expire_tokens()
    await emulator.save()
    return answer({"expired": expired})


def _asked_event(request: web.Request) -> Event:
    event_id = whole_number(request.match_info["event_id"])
    event = request.app[EMULATOR].platform.state.events.get(event_id or 0)
    if event is None:
        raise BadControl("There is no such event.", field="event_id")
    return event


async def show_event(request: web.Request) -> web.Response:
    """Show one event, PINs included."""
    return answer(_event(request.app[EMULATOR], _asked_event(request)))


async def edit_event(request: web.Request) -> web.Response:
    """Change an event as somebody would in the vendor's portal: the properties of an update."""
    emulator, event = request.app[EMULATOR], _asked_event(request)
    wish = {name: each for name, each in (await sent(request)).items() if each is not None}
    try:
        changed_event = emulator.platform.desk(event.account).update(event, wish)
    except Refusal as refusal:
        reasons = "; ".join(map(str, refusal.problems))
        message = f"The platform would answer {refusal.code}: {reasons}."
        raise BadControl(message, field=refusal.problems[0].field) from refusal
    await emulator.save()
    return answer(_event(emulator, changed_event))


async def remove_event(request: web.Request) -> web.Response:
    """Remove an event, as only the vendor's portal can."""
    emulator, event = request.app[EMULATOR], _asked_event(request)
    del emulator.platform.state.events[event.event_id]
    await emulator.save()
    return answer({"removed": event.event_id})
