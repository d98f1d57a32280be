"""What the rules accept, the sandbox stores as it was asked, down to what no answer tells."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import rules
from bot.domain import (
    Live,
    OnDemand,
    Telephone,
    Vcu,
    VideoBridge,
    Webcam,
    WebcastRequest,
    differences,
)
from bot.rules import Access, MediaType, Region
from bot.webcasts import full_set, wire
from tests.webcasts.examples import TOWN_HALL, requests
from tests.webcasts.stand import open_stand

if TYPE_CHECKING:
    from tests.webcasts.stand import Stand

HOME, DEMOS = 5100, "5121"
FIRST = "1"
"""Stands in for the first webcast, whose id is known only once it exists."""
ALL_PORTALS = tuple(Access(mask) for mask in range(22, 32))
FOLDERS = st.sampled_from(
    [{}, {"folder_id": DEMOS}, {"folder_id": "5133"}, {"folder_from_event": FIRST}]
)
EACH_SOURCE_UNSET = dict.fromkeys(
    (
        "region",
        "acquisition_type",
        "vcu_address",
        "vcu_connection_type",
        "telephony_type",
        "video_bridge_type",
        "media_type",
    )
)


def stored_as(request: WebcastRequest, folder_id: int) -> dict[str, Any]:
    """Return what the platform has to keep of a request, by its own names."""
    closes = request.player_closes_at
    return {
        "event_title": request.title,
        "type": "live" if isinstance(request.production, Live) else "ondemand",
        "scheduled_start_time": wire.milliseconds(request.starts_at),
        "scheduled_duration": request.duration.total_seconds() / 60,
        "timezone": request.zone,
        "audience_capacity": request.capacity,
        "event_expiration_months": request.expiration_months,
        "cost_center": request.cost_center,
        "scheduled_player_close_time": wire.milliseconds(closes) if closes else 0,
        "folder_id": folder_id,
        **EACH_SOURCE_UNSET,
        **production_as(request.production),
    }


def production_as(production: Live | OnDemand) -> dict[str, Any]:
    """Return the properties of a kind; the platform ignores the region of two sources."""
    if isinstance(production, OnDemand):
        return {"media_type": production.media.value}
    region = production.region.value
    match production.source:
        case Vcu(address=address, connection=connection):
            own: dict[str, Any] = {"vcu_address": address, "vcu_connection_type": connection.value}
        case Telephone(telephony=telephony):
            own = {"telephony_type": telephony.value, "region": None}
        case VideoBridge(bridge=bridge):
            own = {"video_bridge_type": bridge.value, "region": None}
        case _:
            own = {}
    return {"acquisition_type": production.source.acquisition.value, "region": region, **own}


class Ground:
    """One sandbox for many examples, with a webcast whose folder others can be put in."""

    def __init__(self, stand: Stand, first: str) -> None:
        self.stand = stand
        self.first = first

    async def check(self, drawn: WebcastRequest) -> None:
        """Create a request, change the first webcast to it, and compare all that is stored."""
        beside = drawn.folder_from_event is not None
        request = replace(drawn, folder_from_event=self.first if beside else None)
        folder_id = int(DEMOS) if beside else int(request.folder_id or HOME)

        receipt = await self.stand.client.create(request)

        assert not receipt.partial
        assert differences(request, receipt.webcast) == ()
        await self.compare(receipt.webcast.id, request, folder_id)
        assert [each.access for each in receipt.webcast.portals] == list(request.portals)

    async def compare(self, event_id: str, request: WebcastRequest, folder_id: int) -> None:
        stored = next(
            each for each in await self.stand.events() if each["event_id"] == int(event_id)
        )
        expected = stored_as(request, folder_id)
        assert {name: stored[name] for name in expected} == expected
        masks = [portal["guest_presenter_type"] for portal in stored["portals"]]
        assert masks == [access.value for access in request.portals]


@pytest.mark.parametrize("preset", ["default", "strict"])
def test_any_request_that_the_rules_accept_is_created_unchanged(preset: str) -> None:
    with asyncio.Runner() as runner:
        opening = open_stand(preset=preset, limits={"event/create": None, "event/update": None})
        stand = runner.run(opening.__aenter__())
        first = runner.run(stand.client.create(replace(TOWN_HALL, folder_id=DEMOS))).webcast.id
        ground = Ground(stand, first)

        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
        @given(requests(FOLDERS))
        @example(replace(TOWN_HALL, title="🎥" * (rules.TITLE_LIMIT // 2)))
        @example(replace(TOWN_HALL, title="a > b, c < d", cost_center="x" * rules.TEXT_LIMIT))
        @example(replace(TOWN_HALL, portals=ALL_PORTALS, folder_from_event=FIRST))
        @example(
            replace(
                TOWN_HALL,
                production=OnDemand(media=MediaType.AUDIO),
                player_closes_at=TOWN_HALL.ends_at.replace(microsecond=1000),
            )
        )
        def any_request(request: WebcastRequest) -> None:
            runner.run(ground.check(request))

        try:
            any_request()
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def test_a_full_set_makes_one_webcast_what_another_request_asked_for() -> None:
    async with open_stand(preset="strict") as stand:
        created = (await stand.client.create(TOWN_HALL)).webcast
        wanted = replace(
            TOWN_HALL,
            title="Another",
            zone="CET",
            production=Live(source=Webcam(), region=Region.AFRICA),
            cost_center="CC-4711",
            folder_id=DEMOS,
            portals=(Access.REPORTS,),
            player_closes_at=TOWN_HALL.ends_at.replace(year=2028),
        )

        receipt = await stand.client.update(created.id, full_set(wanted))

        assert differences(wanted, receipt.webcast) == ()
        await Ground(stand, created.id).compare(created.id, wanted, int(DEMOS))
