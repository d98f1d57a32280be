"""Settings: what they may be, and which one counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import Invalid
from bot.preferences import OF_WORKSPACE, Given, Name, Scope, names, read, resolve
from bot.slack import form as forms
from bot.slack.given import origin, with_settings
from bot.slack.memory import memory, remembered
from bot.slack.payloads.command import read_create
from bot.slack.payloads.prefill import prefill

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        (Name.ZONE, "new york", "US/Eastern"),
        (Name.ZONE, "Europe/Berlin", "CET"),
        (Name.DURATION, "1h30", "90"),
        (Name.CAPACITY, "2,000", "2000"),
        (Name.EXPIRATION, "6 months", "6"),
        (Name.SOURCE, "Video Bridge", "bridge"),
        (Name.REGION, "asia/pacific", "asia"),
        (Name.FOLDER, "01890012", "1890012"),
        (Name.FOLDER, "1890012 Home / IR", "1890012 Home / IR"),
        (Name.ANNOUNCE, "<#C0TOWNHALL1|town-hall>, <#C0GENERAL01>", "C0TOWNHALL1,C0GENERAL01"),
        (Name.ANNOUNCE, "C0TOWNHALL1,C0TOWNHALL1", "C0TOWNHALL1"),
        (Name.REMINDERS, "15m, 1 day and at the start", "1d,15m,0"),
        (Name.REMINDERS, "None", "off"),
        (Name.CONFIRM_FROM, "250", "250"),
        (Name.LANGUAGE, "DE", "de"),
        (Name.DEFAULT_ROLE, "Viewer", "viewer"),
    ],
)
def test_a_value_is_read_as_typed_and_kept_in_one_spelling(
    name: Name, typed: str, kept: str
) -> None:
    assert read(name, typed, now=NOW) == kept
    assert read(name, kept, now=NOW) == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (Name.ZONE, "Asia/Kathmandu"),
        (Name.ZONE, "the moon"),
        (Name.DURATION, "long"),
        (Name.DURATION, "45"),
        (Name.DURATION, "9h"),
        (Name.CAPACITY, "10001"),
        (Name.CAPACITY, "many"),
        (Name.EXPIRATION, "13"),
        (Name.SOURCE, "pigeon"),
        (Name.REGION, "moon"),
        (Name.FOLDER, "Home"),
        (Name.ANNOUNCE, "#town-hall"),
        (Name.ANNOUNCE, ",".join(f"C0CHANNEL{number:02}" for number in range(11))),
        (Name.REMINDERS, "31d"),
        (Name.REMINDERS, "1d,1d"),
        (Name.CONFIRM_FROM, "0"),
        (Name.LANGUAGE, "xx"),
        (Name.DEFAULT_ROLE, "admin"),
    ],
)
def test_a_bad_value_is_refused_on_its_field(name: Name, typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(name, typed, now=NOW)

    assert caught.value.field == name


def test_only_the_workspace_sets_what_holds_for_all() -> None:
    assert set(OF_WORKSPACE) <= set(names(Scope.WORKSPACE))
    assert not set(OF_WORKSPACE) & {*names(Scope.USER), *names(Scope.CHANNEL)}


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        pytest.param({}, None, id="nothing set"),
        pytest.param({"workspace": "60"}, ("60", Scope.WORKSPACE), id="workspace"),
        pytest.param({"workspace": "60", "user": "90"}, ("90", Scope.USER), id="a person's own"),
        pytest.param(
            {"workspace": "60", "user": "90", "channel": "120"},
            ("120", Scope.CHANNEL),
            id="the channel's before all",
        ),
        pytest.param({"channel": "17 hours", "user": "90"}, ("90", Scope.USER), id="one gone bad"),
    ],
)
def test_the_nearest_setting_counts(
    stored: dict[str, str], found: tuple[str, Scope] | None
) -> None:
    given = resolve({scope: {"duration": text} for scope, text in stored.items()}, now=NOW)

    expected = Given(text=found[0], scope=found[1]) if found else None
    assert given.get(Name.DURATION) == expected


def test_what_only_the_workspace_sets_is_not_taken_from_anybody_else() -> None:
    assert not resolve({"user": {"default_role": "creator", "language": "de"}}, now=NOW)


def filled(words: str, **settings: str) -> forms.Draft:
    found = {Name(name): Given(text=text, scope=Scope.CHANNEL) for name, text in settings.items()}
    draft = with_settings(forms.blank("America/New_York", now=NOW, channels=("C1",)), found)
    return prefill(draft, read_create(words), now=NOW)


def test_settings_fill_the_form() -> None:
    draft = filled(
        '"Q4"',
        zone="CET",
        duration="120",
        capacity="500",
        expiration="6",
        source="encoder",
        folder="7 Home / IR",
        announce="C0TOWNHALL1",
        reminders="2d,0",
    )

    assert (draft.zone, draft.duration, draft.capacity) == ("CET", 120, "500")
    assert (draft.expiration, draft.source.name) == (6, "ENCODER")
    assert draft.folder == forms.FolderChoice(id="7", path="Home / IR")
    assert (draft.channels, draft.reminders) == (("C0TOWNHALL1",), "2d,0")
    assert filled('"Q4"', reminders="off").reminders == ""
    assert filled('"Q4" remind:1h', reminders="off").reminders == "1h"


def test_a_region_goes_with_the_zone_unless_it_is_set() -> None:
    assert filled('"Q4"', zone="CET").region.name == "EUROPE"
    assert filled('"Q4"', zone="CET", region="africa").region.name == "AFRICA"


def test_words_go_before_settings_and_are_nobodys_setting() -> None:
    draft = filled('"Q4" cap:500 for 30 minutes friday 3pm', capacity="2000", duration="120")

    assert (draft.capacity, draft.duration) == ("500", 30)
    assert origin(draft, Name.CAPACITY) is None
    assert origin(draft, Name.DURATION) is None


def test_a_form_remembers_whose_settings_stand_in_it() -> None:
    draft = filled('"Q4"', capacity="2000", folder="7 Home / IR")

    back = remembered(memory(draft))

    assert back.given == draft.given
    assert origin(draft, Name.CAPACITY) is Scope.CHANNEL
    assert origin(draft, Name.FOLDER) is Scope.CHANNEL
    assert origin(draft, Name.ZONE) is None
