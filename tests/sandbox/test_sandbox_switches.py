"""The switches for what the reference leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox import Settings
from bot.sandbox.switches import ALLOWED, CODES, MEANING, BadSwitch, Switches, changed, described

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller, Opener

NOW_MS = 1803999845120
START = 1805378400000
TELEPHONE = {"acquisition_type": 3, "region": None}
FULL = {
    "event_title": "New",
    "type": "live",
    "scheduled_start_time": START,
    "scheduled_duration": 60,
    "timezone": "US/Eastern",
    "region": 1,
    "acquisition_type": 0,
    "audience_capacity": 1000,
    "event_expiration_months": 12,
}


async def test_capacity_clamp_moves_it_into_range(api: Caller) -> None:
    await api.control("POST", "mode", {"capacity": "clamp"})

    answer = await api.create(audience_capacity=49)

    assert answer.event["audience_capacity"] == 50


async def test_expiration_clamp_moves_it_into_range(api: Caller) -> None:
    await api.control("POST", "mode", {"expiration": "clamp"})

    answer = await api.create(event_expiration_months=24)

    assert (await api.stored(answer.event["event_id"]))["event_expiration_months"] == 12


async def test_start_wall_clock_echoes_the_number_and_means_the_zones_own_time(
    api: Caller,
) -> None:
    await api.control("POST", "mode", {"start": "wall_clock"})

    answer = await api.create()

    assert answer.event["scheduled_start_time"] == START
    stored = await api.stored(answer.event["event_id"])
    assert stored["starts_at"] == "2027-03-18T18:00:00+00:00"


async def test_start_absolute_means_an_instant(api: Caller) -> None:
    answer = await api.create()

    stored = await api.stored(answer.event["event_id"])
    assert stored["starts_at"] == "2027-03-18T14:00:00+00:00"


STARTED = {"scheduled_start_time": NOW_MS - 3_600_000}


@pytest.mark.parametrize(
    "change",
    [
        {"event_title": "New"},
        {"scheduled_duration": 120},
        {"audience_capacity": 2000},
        {"scheduled_player_close_time": START},
        {"region": 1},
    ],
    ids=["title", "duration", "capacity", "close time", "unchanged region"],
)
async def test_lock_after_start_leaves_these_open(api: Caller, change: dict[str, object]) -> None:
    event_id = (await api.create(**STARTED)).event["event_id"]
    await api.control("POST", "mode", {"lock_after_start": "on"})

    assert (await api.update(event_id, **change)).code == 1


async def test_lock_after_start_refuses_the_rest(api: Caller) -> None:
    event_id = (await api.create(**STARTED)).event["event_id"]
    await api.control("POST", "mode", {"lock_after_start": True})

    answer = await api.update(event_id, region=2)

    assert answer.code == 72
    assert answer.hint == "region: is fixed after the start"


async def test_lock_after_start_waits_for_the_start(api: Caller) -> None:
    event_id = (await api.create()).event["event_id"]
    await api.control("POST", "mode", {"lock_after_start": "on"})

    assert (await api.update(event_id, region=2)).code == 1


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        pytest.param(TELEPHONE, "telephony_type", id="telephony type left out"),
        pytest.param(
            {"acquisition_type": 1, "vcu_address": "studio", "vcu_connection_type": "SIP"},
            "vcu_address",
            id="VCU address that is no IP address",
        ),
        pytest.param({"cost_center": "x" * 257}, "cost_center", id="long cost center"),
        pytest.param({"scheduled_start_time": 1541674800000}, "scheduled_start_time", id="past"),
    ],
)
async def test_strict_refuses(opened: Opener, properties: dict[str, object], field: str) -> None:
    api = await opened(preset="strict")

    answer = await api.create(**properties)

    assert answer.code == 72
    assert answer.hint.startswith(field)


async def test_strict_asks_an_update_for_the_full_set(opened: Opener) -> None:
    api = await opened(preset="strict")
    event_id = (await api.create()).event["event_id"]

    refused = await api.update(event_id, event_title="New")
    done = await api.update(event_id, **FULL)

    assert refused.code == 72
    assert "region: is missing" in refused.hint
    assert done.event["event_title"] == "New"


@pytest.mark.parametrize(
    "kind",
    [
        {"type": "ondemand", "media_type": "audio"},
        {"acquisition_type": 3, "telephony_type": "bridge"},
        {"acquisition_type": 4, "video_bridge_type": "standard"},
        {"acquisition_type": 1, "vcu_address": "203.0.113.9", "vcu_connection_type": "SIP"},
    ],
    ids=["on demand", "telephone", "video bridge", "VCU"],
)
async def test_strict_accepts_what_is_complete(opened: Opener, kind: dict[str, object]) -> None:
    api = await opened(preset="strict")
    event_id = (await api.create(**kind)).event["event_id"]

    answer = await api.update(event_id, **{**FULL, **kind})

    assert answer.code == 1


async def test_strict_lets_an_event_that_began_keep_its_start(opened: Opener) -> None:
    api = await opened(preset="strict")
    event_id = (await api.create()).event["event_id"]
    await api.control("POST", "clock", {"set": START + 60_000})
    await api.login()

    answer = await api.update(event_id, **{**FULL, "scheduled_duration": 90})

    assert answer.event["scheduled_duration"] == 90


async def test_strict_refuses_an_update_that_moves_the_start_into_the_past(
    opened: Opener,
) -> None:
    api = await opened(preset="strict")
    event_id = (await api.create()).event["event_id"]

    answer = await api.update(event_id, **{**FULL, "scheduled_start_time": NOW_MS - 3_600_000})

    assert answer.code == 72


async def test_a_preset_comes_before_the_switches_beside_it(api: Caller) -> None:
    wish = {"preset": "strict", "update": "merge"}

    answer = await api.control("POST", "mode", wish)

    assert answer["switches"]["telephony_type"] == "required"
    assert answer["switches"]["update"] == "merge"


async def test_a_preset_takes_earlier_switches_back(api: Caller) -> None:
    await api.control("POST", "mode", {"capacity": "clamp"})

    answer = await api.control("POST", "mode", {"preset": "default"})

    assert answer["switches"]["capacity"] == "refuse"


async def test_one_bad_switch_changes_none(api: Caller) -> None:
    await api.control("POST", "mode", {"capacity": "clamp", "title": "bytes"})

    switches = (await api.control("GET", "mode"))["switches"]
    assert switches["capacity"]["value"] == "refuse"


def test_every_switch_says_what_it_means() -> None:
    names = set(described(Switches()))

    assert names == set(MEANING) == set(ALLOWED) | set(CODES)


@pytest.mark.parametrize("name", ALLOWED)
def test_the_default_comes_first_among_the_allowed(name: str) -> None:
    assert getattr(Switches(), name) == ALLOWED[name][0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unheard_of", "on"),
        ("title", "bytes"),
        ("title", True),
        ("wrong_password_code", "11"),
        ("wrong_password_code", True),
        ("wrong_password_code", -1),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(name: str, value: object) -> None:
    with pytest.raises(BadSwitch) as caught:
        changed(Switches(), {name: value})

    assert caught.value.field == name
    assert caught.value.allowed


def test_switches_can_be_set_at_the_start() -> None:
    settings = Settings(preset="strict", switches={"single_session": True})

    assert settings.starting_switches().single_session == "on"


def test_a_preset_that_does_not_exist_is_refused_at_the_start() -> None:
    with pytest.raises(BadSwitch, match="no preset"):
        Settings(preset="loose")
