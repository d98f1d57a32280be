"""The cast: who works in the demo workspace and where they talk.

People carry the name of their role; three zones show that a time is right for each reader.
"""

from dataclasses import dataclass, field

TEAM_ID = "T0DEMOTEAM1"
TEAM_NAME = "Demo workspace"
TEAM_DOMAIN = "demo-workspace"
APP_ID = "A0WEBCASTS1"
APP_NAME = "Webcasts"
BOT_ID = "B0WEBCASTS1"
BOT_USER = "U0WEBCASTS1"
SLACKBOT = "USLACKBOT"
VERIFICATION_TOKEN = "demo-verification-token"  # noqa: S105 - Slack's deprecated field, no secret
GUEST_TEAM = "T0PARTNER01"
GUEST_DOMAIN = "event-agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A member of the workspace; `zone` is an IANA name, `username` the @-name.

    `is_ultra_restricted` marks a guest of a single channel; another `team_id` than the
    workspace's marks somebody who comes in through Slack Connect.
    """

    id: str
    username: str
    real_name: str
    zone: str
    locale: str = "en-US"
    is_bot: bool = False
    is_admin: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    team_id: str = TEAM_ID

    @property
    def is_foreign(self) -> bool:
        """Whether this person belongs to another workspace."""
        return self.team_id != TEAM_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group; `handle` is what people type after the @."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation. `kind` is public, private or im; an im belongs to `im_user`.

    In an `is_restricted` one only admins may post. `num_members` is told instead of counting
    `members`, for a channel larger than the cast.
    """

    id: str
    name: str
    kind: str = "public"
    topic: str = ""
    purpose: str = ""
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    is_restricted: bool = False
    num_members: int | None = None
    im_user: str = ""
    created: int = 1_704_067_200

    @property
    def is_im(self) -> bool:
        """Whether this is the app's direct message with one person."""
        return self.kind == "im"

    @property
    def is_private(self) -> bool:
        """Whether only members know of it."""
        return self.kind != "public"

    def shown_to(self, user: str) -> bool:
        """Whether `user` may know that it exists."""
        return user in self.members or (self.kind == "public" and user not in CONFINED)

    @property
    def size(self) -> int:
        """How many members are told of."""
        return len(self.members) if self.num_members is None else self.num_members


COMMS = User(
    id="U0COMMSLEAD",
    username="comms.lead",
    real_name="Comms lead",
    zone="America/New_York",
    is_admin=True,
)
INVESTOR = User(
    id="U0IRMANAGER",
    username="ir.manager",
    real_name="IR manager",
    zone="Europe/Berlin",
    locale="de-DE",
)
PRESENTER = User(
    id="U0PRESENTER",
    username="presenter",
    real_name="Presenter",
    zone="Asia/Tokyo",
)
GUEST = User(
    id="U0GUESTUSER",
    username="guest.speaker",
    real_name="Guest speaker",
    zone="America/Los_Angeles",
    is_ultra_restricted=True,
)
AGENCY = User(
    id="U0AGENCYREP",
    username="agency.rep",
    real_name="Agency rep",
    zone="Europe/London",
    locale="en-GB",
    team_id=GUEST_TEAM,
)
BOT = User(id=BOT_USER, username="webcasts", real_name=APP_NAME, zone="Etc/UTC", is_bot=True)
STAFF = (COMMS, INVESTOR, PRESENTER)
OUTSIDERS = (GUEST, AGENCY)
CONFINED = frozenset(each.id for each in OUTSIDERS)
"""Who sees only the channels that they are members of."""
GROUPS = (
    Group(
        id="S0EVENTS001",
        handle="events-team",
        name="Events team",
        members=(COMMS.id, INVESTOR.id),
    ),
    Group(id="S0EXECS0001", handle="execs", name="Executives", members=(PRESENTER.id,)),
)


def users() -> list[User]:
    """List everyone, people first."""
    return [*STAFF, *OUTSIDERS, BOT]


def team_of(user: str) -> str:
    """Give the workspace that a user belongs to."""
    return AGENCY.team_id if user == AGENCY.id else TEAM_ID


def channels() -> list[Channel]:
    """List the conversations of a fresh workspace."""
    everyone = [user.id for user in STAFF]
    direct = map(_direct_message, (*STAFF, *OUTSIDERS))
    return [*_open_channels(everyone), *_closed_channels(), *direct]


def _open_channels(everyone: list[str]) -> list[Channel]:
    return [
        Channel(
            id="C0TOWNHALL1",
            name="town-hall",
            topic="Company-wide town halls: dates, links and recordings",
            purpose="Town halls and all-hands for the whole company.",
            members=[*everyone, GUEST.id, BOT_USER],
        ),
        Channel(
            id="C0GENERAL01",
            name="general",
            topic="Company-wide announcements",
            purpose="Announcements for the whole company.",
            members=[*everyone, BOT_USER],
        ),
        Channel(
            id="C0INVESTOR1",
            name="investor-relations",
            topic="Earnings calls and investor days",
            purpose="The Webcasts app has not been added here yet.",
            members=[COMMS.id, INVESTOR.id],
        ),
        Channel(
            id="C0ALLCOMPAN",
            name="all-company",
            topic="Everybody, everywhere",
            purpose="The whole company reads along.",
            members=[*everyone, BOT_USER],
            num_members=1200,
        ),
    ]


def _closed_channels() -> list[Channel]:
    pair = [COMMS.id, INVESTOR.id]
    return [
        Channel(
            id="C0EARNINGS1",
            name="earnings-draft",
            kind="private",
            topic="Drafts before they are public",
            purpose="Only its members know of it.",
            members=[*pair],
        ),
        Channel(
            id="C0PARTNERS1",
            name="agency-partners",
            topic="Shared with the event agency",
            purpose="People of another company read along (Slack Connect).",
            members=[*pair, AGENCY.id, BOT_USER],
            is_ext_shared=True,
        ),
        Channel(
            id="C0LAUNCH025",
            name="product-launch-2025",
            topic="Done. Thanks, all!",
            members=[*pair, BOT_USER],
            is_archived=True,
        ),
    ]


def _direct_message(user: User) -> Channel:
    return Channel(
        id="D0" + user.id[2:],
        name=APP_NAME,
        kind="im",
        members=[user.id, BOT_USER],
        im_user=user.id,
    )
