from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import (
    Encoder,
    Event,
    HistoryEntry,
    Live,
    OnDemand,
    Portal,
    Post,
    PostKind,
    PostState,
    Progress,
    Telephone,
    Vcu,
    VideoBridge,
    Webcam,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.errors import StoreFailed
from bot.rules import (
    CAPACITY,
    DURATION,
    EXPIRATION,
    ZONES,
    Access,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
    round_start,
)
from bot.store import rows

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

anything = st.text(st.characters(), max_size=20)
storable = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
ids = st.integers(0, 10**18 - 1).map(str)
moments = st.integers(0, 10**14).map(rows.moment)
accesses = st.integers(1, 31).map(Access)
durations = st.sampled_from(DURATION.choices()).map(lambda minutes: timedelta(minutes=minutes))

sources = st.one_of(
    st.builds(Webcam),
    st.builds(Encoder),
    st.builds(
        Vcu,
        address=st.ip_addresses().map(str),
        connection=st.sampled_from(VcuConnectionType),
    ),
    st.builds(Telephone, telephony=st.sampled_from(TelephonyType)),
    st.builds(VideoBridge, bridge=st.sampled_from(VideoBridgeType)),
)
productions = st.one_of(
    st.builds(Live, source=sources, region=st.sampled_from(Region)),
    st.builds(OnDemand, media=st.sampled_from(MediaType)),
)


@st.composite
def webcast_requests(draw: st.DrawFn) -> WebcastRequest:
    starts_at, duration = round_start(draw(moments)), draw(durations)
    folder, event = draw(st.sampled_from([(None, None), ("1", None), (None, "2")]))
    later = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=400))
    return WebcastRequest(
        title="Title " + draw(anything).replace("<", "").replace(">", ""),
        starts_at=starts_at,
        duration=duration,
        zone=draw(st.sampled_from(ZONES)),
        production=draw(productions),
        capacity=draw(st.integers(CAPACITY.low, CAPACITY.high)),
        expiration_months=draw(st.integers(EXPIRATION.low, EXPIRATION.high)),
        folder_id=folder,
        folder_from_event=event,
        cost_center=draw(anything).replace("<", ""),
        portals=tuple(draw(st.lists(accesses, unique=True, max_size=10))),
        player_closes_at=draw(
            st.none()
            | later.map(lambda after: rows.moment(rows.millis(starts_at + duration + after)))
        ),
    )


portals = st.lists(st.builds(Portal, access=accesses, link=anything, pin=anything)).map(tuple)


def webcasts(text: SearchStrategy[str], ids: SearchStrategy[str]) -> SearchStrategy[Webcast]:
    return st.builds(
        Webcast,
        id=ids,
        title=text,
        starts_at=moments,
        duration=durations,
        capacity=st.integers(),
        folder_name=text,
        viewer_link=text,
        portals=portals,
        player_closes_at=st.none() | moments,
        tells_player_close=st.booleans(),
    )


def through_json(document: object) -> rows.Document:
    read: rows.Document = json.loads(rows.dumps(document))
    return read


@given(productions)
def test_every_production_comes_back(production: Live | OnDemand) -> None:
    assert rows.unpack_production(through_json(rows.pack_production(production))) == production


@given(webcast_requests())
def test_every_request_comes_back(request: WebcastRequest) -> None:
    assert rows.unpack_request(through_json(rows.pack_request(request))) == request


@given(webcasts(anything, ids))
def test_every_webcast_comes_back_with_its_portals(webcast: Webcast) -> None:
    document = through_json(rows.pack_webcast(webcast))
    secret = rows.loads(rows.dumps(rows.pack_portals(webcast.portals)))

    assert rows.unpack_webcast(document, rows.unpack_portals(secret)) == webcast


@given(
    st.builds(
        Event,
        workspace=storable,
        owner=storable,
        webcast=webcasts(anything, ids),
        request=webcast_requests(),
        created_at=moments,
    )
)
def test_every_event_comes_back(event: Event) -> None:
    row = rows.event_row(event, portals="token")

    nobody = {"named": 0, "ready": 0, "declined": 0, "version": 0}
    assert rows.read_event(row | nobody, event.webcast.portals) == event


@given(
    st.builds(
        Wish,
        key=storable,
        workspace=storable,
        owner=storable,
        request=webcast_requests(),
        channels=st.lists(anything).map(tuple),
        asked_at=moments,
        progress=st.sampled_from(Progress),
        event_id=st.none() | ids,
        reason=storable,
        reference=storable,
    )
)
def test_every_wish_comes_back(wish: Wish) -> None:
    assert rows.read_wish(rows.wish_row(wish)) == wish


@given(
    st.builds(
        Post,
        workspace=storable,
        event_id=ids,
        target=storable,
        kind=st.sampled_from(PostKind),
        state=st.sampled_from(PostState),
        channel=storable,
        ts=storable,
        reason=storable,
    )
)
def test_every_post_comes_back(post: Post) -> None:
    assert rows.read_post(rows.post_row(post)) == post


@given(
    st.builds(
        HistoryEntry,
        workspace=storable,
        event_id=ids,
        who=storable,
        what=storable,
        at=moments,
        detail=storable,
    )
)
def test_every_line_of_history_comes_back(entry: HistoryEntry) -> None:
    assert rows.read_history(rows.history_row(entry)) == entry


@given(anything)
def test_what_is_storable_can_be_stored_and_stays(text: str) -> None:
    stored = rows.storable(text)

    assert stored.encode().decode() == stored
    assert "\0" not in stored
    assert rows.storable(stored) == stored
    assert len(stored) == len(text)


@given(anything)
def test_documents_are_pure_ascii(text: str) -> None:
    assert rows.dumps({"text": text}).isascii()
    assert "\0" not in rows.dumps({"text": text})


@given(anything)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert rows.folded(rows.folded(text)) == rows.folded(text)


@given(anything)
def test_folded_text_knows_no_case(text: str) -> None:
    assert rows.folded(text.casefold()) == rows.folded(text)


@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 1 < moment.year < 9999))
def test_a_moment_comes_back_to_the_millisecond(moment: datetime) -> None:
    back = rows.moment(rows.millis(moment))

    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)
    assert back.tzinfo is UTC


def test_a_webcast_kept_by_an_earlier_version_is_taken_to_tell_its_close_time(
    event: Event,
) -> None:
    document = rows.pack_webcast(event.webcast)
    del document["tells_player_close"]

    assert rows.unpack_webcast(document, event.webcast.portals) == event.webcast


def test_a_portal_is_not_part_of_its_webcasts_document(event: Event) -> None:
    row = rows.event_row(event, portals="token")

    assert not any(portal.pin in str(row) for portal in event.webcast.portals)
    assert not any(portal.link in str(row) for portal in event.webcast.portals)


@pytest.mark.parametrize(
    "document",
    [
        {"is": "hologram"},
        {"is": "live", "source": {"is": "hologram"}, "region": 1},
        {},
    ],
    ids=["production", "source", "nothing"],
)
def test_a_kind_of_a_later_version_is_refused(document: rows.Document) -> None:
    with pytest.raises(StoreFailed, match="does not know"):
        rows.unpack_production(document)


def test_two_events_with_different_titles_have_different_folds(event: Event) -> None:
    other = replace(event, webcast=replace(event.webcast, title="Else"))

    assert rows.event_row(event, portals="")["title_folded"] == "q4 town hall"
    assert rows.event_row(other, portals="")["title_folded"] == "else"
