"""Payloads that nobody's screen offered: whoever sends them, the server decides."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.demo import payloads, people
from bot.domain import Progress, Role, Wish
from bot.people import Offer, Presenter, PresenterState, Standing, Wants
from bot.plans import Job, JobKind
from bot.preferences import Name, Scope
from bot.rules import Access
from bot.slack.ids import Action, Verb, View
from tests.claims import UNTIL
from tests.slack.permissions import Actor, Row, Sent
from tests.stage import COMMS, INVESTOR, NOW, PRESENTER, TOWN_HALL, Stage, overwrite, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.modals import OpenView
    from bot.demo.people import User
    from bot.domain import Event

GUEST = people.GUEST.id


@dataclass
class Forger:
    """Sends what the actor's screen may never have shown, and looks at what came of it."""

    stage: Stage
    actor: Actor
    database: Path
    event: Event = field(init=False)
    gaps: dict[str, str] = field(default_factory=dict)
    gaps_there: dict[str, str] = field(default_factory=dict)
    shown: OpenView | None = None
    read: list[Any] = field(default_factory=list)

    async def cast(self, event: Event) -> Event:
        """Give the actor their role, and their standing to the event, behind the bot's back."""
        store, workspace = self.stage.show.bot.parts.store, people.TEAM_ID
        if self.actor.role is Role.NOBODY:  # nobody is given that one, it is what is left
            await store.set_preference(workspace, Scope.WORKSPACE, "", Name.DEFAULT_ROLE, "nobody")
        else:
            await store.set_role(workspace, PRESENTER, self.actor.role)
        owner = PRESENTER if self.actor.standing is Standing.OWNER else INVESTOR
        helping = (PRESENTER,) if self.actor.standing is Standing.CO_OWNER else ()
        changed = replace(event, owner=owner, co_owners=(GUEST, *helping))
        await overwrite(store, changed)
        return changed

    async def furnish(self) -> None:
        """Let there be what somebody else could use: an offer, a part, a wish, a plan, a role."""
        store, event, of = self.stage.show.bot.parts.store, self.event, self.event.workspace
        later = NOW + timedelta(days=1)
        await store.keep_offer(
            Offer(workspace=of, event_id=event.id, to=GUEST, by=event.owner, at=NOW)
        )
        await store.keep_presenter(presenter(event))
        await store.add_job(
            Job(
                workspace=of,
                event_id=event.id,
                kind=JobKind.SHARE,
                target="C0GENERAL01",
                due_at=later,
                detail=COMMS,
            )
        )
        await store.want(of, event.id, INVESTOR, Wants.CALENDAR)
        await store.set_role(of, GUEST, Role.VIEWER)
        await self._doubt(of, "V-doubt")
        there = await self.stage.show.bot.parts.webcasts.create(event.request)
        self.gaps = {
            "{id}": event.id,
            "{later}": str(later.timestamp()),
            "{wish}": '["V-doubt", "K7F2"]',
            "{seen}": f'["V-doubt", "K7F2", "{there.webcast.id}", ""]',
            "{there}": there.webcast.id,
        }

    def filled(self, text: str) -> str:
        """Fill the gaps in a line or a value."""
        for gap, value in self.gaps.items():
            text = text.replace(gap, value)
        return text

    async def approach(self, row: Row) -> None:
        """Clear everybody's screen, and let an admin open the window that a row stands in."""
        self._close()
        self.shown = await self.opened(row.inside)
        self.read = self._said()

    async def send(self, row: Row) -> None:
        """Send a command, a click or a modal as if it were the actor's."""
        inside = self.shown
        match row.name:
            case Verb():
                await self.command(self.filled(row.text))
            case Action():
                await self.click(row.name, self.filled(row.text), row.sent, inside)
            case View() if inside:
                await self.submit(self._as(row, inside))

    async def command(self, text: str) -> None:
        """Type a command."""
        who = self._person(self.actor.user)
        where = self.stage.show.slack.world.workspace.channels[TOWN_HALL]
        fields = payloads.command(
            who, where, name="/webcast", text=text, **self._tickets(self.actor.user)
        )
        await self.stage.show.slack.delivery.form("slash_commands", fields)
        await self.stage.settled()

    async def click(
        self,
        action: str,
        value: str,
        sent: Sent = Sent.BUTTON,
        inside: OpenView | None = None,
        user: str = "",
    ) -> None:
        """Press a button of a message or a window that never offered it to them."""
        user = user or self.actor.user
        element = {"type": sent, "block_id": "forged", "action_id": action, "action_ts": "1.0"}
        payload = {
            **payloads.shortcut(self._person(user), "", "", "1.0"),
            "type": "block_actions",
            "actions": [{**element, **sent.chosen(value)}],
            **self._who(user),
            **self._place(user, inside),
        }
        await self.stage.show.slack.delivery.payload(payload)
        await self.stage.settled()

    async def submit(self, shown: OpenView) -> None:
        """Send somebody else's modal as if it were theirs; what it turns into is told to them."""
        user = self.actor.user
        payload = {**payloads.submission(shown, []), **self._who(user)}
        payload["trigger_id"] = self._tickets(user)["trigger_id"]
        await self.stage.show.slack.delivery.payload(payload)
        await self.stage.settled()

    async def options(self, action: str) -> str:
        """Ask what a menu would offer, and return the answer."""
        payload = {
            **payloads.shortcut(self._person(self.actor.user), "", "", "1.0"),
            "type": "block_suggestion",
            "block_id": "forged",
            "action_id": action,
            "value": "",
            **self._who(self.actor.user),
        }
        return (await self.stage.show.slack.delivery.payload(payload)).body

    async def opened(self, steps: tuple[str, ...]) -> OpenView | None:
        """Let an admin open a window step by step, and return it as it stands on their screen."""
        modals = self.stage.show.slack.world.modals
        for step in map(self.filled, steps):
            action, _, value = step.partition(" ")
            if step == "home":
                await self.stage.open_home()
                return modals.homes[COMMS]
            if action in set(Action):
                inside = modals.stack(COMMS)[-1] if modals.stack(COMMS) else None
                await self.click(action, value, Sent.BUTTON, inside, COMMS)
            else:
                await self.stage.command(f"/webcast {step}")
        return modals.stack(COMMS)[-1] if steps else None

    def told(self) -> str:
        """Gather whatever the actor was shown since: answers, direct messages and windows."""
        modals = self.stage.show.slack.world.modals
        home = modals.homes.get(self.actor.user)
        found = [*modals.stack(self.actor.user), *([home] if home else []), *self._shown()]
        said = [each for each in self._said() if each not in self.read]
        return text_of([said, [view.blocks for view in found]])

    def windows(self) -> list[str]:
        """Read the windows on the actor's screen."""
        stack = self.stage.show.slack.world.modals.stack(self.actor.user)
        return [text_of(view.blocks) for view in stack]

    async def state(self) -> tuple[object, ...]:
        """Read what must not change where somebody is refused; that they asked is noted."""
        kept = await self.kept()
        del kept["deliveries"]
        kept["wishes"] = [wish for wish in kept["wishes"] if Progress.REFUSED not in wish]
        return kept, await self.on_platform(), self._others()

    async def kept(self) -> dict[str, list[Any]]:
        """Read everything that the bot remembers."""
        with closing(sqlite3.connect(self.database)) as connection:
            named = "SELECT name FROM sqlite_master WHERE type = 'table'"
            return {
                table: connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  (ours)
                for (table,) in connection.execute(named).fetchall()
            }

    async def in_another_workspace(self) -> Event:
        """Keep a secret event of another workspace in the same database."""
        store = self.stage.show.bot.parts.store
        webcast = replace(self.event.webcast, id="1999999", title="Merger with a secret")
        theirs = replace(self.event, workspace="T0ANOTHER01", owner=PRESENTER, webcast=webcast)
        wish = Wish(
            key="V-other",
            workspace=theirs.workspace,
            owner=theirs.owner,
            request=theirs.request,
            channels=(),
            asked_at=theirs.created_at,
        )
        await store.record_created(wish, theirs, progress=Progress.CREATED, reason="", posts=())
        await self._doubt(theirs.workspace, "V-doubt-other")
        self.gaps_there = {
            **self.gaps,
            "{id}": theirs.id,
            "{wish}": '["V-doubt-other", "K7F2"]',
            "{seen}": '["V-doubt-other", "K7F2", "1999999", ""]',
        }
        return theirs

    async def send_astray(self, row: Row) -> None:
        """Send a row with the ids of another workspace, in the value and in the window."""
        here, there = self.gaps["{id}"], self.gaps_there["{id}"]
        if self.shown:
            metadata = str(self.shown.spec.get("private_metadata", "")).replace(here, there)
            spec = {**self.shown.spec, "private_metadata": metadata}
            self.shown = replace(self.shown, spec=spec)
        gaps, self.gaps = self.gaps, self.gaps_there
        await self.send(row)
        self.gaps = gaps

    async def on_platform(self) -> list[Any]:
        """Read every event of the platform."""
        state = await self.stage.platform()
        return list(state["events"])

    def _said(self) -> list[Any]:
        """List what the bot said to the actor alone."""
        workspace = self.stage.show.slack.world.workspace
        direct = workspace.direct_message(self.actor.user)
        return [
            {"block_id": each.ts, "text": each.text, "blocks": each.blocks}
            for room in workspace.messages.values()
            for each in room
            if each.only_for == self.actor.user or (direct and each.channel == direct.id)
        ]

    def _others(self) -> list[Any]:
        """List what stands in channels and in everybody else's messages."""
        workspace = self.stage.show.slack.world.workspace
        direct = workspace.direct_message(self.actor.user)
        return [
            (each.channel, each.ts, each.text, each.deleted)
            for room in workspace.messages.values()
            for each in room
            if each.only_for is None and not (direct and each.channel == direct.id)
        ]

    def _shown(self) -> list[OpenView]:
        if self.shown is None:
            return []
        found = self.stage.show.slack.world.modals.find(self.shown.id)
        return [found] if found else []

    def _close(self) -> None:
        """Clear everybody's screen."""
        modals = self.stage.show.slack.world.modals
        for user in (COMMS, self.actor.user):
            modals.clear(user)
        modals.homes.clear()

    def _as(self, row: Row, inside: OpenView) -> OpenView:
        """Make a window into what a row says is sent, with somebody chosen in it."""
        values = {block: dict(fields) for block, fields in inside.values.items()}
        for block, fields in values.items():
            if row.people and block.partition("~")[0] == row.people:
                [action] = fields
                fields[action] = {"type": "multi_users_select", "selected_users": [GUEST]}
        spec = {**inside.spec, "callback_id": row.name.value}
        if row.text:
            spec["private_metadata"] = self.filled(row.text)
        return replace(inside, spec=spec, values=values)

    def _place(self, user: str, inside: OpenView | None) -> dict[str, Any]:
        """Say where a click happens: in a window, or in a message of a channel."""
        if inside:
            view = payloads.in_view(inside)
            trigger = self.stage.show.slack.world.tickets.new_trigger(user, view_id=inside.id)
            return {"view": view["view"], "container": view["container"], "trigger_id": trigger}
        where = self.stage.show.slack.world.workspace.channels[TOWN_HALL]
        message = {"type": "message", "message_ts": "1.0", "channel_id": TOWN_HALL}
        return {"channel": payloads.channel(where), "container": message, **self._tickets(user)}

    async def _doubt(self, workspace: str, key: str) -> None:
        """Keep a wish of which nobody knows what became."""
        store = self.stage.show.bot.parts.store
        wish = Wish(
            key=key,
            workspace=workspace,
            owner=INVESTOR,
            request=self.event.request,
            channels=(),
            asked_at=NOW,
            reference="K7F2",
        )
        await store.claim(wish, until=UNTIL)
        await store.record_uncertain(workspace, key, reason="no answer", reference="K7F2")

    def _person(self, user: str) -> User:
        return self.stage.show.slack.world.workspace.users[user]

    def _who(self, user: str) -> dict[str, Any]:
        who = self._person(user)
        return {"user": payloads.user(who), "team": payloads.team(who)}

    def _tickets(self, user: str) -> dict[str, str]:
        world = self.stage.show.slack.world
        secret = world.tickets.new_response_url(user, TOWN_HALL)
        return {
            "trigger_id": world.tickets.new_trigger(user, TOWN_HALL),
            "response_url": f"{world.base_url}/actions/{people.TEAM_ID}/{secret}",
        }


def presenter(event: Event, user: str = INVESTOR) -> Presenter:
    """Make somebody a presenter of the event, who was invited."""
    return Presenter(
        workspace=event.workspace,
        event_id=event.id,
        user=user,
        access=Access.LIVE_STUDIO,
        preset="speaker",
        by=COMMS,
        named_at=NOW,
        state=PresenterState.INVITED,
    )


async def make_event(stage: Stage) -> Event:
    """Create an event with presenter access, as the admin, and return it."""
    await stage.command('/webcast create "Q4 town hall" next tuesday 3pm guests:live')
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    parts = stage.show.bot.parts
    [event] = await parts.store.events(people.TEAM_ID)
    return event
