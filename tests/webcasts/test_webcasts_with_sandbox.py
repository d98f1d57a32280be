"""The client against the sandbox, which was written apart from it, from the same reference."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain import Live, OnDemand, Telephone, Vcu, VideoBridge, differences
from bot.errors import (
    BadInput,
    LoginRefused,
    NoAccess,
    PlatformError,
    Throttled,
    Unanswered,
    Unavailable,
)
from bot.rules import (
    Access,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)
from bot.webcasts import full_set
from tests.webcasts.examples import TOWN_HALL
from tests.webcasts.stand import Stand, open_stand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.domain import Production


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    async with open_stand() as stand:
        yield stand


PRODUCTIONS = [
    pytest.param(TOWN_HALL.production, id="webcam"),
    pytest.param(
        Live(
            source=Vcu(address="203.0.113.20", connection=VcuConnectionType.SIP),
            region=Region.AFRICA,
        ),
        id="vcu",
    ),
    pytest.param(
        Live(source=Telephone(telephony=TelephonyType.BRIDGE), region=Region.EUROPE),
        id="telephone",
    ),
    pytest.param(
        Live(source=VideoBridge(bridge=VideoBridgeType.STANDARD), region=Region.EUROPE),
        id="video bridge",
    ),
    pytest.param(OnDemand(media=MediaType.AUDIO), id="on demand"),
]


@pytest.mark.parametrize("preset", ["default", "strict"])
@pytest.mark.parametrize("production", PRODUCTIONS)
async def test_every_kind_of_webcast_is_created_as_it_was_asked_for(
    production: Production, preset: str
) -> None:
    async with open_stand(preset=preset) as stand:
        asked = replace(TOWN_HALL, production=production, portals=(Access(31), Access.Q_AND_A))

        receipt = await stand.client.create(asked)

        assert differences(asked, receipt.webcast) == ()
        assert [each.access for each in receipt.webcast.portals] == list(asked.portals)
        stored = (await stand.events())[0]
        assert stored["timezone"] == "US/Eastern"
        assert stored["event_expiration_months"] == 12


async def test_status_reads_back_what_was_created_but_no_portal(stand: Stand) -> None:
    created = (await stand.client.create(replace(TOWN_HALL, portals=(Access(31),)))).webcast

    assert await stand.client.status(created.id) == replace(created, portals=())


async def test_an_update_changes_what_it_names_and_keeps_the_pins(stand: Stand) -> None:
    created = (await stand.client.create(replace(TOWN_HALL, portals=(Access(31),)))).webcast

    receipt = await stand.client.update(created.id, {"duration": timedelta(minutes=150)})

    assert receipt.webcast == replace(created, duration=timedelta(minutes=150))


async def test_a_platform_that_wants_everything_takes_the_full_set() -> None:
    async with open_stand(switches={"update": "full"}) as stand:
        created = (await stand.client.create(TOWN_HALL)).webcast
        with pytest.raises(BadInput):
            await stand.client.update(created.id, {"capacity": 50})

        changed = replace(TOWN_HALL, capacity=50)
        receipt = await stand.client.update(created.id, full_set(changed))

        assert differences(changed, receipt.webcast) == ()


async def test_a_close_time_can_be_set_and_taken_off(stand: Stand) -> None:
    closes = TOWN_HALL.ends_at + timedelta(days=30)
    created = (await stand.client.create(replace(TOWN_HALL, player_closes_at=closes))).webcast
    assert (await stand.client.status(created.id)).player_closes_at == closes

    await stand.client.update(created.id, {"player_closes_at": None})

    assert (await stand.client.status(created.id)).player_closes_at is None


async def test_a_close_time_in_minutes_is_not_taken_for_a_moment() -> None:
    async with open_stand(switches={"close_unit": "minutes"}) as stand:
        closes = TOWN_HALL.ends_at + timedelta(days=30)
        created = (await stand.client.create(replace(TOWN_HALL, player_closes_at=closes))).webcast

        assert (await stand.client.status(created.id)).player_closes_at is None


async def test_the_folder_tree_keeps_every_folder_and_its_path(stand: Stand) -> None:
    root = await stand.client.folder_tree()

    paths = {folder.id: "/".join(path) for folder, path in root.walk()}
    assert paths["5133"] == "Webcasts/Investor Relations/Earnings Calls/Rehearsals/Archive"
    assert paths["5111"] == "Webcasts/Town Halls/Archive"


async def test_a_webcast_is_created_in_the_folder_that_was_chosen(stand: Stand) -> None:
    first = (await stand.client.create(replace(TOWN_HALL, folder_id="5121"))).webcast
    second = (await stand.client.create(replace(TOWN_HALL, folder_from_event=first.id))).webcast

    assert (first.folder_name, second.folder_name) == ("Demos", "Demos")
    assert (await stand.client.folder_tree("5121")).name == "Demos"


async def test_the_other_spelling_of_the_envelope_reads_the_same() -> None:
    async with open_stand(switches={"envelope": "framework"}) as stand:
        created = (await stand.client.create(TOWN_HALL)).webcast

        assert differences(TOWN_HALL, await stand.client.status(created.id)) == ()


@pytest.mark.parametrize("event_id", ["1000001", "0"])
async def test_an_unknown_webcast_cannot_be_read_or_changed(stand: Stand, event_id: str) -> None:
    with pytest.raises(NoAccess):
        await stand.client.status(event_id)
    with pytest.raises(NoAccess):
        await stand.client.update(event_id, {"capacity": 50})


async def test_an_unknown_folder_is_no_access(stand: Stand) -> None:
    with pytest.raises(NoAccess):
        await stand.client.folder_tree("999")
    with pytest.raises(NoAccess):
        await stand.client.create(replace(TOWN_HALL, folder_id="999"))


async def test_a_wrong_password_asks_the_platform_once(stand: Stand) -> None:
    wrong = stand.client_with("wrong")
    for _ in range(3):
        with pytest.raises(LoginRefused):
            await wrong.create(TOWN_HALL)

    assert len((await stand.ask("journal"))["entries"]) == 1


async def test_expired_tokens_are_renewed_without_a_second_webcast(stand: Stand) -> None:
    await stand.client.check_login()
    await stand.tell("faults", kind="expire_tokens", endpoint="event/create")

    await stand.client.create(TOWN_HALL)

    assert len(await stand.events()) == 1


async def test_a_used_up_budget_creates_nothing() -> None:
    async with open_stand(limits={"event/create": 1}) as stand:
        await stand.client.create(TOWN_HALL)
        with pytest.raises(Throttled, match="Nothing was created"):
            await stand.client.create(TOWN_HALL)

        assert len(await stand.events()) == 1


@pytest.mark.parametrize(
    ("fault", "created"),
    [
        pytest.param({"kind": "drop_after_commit"}, 1, id="dropped after the work"),
        pytest.param({"kind": "drop_after_commit", "how": "reset"}, 1, id="reset after the work"),
        pytest.param({"kind": "drop_before_commit"}, 0, id="dropped before the work"),
        pytest.param({"kind": "truncate"}, 1, id="cut"),
        pytest.param({"kind": "truncate", "length": "full"}, 1, id="cut on the way"),
        pytest.param({"kind": "empty"}, 1, id="empty"),
        pytest.param({"kind": "huge", "bytes": 2_000_000}, 1, id="huge"),
        pytest.param({"kind": "html", "status": 502}, 0, id="a gateway's page"),
        pytest.param({"kind": "redirect"}, 0, id="redirected"),
        pytest.param({"kind": "code", "code": 60}, 0, id="code 60"),
        pytest.param({"kind": "partial", "event_data": False}, 1, id="partial, not described"),
    ],
)
async def test_a_lost_answer_is_uncertain_whether_the_webcast_exists_or_not(
    stand: Stand, fault: dict[str, object], created: int
) -> None:
    await stand.tell("faults", endpoint="event/create", **fault)

    with pytest.raises(Unanswered):
        await stand.client.create(TOWN_HALL)

    assert len(await stand.events()) == created


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
async def test_an_answer_in_another_charset_still_tells_the_webcast(
    stand: Stand, encoding: str
) -> None:
    await stand.tell("faults", endpoint="event/create", kind="charset", encoding=encoding)
    asked = replace(TOWN_HALL, title="Réunion générale")

    receipt = await stand.client.create(asked)

    assert differences(asked, receipt.webcast) == ()


async def test_a_partial_success_says_which_part_is_missing(stand: Stand) -> None:
    await stand.tell("faults", endpoint="event/create", kind="partial", drop="portals")
    asked = replace(TOWN_HALL, portals=(Access(31),))

    receipt = await stand.client.create(asked)

    assert receipt.partial
    assert [each.field for each in differences(asked, receipt.webcast)] == ["portals"]


@pytest.mark.parametrize("kind", ["drop_before_commit", "truncate", "html", "empty"])
async def test_a_read_survives_trouble_that_passes(stand: Stand, kind: str) -> None:
    created = (await stand.client.create(TOWN_HALL)).webcast
    await stand.tell("faults", endpoint="event/status", kind=kind, times=2)

    assert await stand.client.status(created.id) == created


async def test_a_read_gives_up_on_trouble_that_stays(stand: Stand) -> None:
    await stand.tell("faults", endpoint="folder/tree", kind="code", code=50, times=0)

    with pytest.raises(Unavailable):
        await stand.client.folder_tree()

    assert len((await stand.ask("journal"))["entries"]) == 4  # a login, three attempts


async def test_fifty_callers_make_one_login(stand: Stand) -> None:
    created = (await stand.client.create(TOWN_HALL)).webcast
    await stand.tell("faults", endpoint="event/status", kind="expire_tokens")

    read = await asyncio.gather(*(stand.client.status(created.id) for _ in range(50)))

    assert set(read) == {created}
    journal = (await stand.ask("journal"))["entries"]
    logins = [entry for entry in journal if entry["endpoint"] == "authenticate"]
    assert len(logins) == 2


@pytest.mark.parametrize("code", [0, 10, 11, 12, 50, 51, 60, 61, 62, 70, 71, 72, 73, 74, 99])
async def test_every_return_code_of_a_create_is_one_of_our_errors(stand: Stand, code: int) -> None:
    await stand.tell("faults", endpoint="event/create", kind="code", code=code, times=2)

    with pytest.raises(PlatformError):
        await stand.client.create(TOWN_HALL)
