"""What the use cases need of the world, as small Protocols; `assembly` plugs in the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Unpack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
    from datetime import datetime, timedelta

    from bot.audit import AuditLine
    from bot.channels import Room
    from bot.domain import (
        Changes,
        Edit,
        Event,
        EventFilter,
        Folder,
        HistoryEntry,
        Post,
        Progress,
        Receipt,
        Revised,
        Role,
        Webcast,
        WebcastRequest,
        Wish,
    )
    from bot.health import Allowance, Engine, Pulse
    from bot.people import Entry, Facts, Offer, Presenter, Wants, WorkspaceEntry
    from bot.plans import Job, JobKind, JobState
    from bot.tenancy import Account, Installation, KeptToken, Login


class Clock(Protocol):
    """Tells the time, aware, in UTC."""

    def __call__(self) -> datetime: ...


class Creates(Protocol):
    """The platform, as far as it creates."""

    async def create(self, request: WebcastRequest) -> Receipt: ...


class Updates(Protocol):
    """The platform, as far as it changes and reads a webcast."""

    async def update(
        self, event_id: str, changes: Changes, *, before: Webcast | None = None
    ) -> Receipt: ...

    async def status(self, event_id: str) -> Webcast: ...


class HasFolders(Protocol):
    """The platform, as far as it shows its folders."""

    async def folder_tree(self, folder_id: str | None = None) -> Folder: ...


class LooksAtAccount(HasFolders, Protocol):
    """The platform, as far as one can look at the account there."""

    async def check_login(self) -> None: ...

    async def allowances(self) -> Sequence[Allowance]: ...


class Webcasts(Creates, Updates, LooksAtAccount, Protocol):
    """The webcast platform."""


class Platform(Webcasts, Protocol):
    """The webcast platform as a workspace sees it; raises `NotConnected` without an account."""

    @property
    def has_operator(self) -> bool: ...

    async def is_connected(self) -> bool: ...


class LogsIn(Webcasts, Protocol):
    """The webcast platform for one account; raises `LoginRefused` where it is not accepted."""


class MakesClients(Protocol):
    """Makes a client of the platform for an account.

    Its login is shared with other processes where `account` says what it is kept by; without, it
    logs in for real.
    """

    def __call__(self, login: Login, account: str = "") -> LogsIn: ...


class Journal(Protocol):
    """What was asked of the platform, written before it is asked."""

    async def claim(self, wish: Wish, *, until: datetime) -> bool: ...

    async def claim_again(
        self, workspace: str, key: str, *, reference: str, fresh: str, until: datetime
    ) -> bool: ...

    async def forget(self, workspace: str, key: str, *, reference: str) -> bool: ...

    async def wish(self, workspace: str, key: str) -> Wish | None: ...

    async def record_created(
        self,
        wish: Wish,
        event: Event,
        *,
        progress: Progress,
        reason: str,
        posts: Sequence[Post],
        what: str = "created",
        by: str = "",
    ) -> None: ...

    async def record_refused(
        self, workspace: str, key: str, *, reason: str, reference: str
    ) -> None: ...

    async def record_uncertain(
        self, workspace: str, key: str, *, reason: str, reference: str
    ) -> None: ...

    async def recover(self, now: datetime) -> tuple[Wish, ...]: ...

    async def uncertain(self, workspace: str, *, owner: str | None = None) -> tuple[Wish, ...]: ...


class Events(Protocol):
    """The webcasts that exist, and whose they are."""

    async def event(self, workspace: str, event_id: str) -> Event | None: ...

    async def is_known_elsewhere(self, workspace: str, event_id: str) -> bool: ...

    async def events(
        self,
        workspace: str,
        *,
        newest_first: bool = False,
        limit: int = 50,
        offset: int = 0,
        **which: Unpack[EventFilter],
    ) -> tuple[Event, ...]: ...

    async def count_events(self, workspace: str, **which: Unpack[EventFilter]) -> int: ...

    async def last_created(self, workspace: str, *, owner: str) -> tuple[Event, ...]: ...

    async def revise(
        self, workspace: str, event_id: str, edit: Edit, *, now: datetime
    ) -> Revised: ...

    async def drift_seen(self, workspace: str, event_id: str) -> None: ...

    async def add_history(self, entry: HistoryEntry) -> None: ...

    async def history(self, workspace: str, event_id: str) -> tuple[HistoryEntry, ...]: ...


class Posts(Protocol):
    """Our messages in Slack: planned, being posted, posted or failed."""

    async def begin_post(self, post: Post, *, until: datetime) -> bool: ...

    async def record_posted(self, post: Post, *, channel: str, ts: str) -> None: ...

    async def record_post_failed(self, post: Post, *, reason: str) -> None: ...

    async def record_post_removed(self, post: Post, *, reason: str) -> bool: ...

    async def posts(self, workspace: str, event_id: str) -> tuple[Post, ...]: ...

    async def planned_posts(self, now: datetime) -> tuple[Post, ...]: ...

    async def recover_posts(self, now: datetime) -> tuple[Post, ...]: ...


class Jobs(Protocol):
    """What is to happen at a moment, once, whichever process does it."""

    async def plan_jobs(
        self, workspace: str, event_id: str, kinds: Collection[JobKind], jobs: Sequence[Job]
    ) -> None: ...

    async def add_job(self, job: Job) -> bool: ...

    async def claim_jobs(
        self, now: datetime, lease: timedelta, limit: int, *, busy: Iterable[str] = ()
    ) -> tuple[Job, ...]: ...

    async def renew_jobs(self, jobs: Sequence[Job], until: datetime) -> None: ...

    async def begin_job(self, job: Job) -> bool: ...

    async def drop_job(self, job: Job) -> bool: ...

    async def followed(self, event: Event, now: datetime, *targets: str) -> None: ...

    async def finish_job(self, job: Job, state: JobState, *, reason: str = "") -> None: ...

    async def settle_jobs(self, now: datetime, *, reason: str) -> tuple[Job, ...]: ...

    async def next_due(self, now: datetime) -> datetime | None: ...

    async def posted_jobs(self, job: Job) -> tuple[Job, ...]: ...

    async def jobs(self, workspace: str, event_id: str) -> tuple[Job, ...]: ...


class Hands(Protocol):
    """Who has which part in an event."""

    async def keep_presenter(
        self, presenter: Presenter, *, before: Presenter | None = None
    ) -> bool: ...

    async def presenters(self, workspace: str, event_id: str) -> tuple[Presenter, ...]: ...

    async def keep_offer(self, offer: Offer) -> None: ...

    async def offer(self, workspace: str, event_id: str) -> Offer | None: ...

    async def withdraw_offer(self, workspace: str, event_id: str, *, to: str = "") -> bool: ...

    async def want(self, workspace: str, event_id: str, user: str, what: Wants) -> bool: ...

    async def unwant(self, workspace: str, event_id: str, user: str, what: Wants) -> bool: ...

    async def wanting(self, workspace: str, event_id: str, what: Wants) -> tuple[str, ...]: ...

    async def entries(self, workspace: str, event_id: str) -> tuple[Entry, ...]: ...

    async def claim_entry(self, entry: Entry) -> bool: ...

    async def keep_entry(self, entry: Entry, *, claimed: int) -> bool: ...


class Workspaces(Protocol):
    """Roles and settings of a workspace, who has opened Home, and who has left."""

    async def set_role(self, workspace: str, subject: str, role: Role | None) -> None: ...

    async def roles(self, workspace: str) -> tuple[tuple[str, Role], ...]: ...

    async def set_preference(
        self, workspace: str, scope: str, subject: str, name: str, value: str | None
    ) -> None: ...

    async def preferences(self, workspace: str, scope: str, subject: str) -> dict[str, str]: ...

    async def preferences_at_hand(
        self, workspace: str, user: str, channel: str
    ) -> dict[str, dict[str, str]]: ...

    async def note_change(self, entry: WorkspaceEntry) -> None: ...

    async def workspace_history(self, workspace: str, limit: int) -> tuple[WorkspaceEntry, ...]: ...

    async def note_home(self, workspace: str, user: str, at: datetime) -> None: ...

    async def has_home(self, workspace: str, user: str) -> bool: ...

    async def note_left(self, workspace: str, user: str, at: datetime) -> bool: ...

    async def note_back(self, workspace: str, user: str) -> bool: ...

    async def leavers(self, workspace: str) -> tuple[str, ...]: ...


class Audits(Protocol):
    """The audit trail of events and workspaces together."""

    def audit(
        self, workspace: str, *, since: datetime, until: datetime, newest_first: bool = False
    ) -> AsyncIterator[tuple[AuditLine, ...]]: ...


class Forgets(Protocol):
    """What is past its time."""

    async def begin_round(self, name: str, now: datetime, every: timedelta) -> bool: ...

    async def remove_past(self, before: datetime, *, at: datetime) -> bool: ...


class Accounts(Protocol):
    """The platform account of each workspace; it is encrypted where it is kept."""

    async def account(self, workspace: str) -> Account | None: ...

    async def keep_account(self, account: Account) -> None: ...

    async def drop_account(self, workspace: str) -> bool: ...


class Installs(Protocol):
    """Where the bot is installed, with which tokens; encrypted where they are kept."""

    async def keep_installation(self, installation: Installation) -> None: ...

    async def team_installation(self, team: str) -> Installation | None: ...

    async def org_installation(self, enterprise: str) -> Installation | None: ...

    async def installations(self) -> tuple[Installation, ...]: ...

    async def renew_installation(self, installation: Installation) -> bool: ...

    async def uninstall(self, enterprise: str, team: str, *, before: datetime) -> bool: ...

    async def release(self, team: str, enterprise: str, *, before: datetime) -> bool: ...

    async def note_served(self, workspace: str, enterprise: str, now: datetime) -> None: ...

    async def served_in(self, workspace: str) -> str: ...

    async def served(self) -> dict[str, str]: ...


class Logins(Protocol):
    """Tokens of the platform, for all processes; encrypted where they are kept."""

    async def kept_token(self, account: str) -> KeptToken | None: ...

    async def keep_token(self, token: KeptToken) -> None: ...


class States(Protocol):
    """The states of installations under way, each good once."""

    async def keep_state(self, state: str, *, now: datetime, until: datetime) -> None: ...

    async def take_state(self, state: str, now: datetime) -> bool: ...


class Leases(Protocol):
    """What only one process does at a time, until it ends or is given up."""

    async def take_lease(
        self, name: str, holder: str, *, now: datetime, until: datetime
    ) -> bool: ...


class Deliveries(Protocol):
    """What Slack delivered, so that it is done once."""

    async def note_delivery(self, workspace: str, key: str, at: datetime) -> bool: ...

    async def forget_deliveries(self, before: datetime, limit: int) -> int: ...


class Turns(Protocol):
    """Turns to say something in a channel, for all processes together."""

    async def take_turn(
        self, workspace: str, channel: str, *, now: datetime, apart: timedelta
    ) -> datetime: ...


class Store(
    Journal,
    Events,
    Posts,
    Jobs,
    Hands,
    Workspaces,
    Accounts,
    Deliveries,
    Audits,
    Forgets,
    Turns,
    Protocol,
):
    """All that the bot remembers."""

    async def ping(self) -> None: ...

    async def missing_steps(self) -> tuple[str, ...]: ...

    async def check_key(self) -> None: ...

    async def engine(self) -> Engine: ...

    async def pulse(self, now: datetime, *, workspace: str = "") -> Pulse: ...


class Directory(Protocol):
    """Slack, as far as it tells who people are; raises `NotDelivered`."""

    async def facts(self, user: str) -> Facts: ...

    async def group(self, group: str) -> frozenset[str]: ...


class HasChannels(Protocol):
    """Slack, as far as it tells which channels somebody is in; raises `NotDelivered`."""

    async def channels_of(self, user: str) -> frozenset[str]: ...


class Announces(HasChannels, Protocol):
    """Slack, as far as it takes an event's messages; raises `NotDelivered`."""

    async def is_shared_outside(self, channel: str) -> bool: ...

    async def post_card(self, channel: str, event: Event) -> tuple[str, str]: ...

    async def post_to_owner(self, event: Event) -> tuple[str, str]: ...


class Looks(Protocol):
    """Slack, as far as one looks at channels before posting; raises `NotDelivered`."""

    async def channels_of(self, user: str) -> frozenset[str]: ...

    async def room(self, channel: str) -> Room: ...


class Removes(Protocol):
    """Slack, as far as a message of ours is taken away; raises `NotDelivered`."""

    async def remove(self, channel: str, ts: str) -> None: ...


class Edits(Protocol):
    """Slack, as far as messages are brought up to date; raises `NotDelivered`."""

    async def edit_post(self, post: Post, event: Event) -> None: ...

    async def reply(self, post: Post, line: str) -> None: ...

    async def edit_invitation(self, presenter: Presenter, event: Event) -> None: ...

    async def tell_schedule(self, presenter: Presenter, event: Event) -> None: ...

    async def remove(self, channel: str, ts: str) -> None: ...

    async def tell_lost(self, event: Event, post: Post) -> None: ...


class Invites(Edits, Protocol):
    """Slack, as far as presenters are invited; raises `NotDelivered`."""

    async def facts(self, user: str) -> Facts: ...

    async def tell(self, user: str, compose: Callable[[], str]) -> None: ...

    async def post_invitation(self, presenter: Presenter, event: Event) -> tuple[str, str]: ...

    async def retire_invitation(self, presenter: Presenter) -> None: ...

    async def tell_revoked(self, presenter: Presenter) -> None: ...

    async def tell_new_pin(self, presenter: Presenter, event: Event) -> None: ...

    async def tell_declined(self, post: Post, presenter: Presenter) -> None: ...


class Follows(Edits, Announces, Protocol):
    """Slack, as far as messages follow a change; raises `NotDelivered`."""


class SendsFiles(Protocol):
    """Slack, as far as it takes calendar files; raises `NotDelivered`."""

    async def send_calendar(self, event: Event, entry: Entry, now: datetime) -> tuple[str, str]: ...


class SendsHistory(Protocol):
    """Slack, as far as it takes an exported history; raises `NotDelivered`."""

    async def send_history(
        self, user: str, name: str, content: str, number: int, *, is_whole: bool
    ) -> None: ...


class Reminds(Edits, Announces, Removes, Directory, Protocol):
    """Slack, as far as it reminds; raises `NotDelivered`."""

    async def remind(self, job: Job, event: Event) -> tuple[str, str]: ...

    async def tell_unreminded(self, event: Event, job: Job) -> None: ...

    async def tell_undelivered(self, event: Event, post: Post) -> None: ...


class Recovers(Announces, Protocol):
    """Slack, as far as people are told of what was lost; raises `NotDelivered`."""

    async def tell_uncertain(self, wish: Wish) -> None: ...

    async def tell_undelivered(self, event: Event, post: Post) -> None: ...


class Speaks(Reminds, Recovers, SendsFiles, Protocol):
    """Slack, as far as the bot speaks up by itself; raises `NotDelivered`."""


class Register(Protocol):
    """Where the bot is installed: which installation serves a workspace, and which are served."""

    async def find(self, workspace: str, enterprise: str = "") -> Installation | None: ...

    async def workspaces(self) -> tuple[str, ...]: ...


class Chats(Protocol):
    """Slack, by workspace; None where the bot is not installed any more."""

    async def chat_of(self, workspace: str) -> Speaks | None: ...

    async def draw_homes(self, workspace: str, users: Collection[str]) -> None: ...
