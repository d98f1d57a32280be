"""A whole stage for dialogues: the real bot, the browser Slack, the platform's sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.demo import people

if TYPE_CHECKING:
    from aiohttp import ClientSession

    from bot.domain import Event
    from bot.service.ports import Store
    from bot.showcase import Showcase

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in New York."""
COMMS, INVESTOR, PRESENTER = people.COMMS.id, people.INVESTOR.id, people.PRESENTER.id
TOWN_HALL = "C0TOWNHALL1"
CREATE = '/webcast create "Q4 town hall" next tuesday 3pm for 90 minutes'


async def overwrite(store: Store, event: Event) -> None:
    """Make an event what it shall be, behind the bot's back."""
    await store.revise(event.workspace, event.id, lambda _: (event, []), now=NOW)


@dataclass
class Stage:
    """What a dialogue is played on: people do things, and one looks at what came of it."""

    show: Showcase
    session: ClientSession
    user: str = COMMS
    channel: str = TOWN_HALL

    @property
    def now(self) -> datetime:
        """The time on everybody's clock: `NOW`, and what was added since."""
        return self.show.clock.now

    async def advance(self, by: timedelta) -> datetime:
        """Let time pass for the bot, the platform and everybody's Slack, and let the bot finish."""
        self.show.clock.advance(by)
        await self.settled()
        return self.now

    async def command(self, text: str, **who: str) -> dict[str, Any]:
        """Type a command and let the bot finish."""
        user, channel = who.get("user", self.user), who.get("channel", self.channel)
        answer = await self.show.slack.command(user, channel, text)
        await self.settled()
        return answer

    async def submit(
        self, values: dict[str, Any] | None = None, *, user: str | None = None
    ) -> dict[str, Any]:
        """Fill in fields by their stem and press the form's button."""
        who = user or self.user
        view = self.view(user=who)
        answer = await self.show.slack.submit(who, view["id"], self.placed(view, values or {}))
        await self.settled()
        return answer

    async def choose(self, stem: str, value: object, *, key: str | None = None) -> dict[str, Any]:
        """Change a field that redraws the form."""
        view = self.view()
        block, action = self.place(view, stem)
        answer = await self.show.slack.action(
            self.user, block, action, view_id=view["id"], value=value, key=key
        )
        await self.settled()
        return answer

    async def click(
        self, message: dict[str, Any], channel: str, action_id: str, *, user: str | None = None
    ) -> dict[str, Any]:
        """Press a button of a message."""
        block = next(
            b["block_id"]
            for b in message["blocks"]
            for element in [*b.get("elements", []), b.get("accessory") or {}]
            if element.get("action_id") == action_id
        )
        answer = await self.show.slack.action(
            user or self.user, block, action_id, channel=channel, ts=message["ts"]
        )
        await self.settled()
        return answer

    async def open_home(self, *, user: str | None = None) -> dict[str, Any]:
        """Open the bot's Home and look at it."""
        await self.show.slack.open_home(user or self.user)
        await self.settled()
        return self.home(user=user)

    def home(self, *, user: str | None = None) -> dict[str, Any]:
        """Look at the Home as it was drawn last."""
        home: dict[str, Any] = self.show.slack.state(user or self.user)["home"]
        return home

    async def press(
        self,
        view: dict[str, Any],
        action_id: str,
        *,
        user: str | None = None,
        value: object = None,
    ) -> dict[str, Any]:
        """Press a button of a modal or of a Home, or choose `value` there."""
        block = next(
            block["block_id"]
            for block in view["blocks"]
            for element in [*block.get("elements", []), block.get("accessory") or {}]
            if element.get("action_id") == action_id
        )
        answer = await self.show.slack.action(
            user or self.user, block, action_id, view_id=view["id"], value=value
        )
        await self.settled()
        return answer

    async def settled(self) -> None:
        """Wait until the bot has nothing more to do, and nothing is due."""
        await self.show.bot.parts.desk.idle()
        await self.show.bot.parts.alarm.idle()

    def view(self, *, user: str | None = None) -> dict[str, Any]:
        """Look at the modal on top."""
        return self.show.slack.views(user or self.user)[-1]

    def views(self, *, user: str | None = None) -> list[dict[str, Any]]:
        """Look at every open modal."""
        return self.show.slack.views(user or self.user)

    def messages(
        self, channel: str | None = None, *, user: str | None = None
    ) -> list[dict[str, Any]]:
        """Read a channel as somebody sees it."""
        state = self.show.slack.state(user or self.user)
        wanted = channel or self.channel
        found = next(c for c in state["channels"] if c["id"] == wanted)
        return [m for m in found["messages"] if not m.get("deleted")]

    def from_bot(
        self, channel: str | None = None, *, user: str | None = None
    ) -> list[dict[str, Any]]:
        """Read what the bot said in a channel."""
        return [m for m in self.messages(channel, user=user) if m["user"] == "U0WEBCASTS1"]

    async def platform(self) -> dict[str, Any]:
        """Look at the platform's own state."""
        async with self.session.get(f"{self.show.platform}/_sandbox/state") as answer:
            state: dict[str, Any] = await answer.json()
            return state

    async def fault(self, **fault: object) -> None:
        """Make the platform fail in a way."""
        url = f"{self.show.platform}/_sandbox/faults"
        async with self.session.post(url, json=fault) as answer:
            assert answer.ok, await answer.text()

    def place(self, view: dict[str, Any], stem: str) -> tuple[str, str]:
        """Find the block and action of a field by its stem (`portals~1` names a row)."""
        for block in view["blocks"]:
            block_id = block.get("block_id", "")
            if block_id == stem or block_id.partition("~")[0] == stem:
                element = block.get("element") or block["elements"][0]
                return block_id, element["action_id"]
        raise AssertionError(f"no field {stem} among {[b.get('block_id') for b in view['blocks']]}")

    def placed(self, view: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        """Put values by stem where the view has their fields."""
        found = {}
        for stem, value in values.items():
            block, action = self.place(view, stem)
            found[block] = {action: value}
        return found


def text_of(thing: object) -> str:
    """Gather every text in blocks, to look for words."""
    match thing:
        case dict():
            parts = [text_of(value) for key, value in thing.items() if key not in _IDS]
            return " ".join(part for part in parts if part)
        case list():
            return " ".join(text_of(value) for value in thing)
        case str():
            return thing
        case _:
            return ""


_IDS = {"block_id", "action_id", "type", "style", "callback_id", "private_metadata"}
