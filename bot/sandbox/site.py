"""The pages over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.sandbox import form
from bot.sandbox.emulator import EMULATOR, Emulator
from bot.sandbox.gate import Pass
from bot.sandbox.pages import console, guest, layout, viewer, words
from bot.sandbox.pages.style import POLICY
from bot.sandbox.reading import whole_number

if TYPE_CHECKING:
    from bot.sandbox.pages.words import Schedule
    from bot.sandbox.values import Event, Portal

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LATEST_CALLS: Final = 15


def html(text: str, status: int = 200) -> web.Response:
    """Return a page."""
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


async def show_viewer(request: web.Request) -> web.Response:
    """Show an event to the audience; the link's tp_key must fit."""
    emulator = request.app[EMULATOR]
    event = _event(emulator, request)
    if event is None or request.query.get("tp_key") != event.tp_key:
        return html(viewer.not_found(), 404)
    home = emulator.platform.state.homes.get(event.account)
    path = home.path_to(event.folder_id) if home else ()
    schedule = _schedule(emulator, event)
    return html(viewer.viewer(event, schedule, path, ticking=_ticking(emulator)))


async def show_gate(request: web.Request) -> web.Response:
    """Ask for the PIN of a presenter portal."""
    emulator = request.app[EMULATOR]
    found = _portal(emulator, request)
    if found is None:
        return html(guest.not_found(), 404)
    event, portal = found
    left = emulator.gate.left(event, portal, emulator.platform.clock())
    return html(guest.gate(event, portal, left=left, pause=_pause(emulator, event, portal)))


async def try_pin(request: web.Request) -> web.Response:
    """Open a presenter portal, or say that the PIN is wrong."""
    emulator = request.app[EMULATOR]
    found = _portal(emulator, request)
    if found is None:
        return html(guest.not_found(), 404)
    event, portal = found
    pin = form.fields(await request.read()).get("pin", "")
    now = emulator.platform.clock()
    verdict = emulator.gate.judge(event, portal, pin, now)
    if verdict is Pass.OPEN:
        schedule = _schedule(emulator, event)
        return html(guest.portal_page(event, portal, schedule, ticking=_ticking(emulator)))
    left = emulator.gate.left(event, portal, now)
    page = guest.gate(event, portal, left=left, wrong=True, pause=_pause(emulator, event, portal))
    return html(page, 403 if verdict is Pass.WRONG else 429)


async def show_console(request: web.Request) -> web.Response:
    """List all events with their links."""
    emulator = request.app[EMULATOR]
    homes = emulator.platform.state.homes
    rows = [
        console.Row(
            event=event,
            schedule=_schedule(emulator, event),
            folder_path=homes[event.account].path_to(event.folder_id),
        )
        for event in emulator.platform.state.events.values()
    ]
    entries = list(emulator.journal.entries)[: -LATEST_CALLS - 1 : -1]
    return html(
        console.console(
            rows=sorted(rows, key=_in_order),
            home=homes[emulator.settings.username],
            settings=_settings(emulator),
            entries=entries,
        )
    )


def _in_order(row: console.Row) -> tuple[bool, float]:
    over = row.schedule.state in ("ended", "available")
    starts = row.schedule.starts.timestamp()
    return over, -starts if over else starts


async def not_found(request: web.Request) -> web.Response:
    """Say that nothing is here."""
    del request
    text = "The sandbox has viewer pages, presenter portals and the console."
    return html(layout.message("There is no such page", text), 404)


def _event(emulator: Emulator, request: web.Request) -> Event | None:
    event_id = whole_number(request.query.get("ei"))
    return emulator.platform.state.events.get(event_id or 0)


def _portal(emulator: Emulator, request: web.Request) -> tuple[Event, Portal] | None:
    event = _event(emulator, request)
    mask = whole_number(request.query.get("gp")) or 0
    portal = event.portal(mask, request.query.get("gp_key")) if event else None
    return (event, portal) if event and portal else None


def _schedule(emulator: Emulator, event: Event) -> Schedule:
    platform = emulator.platform
    return words.schedule(event.facts, platform.switches, platform.clock.now)


def _ticking(emulator: Emulator) -> bool:
    return emulator.platform.clock.stopped_at is None


def _pause(emulator: Emulator, event: Event, portal: Portal) -> int:
    left = emulator.gate.reopens_in(event, portal, emulator.platform.clock())
    return max(1, -(-left // 60_000))


def _settings(emulator: Emulator) -> list[tuple[str, str]]:
    platform = emulator.platform
    running = "" if _ticking(emulator) else ", standing still"
    return [
        ("Clock", f"{words.in_utc(platform.clock.now)}{running}"),
        ("Account", emulator.settings.username),
        ("Start value", str(platform.state.seed)),
        ("Switched from the default", platform.switches.unusual() or "nothing"),
        ("Faults waiting", str(len(emulator.faults.queue))),
        ("Token lifetime", words.length(max(1, round(platform.token_lifetime / 60)))),
    ]
