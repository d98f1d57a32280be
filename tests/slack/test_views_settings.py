"""The windows and messages of settings, roles, ownership and doctor are ones that Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import limits
from bot.domain import Role
from bot.health import About, Finding
from bot.people import Offer, UserGroup, WorkspaceEntry
from bot.plans import Stage
from bot.preferences import Given, Name, Scope, Setting, names
from bot.slack.page import Page, read_page
from bot.slack.views import account, card, checking, owning, roles, searching, settings
from bot.tenancy import Account, Login
from tests.slack.test_views import NOW, TITLES, event

if TYPE_CHECKING:
    from collections.abc import Callable

CHANNELS = ",".join(f"C0CHANNEL{number:02}" for number in range(10))
STORED = {
    Name.ZONE: "Pacific/Auckland",
    Name.DURATION: "480",
    Name.CAPACITY: "10000",
    Name.EXPIRATION: "12",
    Name.SOURCE: "bridge",
    Name.REGION: "north america",
    Name.FOLDER: f"{'1' * 18} …{'é' * 74}",
    Name.ANNOUNCE: CHANNELS,
    Name.REMINDERS: "30d,29d,28d,27d,26d",
    Name.CONFIRM_FROM: "1000000",
    Name.LANGUAGE: "de",
    Name.DEFAULT_ROLE: "creator",
}
GIVEN = {name: Given(text=text, scope=Scope.WORKSPACE) for name, text in STORED.items()}
CHANGED = [Setting(name=name, before=text, after=None) for name, text in STORED.items()]
ENTRY = WorkspaceEntry(
    workspace="T1", at=NOW, who="U1", what="folder", subject="C1", after=STORED[Name.FOLDER]
)
CONNECTED = Account(
    workspace="T1", login=Login(username="u" * 200, password="sekret"), by="U1", at=NOW
)
OFFER = Offer(workspace="T1", event_id="1", to="U2", by="U9", at=NOW)
ALL = owning.Hand(reader="U1", may_hand_over=True, may_take_over=True)


def cared_for(title: str) -> Any:  # noqa: ANN401  (an event)
    return replace(event(title), co_owners=tuple(f"U{number}" for number in range(20)))


def page(scope: Scope, stored: dict[Name, str]) -> Page:
    return Page(scope=scope, channel="C0TOWNHALL1", stored=stored)


def window(scope: Scope, stored: dict[Name, str]) -> Callable[[str], dict[str, Any]]:
    known = {name: stored[name] for name in stored if name in names(scope)}
    return lambda _title: settings.settings(
        page(scope, known), GIVEN, tuple(Scope), changed=CHANGED
    )


def not_saved(scope: Scope) -> Callable[[str], dict[str, Any]]:
    known: dict[Name, str | None] = {name: STORED[name] for name in STORED if name in names(scope)}
    return lambda title: settings.not_saved(page(scope, {}), known, title)


VIEWS: dict[str, Callable[[str], dict[str, Any]]] = {
    **{f"{scope} settings, empty": window(scope, {}) for scope in Scope},
    **{f"{scope} settings, full": window(scope, STORED) for scope in Scope},
    **{f"{scope} settings, not saved": not_saved(scope) for scope in Scope},
    "waiting": lambda title: settings.waiting(Scope.CHANNEL, title),
    "roles": lambda title: roles.roles(
        [(f"U{number}", Role.ADMIN) for number in range(300)], Role.NOBODY, problem=title
    ),
    "no roles": lambda _title: roles.roles([], Role.CREATOR),
    "changes": lambda _title: roles.changes(
        [
            ENTRY,
            replace(ENTRY, what="role", subject="S1", before="viewer", after=""),
            replace(ENTRY, what="account", subject="", before="", after="u" * 200),
        ]
        * 7
    ),
    "no changes": lambda _title: roles.changes([]),
    "ownership": lambda title: owning.ownership(cared_for(title), OFFER, ALL, news=title),
    "take over": lambda title: owning.take_over_form(event(title), reason="r" * 200, problem=title),
    "account, none": lambda title: account.account(None, news=title),
    "account, the operator's": lambda _title: account.account(None, has_operator=True),
    "account": lambda title: account.account(
        CONNECTED, has_operator=True, username="u" * 200, news=title, turn=999
    ),
    "account, waiting": account.waiting,
    "find": lambda _title: searching.search(),
    "found": lambda title: searching.results(title[:200], [event(title)] * 10, 2000),
}
MESSAGES: dict[str, Callable[[str], dict[str, Any]]] = {
    "set at once": lambda _title: settings.set_at_once(Scope.WORKSPACE, CHANGED),
    "set nothing": lambda _title: settings.set_at_once(Scope.USER, []),
    "offer": lambda title: owning.offer_message(event(title), OFFER),
    "accepted": lambda title: owning.accepted(event(title), "U2"),
    "taken over": lambda title: owning.taken_over(event(title), title),
    "co-owner": lambda title: owning.made_co_owner(event(title), "U1"),
    "owner left": lambda title: owning.owner_left("U1", [event(title)] * 1 + _others(title)),
    "former owner": lambda title: card.message_to("U0FORMER", event(title), Stage.SOON),
    "findings": lambda title: checking.findings(
        [Finding(about=about, is_well=about is About.KEY, verdict=title) for about in About]
    ),
}


def _others(title: str) -> list[Any]:
    first = event(title)
    return [replace(first, webcast=replace(first.webcast, id=str(number))) for number in range(30)]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_slack_takes_every_view(make: Callable[[str], dict[str, Any]], title: str) -> None:
    view = make(title)

    assert not limits.view_problems(view)
    assert not limits.view_is_too_large(view)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_slack_takes_every_message(make: Callable[[str], dict[str, Any]], title: str) -> None:
    message = make(title)

    assert not limits.message_problems(message["blocks"])
    assert not limits.blocks_are_too_long(message["blocks"])
    assert 0 < len(message["text"]) <= limits.UPDATED_TEXT


def test_a_window_of_settings_remembers_what_stood_in_it() -> None:
    drawn = settings.settings(page(Scope.WORKSPACE, STORED), {}, ())

    assert read_page(drawn["private_metadata"]) == page(Scope.WORKSPACE, STORED)


def test_user_groups_are_found_by_handle_and_name_a_hundred_at_most() -> None:
    many = [UserGroup(id=f"S{n}", handle=f"team-{n}", name="Events " * 20) for n in range(300)]

    assert len(roles.group_options(many, "events")) == 100
    assert [each["value"] for each in roles.group_options(many, "@team-299")] == ["S299"]
    assert not limits.suggestion_problems({"options": roles.group_options(many, "")})


def test_what_fails_is_told_first() -> None:
    well = Finding(about=About.SLACK, is_well=True, verdict="Fine.")
    ill = Finding(about=About.CLOCK, is_well=False, verdict="It is 90 seconds off Slack's.")

    told = checking.findings([well, ill])["text"]

    assert told.startswith("1 check failed. Fails: Clock. It is 90")


def test_an_entry_tells_the_moment_in_utc() -> None:
    moment = datetime(2026, 11, 24, 15, tzinfo=UTC)

    assert "2026-11-24 15:00 UTC" in str(roles.changes([replace(ENTRY, at=moment)]))
