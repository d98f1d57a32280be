"""The driving API: what people in the demo workspace can do, as methods.

The browser and the HTTP doors under /_demo/ (see `bot.demo.ui`) use the same methods, so a test
in the same process may call them without HTTP. Each returns once the app has acknowledged.
"""

from datetime import datetime, timedelta
from typing import Any

from bot.demo import admins, payloads, people, state
from bot.demo.clicks import Clicks, Surface
from bot.demo.commands import OK, Composer
from bot.demo.delivery import Delivery
from bot.demo.errors import DriverError
from bot.demo.events import Events
from bot.demo.settings import Settings
from bot.demo.shortcuts import Shortcuts
from bot.demo.submissions import Submissions
from bot.demo.world import World

JSON = dict[str, Any]


class Slack:
    """The demo workspace as its people use it.

    Results have `status`: ok, failed (`error` says how), invalid (Slack itself refused a form,
    see `errors`), errors (the app refused it, see `errors`), not_sent (Slack tells the app
    nothing of this).
    """

    def __init__(self, settings: Settings) -> None:
        self.world = World(settings)
        self.delivery = Delivery(self.world)
        self.events = Events(self.world, self.delivery)
        self.composer = Composer(self.world, self.delivery, self.events)
        self.clicks = Clicks(self.world, self.delivery)
        self.submissions = Submissions(self.world, self.delivery, self.clicks)
        self.shortcuts = Shortcuts(self.world, self.delivery, self.composer)

    @property
    def events_url(self) -> str | None:
        """Where the app listens; may be set once its port is known."""
        return self.delivery.events_url

    @events_url.setter
    def events_url(self, url: str) -> None:
        self.delivery.events_url = url

    def install_at(self, install_url: str, redirect_url: str) -> None:
        """Learn where the app begins its installation, and where it takes who comes back."""
        self.world.oauth.install_url = install_url
        self.world.oauth.redirect_url = redirect_url

    @property
    def base_url(self) -> str:
        """Where this server is reached; learnt from the first request if not set."""
        return self.world.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.world.base_url = url.rstrip("/")

    def state(self, user: str) -> JSON:
        """Give everything that `user` sees."""
        self._person(user)
        return state.of(self.world, user)

    def views(self, user: str) -> list[JSON]:
        """Give the modals that `user` has open, the visible one last."""
        return [state.view(each) for each in self.world.modals.stack(user)]

    async def command(
        self, user: str, channel: str, text: str, thread_ts: str | None = None
    ) -> JSON:
        """Send a line from the composer: a message, or a command if it starts with a slash."""
        return await self.composer.enter(user, channel, text, thread_ts)

    async def action(  # noqa: PLR0913 - one click, said in full
        self,
        user: str,
        block_id: str,
        action_id: str,
        *,
        view_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        attachment_id: int | None = None,
        value: Any = None,  # noqa: ANN401 - a value of any element
        values: JSON | None = None,
        key: str | None = None,
        hash: str | None = None,  # noqa: A002 - Slack's own word
    ) -> JSON:
        """Use an element of a view (`view_id`) or of a message (`channel` and `ts`).

        `attachment_id` names the attachment where two hold the same block id.
        """
        surface = self.clicks.surface(user, view_id, channel, ts, block_id, attachment_id)
        surface.shown = hash
        return await self.clicks.use(
            surface, block_id, action_id, value=value, values=values, key=key
        )

    async def suggest(
        self,
        user: str,
        block_id: str,
        action_id: str,
        text: str,
        *,
        view_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        attachment_id: int | None = None,
    ) -> JSON:
        """Type into an external select; gives `options` and `option_groups`."""
        surface = self.clicks.surface(user, view_id, channel, ts, block_id, attachment_id)
        return await self.clicks.suggest(surface, block_id, action_id, text)

    async def submit(
        self,
        user: str,
        view_id: str,
        values: JSON | None = None,
        hash: str | None = None,  # noqa: A002 - Slack's own word
    ) -> JSON:
        """Fill fields and press the submit button of a modal."""
        surface = self._view(user, view_id)
        surface.shown = hash
        return await self.submissions.submit(surface, values or {})

    async def close(self, user: str, view_id: str, *, everything: bool = False) -> JSON:
        """Press Cancel, or with `everything` the ✕ that closes the whole stack."""
        return await self.submissions.close(self._view(user, view_id), everything=everything)

    async def shortcut(
        self, user: str, callback_id: str, *, channel: str | None = None, ts: str | None = None
    ) -> JSON:
        """Use a global shortcut, or with `channel` and `ts` a message shortcut."""
        self._person(user)
        if ts is None:
            return await self.shortcuts.everywhere(user, callback_id)
        return await self.shortcuts.on_message(user, callback_id, channel or "", ts)

    async def open_home(self, user: str, tab: str = "home") -> JSON:
        """Open the app's Home or Messages tab."""
        self._person(user)
        if tab not in self._tabs():
            raise DriverError(f"The app has no tab {tab!r}.")
        where = self.world.workspace.direct_message(user)
        inner = {"type": "app_home_opened", "user": user, "tab": tab}
        home = self.world.modals.homes.get(user) if tab == "home" else None
        shown = {"view": payloads.view(home)} if home else {}
        return await self.event({**inner, "channel": where.id if where else "", **shown})

    def _tabs(self) -> list[str]:
        return ["home", "messages"] if self.world.settings.home_tab else ["messages"]

    async def event(self, inner: JSON) -> JSON:
        """Deliver an event, if the app subscribes to its type."""
        return await self.events.tell(inner)

    def read(self, user: str, channel: str) -> JSON:
        """Look at a conversation, so that nothing in it is unread."""
        self._person(user)
        self.composer.place(user, channel)
        self.world.workspace.mark_read(user, channel)
        return OK

    def reload(self, user: str) -> JSON:
        """Load the window again: ephemeral messages and open modals are gone, as in Slack."""
        self._person(user)
        self.world.workspace.forget_ephemerals(user)
        self.world.modals.clear(user)
        return OK

    def member(self, channel: str, user: str, *, member: bool) -> JSON:
        """Add somebody (or the app) to a channel, or take them out."""
        if channel not in self.world.workspace.channels or user not in self.world.workspace.users:
            raise DriverError("Name a channel and a user by id.")
        self.composer.set_member(channel, user, member=member)
        return OK

    def set_clock(self, *, advance: float | None = None, to: str | None = None) -> JSON:
        """Move the clock on: by `advance` seconds, or `to` a moment in ISO 8601 with its offset."""
        if (advance is None) == (to is None):
            raise DriverError("Name seconds to advance or a moment to go to.")
        if to is not None:
            self.world.clock.jump(_moment(to))
        elif advance is not None:
            self.world.clock.advance(_seconds(advance))
        return {**OK, "now": self.world.clock.now.isoformat()}

    async def deactivate(self, user: str, *, deactivated: bool = True) -> JSON:
        """Deactivate somebody's account, or open it again."""
        return await self.event(admins.deactivate(self.world, user, deactivated=deactivated))

    def set_channel(
        self,
        channel: str,
        *,
        archived: bool | None = None,
        restricted: bool | None = None,
        pending_ext_shared: bool | None = None,
        num_members: int | None = None,
    ) -> JSON:
        """Archive a channel, let only admins post, invite another company, set its size."""
        admins.change_channel(
            self.world,
            channel,
            archived=archived,
            restricted=restricted,
            pending_ext_shared=pending_ext_shared,
            num_members=num_members,
        )
        return OK

    def delete_message(self, user: str, channel: str, ts: str) -> JSON:
        """Delete a message as a person: one's own, or any as an admin."""
        admins.delete_message(self.world, user, channel, ts)
        return OK

    def fault(self, **wanted: Any) -> JSON:  # noqa: ANN401 - checked by Fault
        """Order trouble for the next call or delivery; see `bot.demo.faults`."""
        self.world.faults.add(**wanted)
        return OK

    def _view(self, user: str, view_id: str) -> Surface:
        return self.clicks.surface(user, view_id, None, None)

    def _person(self, user: str) -> None:
        person = self.world.workspace.users.get(user)
        if person is None or user == people.BOT_USER:
            raise DriverError(f"There is no person {user!r}.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DriverError(f"{text!r} is no moment in ISO 8601.") from error
    if moment.tzinfo is None:
        raise DriverError(f"{text!r} has no offset from UTC.")
    return moment


def _seconds(number: float) -> timedelta:
    try:
        return timedelta(seconds=number)
    except (OverflowError, ValueError) as error:
        raise DriverError(f"The clock cannot move by {number} seconds.") from error
