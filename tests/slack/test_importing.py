"""Taking over a webcast that was made elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain import Live, OnDemand, Progress, Role, Webcam, WebcastRequest
from bot.rules import Kind, MediaType, Region
from bot.webcasts import WebcastsClient
from tests.slack.test_uncertain import theirs
from tests.stage import COMMS, CREATE, INVESTOR, NOW, PRESENTER, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    import pytest

    from bot.domain import Event

DM = "D0COMMSLEAD"
MADE_THERE = WebcastRequest(
    title="Made in the portal",
    starts_at=datetime(2026, 12, 3, 14, tzinfo=UTC),
    duration=timedelta(minutes=60),
    zone="Europe/London",
    production=Live(source=Webcam(), region=Region.EUROPE),
    capacity=500,
    expiration_months=6,
)


async def made_there(stage: Stage, **more: object) -> str:
    """Make a webcast on the platform without the bot's memory; returns its id."""
    request = replace(MADE_THERE, **more)  # type: ignore[arg-type]  # fields by name
    return (await stage.show.bot.parts.webcasts.create(request)).webcast.id


async def known(stage: Stage, event_id: str) -> Event | None:
    parts = stage.show.bot.parts
    return await parts.store.event(parts.workspace, event_id)


async def test_what_the_platform_tells_is_shown_and_the_rest_is_asked(stage: Stage) -> None:
    event_id = await made_there(stage)

    await stage.command(f"/webcast import {event_id}")

    view = stage.view()
    words = text_of(view["blocks"])
    stems = {block.get("block_id", "").partition("~")[0] for block in view["blocks"]}
    assert view["title"]["text"] == "Import webcast"
    assert "Made in the portal" in words
    assert "Thu 3 Dec 2026, 14:00" in words
    assert "capacity 500" in words
    assert {"kind", "zone", "source", "region", "expiration"} <= stems
    assert "title" not in stems


async def test_an_import_makes_it_the_importers(stage: Stage) -> None:
    event_id = await made_there(stage)
    link = f"https://goto.webcasts.com/starthere.jsp?ei={event_id}"
    await stage.command(f"/webcast import {link}")

    await stage.submit({"zone": "Europe/London", "expiration": "6"})

    event = await known(stage, event_id)
    assert event
    assert (event.owner, event.request.zone) == (COMMS, "Europe/London")
    assert (event.request.capacity, event.request.expiration_months) == (500, 6)
    assert stage.view()["title"]["text"] == "Imported"
    assert f"/webcast share {event_id}" in text_of(stage.view()["blocks"])
    assert "presenter links and PINs" in text_of(stage.view()["blocks"])
    assert "Made in the portal" in text_of(stage.from_bot(DM)[-1]["blocks"])
    parts = stage.show.bot.parts
    assert [e.what for e in await parts.store.history(parts.workspace, event_id)] == ["imported"]
    assert not stage.from_bot(TOWN_HALL)


async def test_the_type_decides_what_is_asked(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.command(f"/webcast import {event_id}")

    await stage.choose("kind", "ondemand")
    redrawn = stage.view()
    await stage.submit({"media": "audio", "zone": "CET"})

    event = await known(stage, event_id)
    assert redrawn["title"]["text"] == "Import webcast"
    assert "Made in the portal" in text_of(redrawn["blocks"])
    assert event
    assert event.request.kind is Kind.ON_DEMAND
    assert event.request.production == OnDemand(media=MediaType.AUDIO)


async def test_what_is_missing_is_said_on_its_field(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.command(f"/webcast import {event_id}")
    await stage.choose("source", "1")

    answer = await stage.submit({"vcu_address": "the big room", "vcu_connection": "SIP"})

    assert "IP address" in answer["errors"]["vcu_address"]
    assert not await known(stage, event_id)


async def test_a_webcast_that_is_over_can_be_imported(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.advance(timedelta(days=20))
    await stage.command(f"/webcast import {event_id}")

    await stage.submit()

    assert await known(stage, event_id)
    assert stage.view()["title"]["text"] == "Imported"


async def test_a_double_click_imports_once(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.command(f"/webcast import {event_id}")
    stage.show.slack.fault(delivery="view_submission", repeat=True)

    await stage.submit()

    parts = stage.show.bot.parts
    assert len(await parts.store.history(parts.workspace, event_id)) == 1
    assert len(stage.from_bot(DM)) == 1


async def test_a_webcast_that_is_known_here_is_refused_with_its_owner(stage: Stage) -> None:
    await stage.command(CREATE, user=INVESTOR)
    await stage.submit(user=INVESTOR)
    event_id = str((await stage.platform())["events"][-1]["event_id"])

    await stage.command(f"/webcast import {event_id}")

    assert stage.view()["title"]["text"] == "Known already"
    assert INVESTOR in str(stage.view()["blocks"])


async def test_what_became_known_while_the_form_stood_is_refused(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.command(f"/webcast import {event_id}")
    await stage.command(f"/webcast import {event_id}", user=PRESENTER)
    await stage.submit(user=PRESENTER)

    await stage.submit()

    event = await known(stage, event_id)
    assert event
    assert event.owner == PRESENTER
    assert stage.view()["title"]["text"] == "Known already"


async def test_another_workspaces_webcast_and_none_at_all_sound_the_same(stage: Stage) -> None:
    event_id = await made_there(stage)
    parts = stage.show.bot.parts
    await stage.command(CREATE)
    await stage.submit()
    [wish] = [await parts.store.wish(parts.workspace, stage.view()["id"])]
    assert wish
    await theirs(stage, event_id, wish)

    await stage.command(f"/webcast import {event_id}")
    known_elsewhere = text_of(stage.view()["blocks"]).replace(event_id, "ID")
    await stage.command("/webcast import 7777777")
    nowhere = text_of(stage.view()["blocks"]).replace("7777777", "ID")

    assert "shows this bot no webcast with the id ID" in nowhere
    assert known_elsewhere.partition("Reference")[0] == nowhere.partition("Reference")[0]
    assert not await known(stage, event_id)


async def test_an_id_that_makes_no_sense_is_named(stage: Stage) -> None:
    await stage.command('/webcast import "town hall"')

    words = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "“town hall” is no event id" in words
    assert not stage.views()


async def test_a_title_that_the_bot_could_not_have_sent_is_refused(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = await made_there(stage)
    webcasts = stage.show.bot.parts.webcasts
    webcast = replace(await webcasts.status(event_id), title="<b>Bold</b>")

    async def status(_event_id: str) -> object:
        return webcast

    monkeypatch.setattr(webcasts, "status", status)

    await stage.command(f"/webcast import {event_id}")

    assert "angle brackets" in text_of(stage.view()["blocks"])
    assert stage.view()["title"]["text"] == "Not imported"


async def test_a_platform_that_is_away_is_said(stage: Stage) -> None:
    away = WebcastsClient(stage.session, "http://localhost:9/api", "svc", "secret")
    object.__setattr__(stage.show.bot.parts, "webcasts", away)

    await stage.command("/webcast import 1890012")

    assert "cannot be reached" in text_of(stage.view()["blocks"])


async def test_a_platform_that_is_away_at_the_click_keeps_what_was_said(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.command(f"/webcast import {event_id}")
    away = WebcastsClient(stage.session, "http://localhost:9/api", "svc", "secret")
    object.__setattr__(stage.show.bot.parts, "webcasts", away)

    await stage.submit({"zone": "Japan"})

    view = stage.view()
    assert "cannot be reached" in text_of(view["blocks"])
    assert "Made in the portal" in text_of(view["blocks"])
    assert view["state"]["values"]["zone"]["form_changed"]["selected_option"]["value"] == "Japan"


async def test_a_viewer_imports_nothing(stage: Stage) -> None:
    event_id = await made_there(stage)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)

    await stage.command(f"/webcast import {event_id}", user=PRESENTER)

    assert not stage.views(user=PRESENTER)
    assert "not create any" in text_of(stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]["blocks"])


async def test_who_lost_the_role_while_the_form_stood_imports_nothing(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.command(f"/webcast import {event_id}", user=PRESENTER)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)

    await stage.submit(user=PRESENTER)

    assert not await known(stage, event_id)
    assert "not create any" in text_of(stage.view(user=PRESENTER)["blocks"])


async def test_a_stored_import_counts_as_created(stage: Stage) -> None:
    event_id = await made_there(stage)
    await stage.command(f"/webcast import {event_id}")
    key = stage.view()["id"]
    await stage.submit()

    parts = stage.show.bot.parts
    wish = await parts.store.wish(parts.workspace, key)
    assert wish
    assert (wish.progress, wish.event_id) == (Progress.CREATED, event_id)
    assert wish.asked_at == NOW
