"""The form as a value: reading, remembering, judging."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import MOST, Obstacle, Prospect
from bot.domain import Live, OnDemand, Vcu
from bot.errors import Invalid
from bot.rules import Access, AcquisitionType, Kind, MediaType, Region, VcuConnectionType
from bot.slack import form as forms
from bot.slack.form import Draft, Editing, FolderChoice
from bot.slack.memory import memory, remembered
from bot.slack.payloads.command import read_create
from bot.slack.payloads.prefill import prefill
from bot.slack.verdict import judge

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
READY = forms.read(
    Draft(
        zone_of_reader="America/New_York",
        zone="US/Eastern",
        title="Q4 town hall",
        when="1 dec 2026 3pm",
    ),
    now=NOW,
)


def filled(words: str, zone: str = "America/New_York") -> Draft:
    return prefill(forms.blank(zone, now=NOW), read_create(words), now=NOW)


def errors_of(draft: Draft) -> dict[str, str]:
    return judge(draft, now=NOW).errors


def test_a_form_that_was_read_back_can_be_sent() -> None:
    request = judge(READY, now=NOW).request

    assert request
    assert request.starts_at == datetime(2026, 12, 1, 20, tzinfo=UTC)
    assert request.zone == "US/Eastern"
    assert request.duration == timedelta(minutes=60)


def test_what_was_read_back_is_sent_even_if_time_goes_by() -> None:
    draft = forms.read(replace(READY, when="in 45 minutes"), now=NOW)

    later = judge(draft, now=NOW + timedelta(minutes=7)).request

    assert later
    assert later.starts_at == NOW + timedelta(minutes=45)


def test_words_that_were_not_read_back_are_shown_first() -> None:
    verdict = judge(replace(READY, when="2 dec 2026 3pm"), now=NOW)

    assert verdict.request is None
    assert not verdict.errors
    assert verdict.draft.when_read
    assert judge(verdict.draft, now=NOW).request


def test_another_zone_is_read_back_first() -> None:
    assert judge(replace(READY, zone="CET"), now=NOW).request is None


def test_zone_and_duration_in_words_go_to_their_fields() -> None:
    draft = filled('"Q4" friday 9am london for 2 hours')

    assert (draft.zone, draft.duration) == ("Europe/London", 120)


def test_a_duration_between_two_steps_is_rounded_up_in_sight() -> None:
    draft = filled('"Q4" friday 9am for 45 minutes')

    assert draft.duration == 60
    assert draft.when_read
    assert draft.when_read.length == timedelta(minutes=45)


def test_a_zone_that_contradicts_the_words_is_refused_on_its_field() -> None:
    draft = replace(filled('"Q4" friday 9am london'), zone="CET")

    assert "Europe/London" in errors_of(draft)["zone~1.60.Europe/London"]


def test_a_duration_that_contradicts_the_words_is_refused_on_its_field() -> None:
    draft = replace(filled('"Q4" friday 9am for 90 minutes'), duration=60)

    assert "90 minutes" in errors_of(draft)["duration~1.90.US/Eastern"]


def test_all_errors_show_at_once() -> None:
    draft = replace(READY, title="", when="bananas", capacity="49", zone=None)

    assert set(errors_of(draft)) == {"title", "when", "capacity", "zone"}


@pytest.mark.parametrize("capacity", ["49", "10001", "", "many", "1e3", "-50", "9" * 50])
def test_a_capacity_out_of_range_is_refused(capacity: str) -> None:
    assert set(errors_of(replace(READY, capacity=capacity))) == {"capacity"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"source": AcquisitionType.VCU, "vcu_address": "203.0.113.9"},
                     "vcu_connection", id="VCU without a connection"),
        pytest.param({"source": AcquisitionType.VCU,
                      "vcu_connection": VcuConnectionType.SIP},
                     "vcu_address", id="VCU without an address"),
        pytest.param({"source": AcquisitionType.TELEPHONE}, "telephony", id="telephone"),
        pytest.param({"source": AcquisitionType.VIDEO_BRIDGE}, "video_bridge", id="bridge"),
        pytest.param({"folder": FolderChoice(id="1", path="x"), "folder_from": "1890012"},
                     "folder_from", id="two folders"),
        pytest.param({"folder_from": "that other one"}, "folder_from", id="no event id"),
        pytest.param({"player_close": "1 dec 2026 3:30pm"}, "player_close",
                     id="closing before the end"),
        pytest.param({"player_close": "whenever"}, "player_close", id="closing at no time"),
        pytest.param({"portals": (Access.REPORTS, Access.CONTENT, Access.REPORTS)},
                     "portals~2", id="the same access twice"),
    ],
)  # fmt: skip
def test_every_rule_has_its_error_on_its_field(change: dict[str, object], field: str) -> None:
    assert set(errors_of(replace(READY, **change))) == {field}  # type: ignore[arg-type]  # by name


def test_a_start_that_has_passed_meanwhile_is_refused() -> None:
    verdict = judge(READY, now=NOW + timedelta(days=30))

    assert "past" in verdict.errors["when"]


def test_the_folder_of_another_webcast_may_be_given_as_its_link() -> None:
    link = "https://goto.webcasts.com/starthere.jsp?ei=1890012&tp_key=9f1c2a7b44"
    request = judge(replace(READY, folder_from=link), now=NOW).request

    assert request
    assert request.folder_from_event == "1890012"


def test_an_on_demand_webcast_needs_no_source() -> None:
    request = judge(replace(READY, kind=Kind.ON_DEMAND, media=MediaType.AUDIO), now=NOW)

    assert request.request
    assert request.request.production == OnDemand(media=MediaType.AUDIO)


def test_a_vcu_is_sent_with_its_address_and_connection() -> None:
    draft = replace(
        READY,
        source=AcquisitionType.VCU,
        vcu_address="203.0.113.9",
        vcu_connection=VcuConnectionType.H323,
    )
    request = judge(draft, now=NOW).request

    assert request
    assert request.production == Live(
        source=Vcu(address="203.0.113.9", connection=VcuConnectionType.H323),
        region=Region.NORTH_AMERICA,
    )


@pytest.mark.parametrize(
    ("zone", "listed", "region"),
    [
        ("America/New_York", "US/Eastern", Region.NORTH_AMERICA),
        ("Europe/Berlin", "CET", Region.EUROPE),
        ("Asia/Tokyo", "Japan", Region.ASIA_PACIFIC),
        ("America/Sao_Paulo", "America/Sao_Paulo", Region.SOUTH_AMERICA),
        ("Pacific/Auckland", "Pacific/Auckland", Region.ASIA_PACIFIC),
        ("Asia/Kathmandu", None, Region.NORTH_AMERICA),
    ],
)
def test_the_form_opens_on_the_persons_own_clock(
    zone: str, listed: str | None, region: Region
) -> None:
    draft = forms.blank(zone, now=NOW)

    assert (draft.zone, draft.region) == (listed, region)


def test_a_person_whose_clock_is_not_listed_is_asked_for_a_zone() -> None:
    draft = filled('"Q4" friday 9am', zone="Asia/Kathmandu")

    errors = errors_of(draft)
    assert set(errors) == {"when", "zone"}
    assert "Etc/UTC" in errors["when"]


def test_a_zone_that_fits_on_the_date_only_is_chosen_once_the_date_is_known() -> None:
    empty = forms.blank("America/Phoenix", now=NOW)
    draft = filled('"Q4" 3 dec 2026 10am', zone="America/Phoenix")

    assert empty.zone is None
    assert draft.zone == "US/Mountain"


@pytest.mark.parametrize(
    ("typed", "title", "when"),
    [
        pytest.param("Q4 town hall next tuesday 3pm", "Q4 town hall", "next tuesday 3pm",
                     id="a title without quotes"),
        pytest.param("Q4 town hall", "Q4 town hall", "", id="no time at all"),
        pytest.param('"Q4" whenever you like', "Q4", "whenever you like", id="words are kept"),
    ],
)  # fmt: skip
def test_words_without_quotes_are_kept(typed: str, title: str, when: str) -> None:
    draft = filled(typed)

    assert (draft.title, draft.when) == (title, when)


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("cap:500", "capacity", "500"),
        ("dur:1h30", "duration", 90),
        ("dur:45", "duration", 60),
        ("tz:cet", "zone", "CET"),
        ("tz:America/New_York", "zone", "US/Eastern"),
        ("region:europe", "region", Region.EUROPE),
        ("acq:encoder", "source", AcquisitionType.ENCODER),
        ("guests:live+content,qa", "portals",
         (Access.LIVE_STUDIO | Access.CONTENT, Access.Q_AND_A)),
        ("announce:<#C0GENERAL01|general>", "channels", ("C0GENERAL01",)),
        ("folder:5120", "folder", FolderChoice(id="5120", path="Folder 5120")),
        ("expire:6", "expiration", 6),
        ("media:audio", "media", MediaType.AUDIO),
    ],
)  # fmt: skip
def test_every_key_fills_its_field(typed: str, field: str, value: object) -> None:
    assert getattr(filled(f'"Q4" {typed}'), field) == value


@pytest.mark.parametrize(
    "typed",
    [
        "dur:long",
        "tz:Mars",
        "region:moon",
        "acq:pigeon",
        "guests:boss",
        "announce:here",
        "expire:1",
    ],
)
def test_a_bad_value_of_a_key_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        filled(f'"Q4" {typed}')


@given(
    st.sampled_from(list(Kind)),
    st.sampled_from(list(AcquisitionType)),
    st.sampled_from([None, *VcuConnectionType]),
    st.sampled_from(["", "1.90.US/Eastern"]),
)
def test_what_the_form_remembers_comes_back(
    kind: Kind, source: AcquisitionType, connection: VcuConnectionType | None, revision: str
) -> None:
    draft = replace(READY, kind=kind, source=source, vcu_connection=connection, revision=revision)

    back = remembered(memory(draft))

    for name in ("kind", "source", "vcu_connection", "revision", "when_read", "zone_of_reader"):
        assert getattr(back, name) == getattr(draft, name)


def test_rows_for_portals_are_added_up_to_the_limit() -> None:
    draft = READY
    for _ in range(20):
        draft = forms.with_portal_row(draft)

    assert len(draft.portals) == 10


LONG_NAMES = tuple(
    Prospect(
        channel=f"C{n:010}",
        name="é" * 80,
        members=1_234_567,
        is_private=True,
        obstacle=Obstacle.NOT_A_MEMBER,
    )
    for n in range(MOST)
)


@pytest.mark.parametrize("obstacle", [None, *Obstacle], ids=str)
def test_what_was_said_of_the_channels_comes_back(obstacle: Obstacle | None) -> None:
    seen = Prospect(
        channel="C1", name="x" if obstacle else "", members=4, is_private=True, obstacle=obstacle
    )

    assert remembered(memory(replace(READY, seen=(seen,)))).seen == (seen,)


def test_what_the_portal_changed_comes_back() -> None:
    editing = Editing(event_id="1", revision=2, start=NOW, drift=(("capacity", "from 1 to 2"),))

    assert remembered(memory(replace(READY, editing=editing))).editing == editing


def test_ten_channels_fit_beside_everything_else() -> None:
    draft = forms.read(
        replace(READY, when="é" * 200, player_close="é" * 200, seen=LONG_NAMES), now=NOW
    )

    assert len(memory(draft)) <= 3000


def test_what_the_portal_changed_fits_beside_everything_else() -> None:
    drift = tuple(("player_closes_at", "é" * 200) for _ in range(5))
    editing = Editing(event_id="1" * 18, revision=10, start=NOW, reviewed="a" * 12, drift=drift)
    draft = forms.read(
        replace(READY, when="é" * 200, player_close="é" * 200, editing=editing), now=NOW
    )

    assert len(memory(draft)) <= 3000


def test_channels_that_were_not_shown_are_asked_about() -> None:
    verdict = judge(replace(READY, channels=("C1",)), now=NOW)

    assert verdict.request is None
    assert "who will see" in verdict.question


def test_channels_that_were_shown_are_sent() -> None:
    seen = (Prospect(channel="C1", members=4),)

    assert judge(replace(READY, channels=("C1",), seen=seen), now=NOW).request


def test_refused_channels_are_named_on_their_field() -> None:
    outside = Prospect(channel="C1", name="partners", obstacle=Obstacle.OUTSIDE)
    unknown = Prospect(channel="C2", obstacle=Obstacle.UNSEEN)

    found = errors_of(replace(READY, channels=("C1", "C2"), seen=(outside, unknown)))

    assert found["channels"].startswith("Take out #partners: people outside the company")
    assert "Take out the channel that I cannot see" in found["channels"]


def test_a_refused_channel_that_was_taken_out_is_no_matter() -> None:
    outside = Prospect(channel="C1", name="partners", obstacle=Obstacle.OUTSIDE)

    assert judge(replace(READY, seen=(outside,)), now=NOW).request


def test_channels_are_asked_about_again_where_slack_did_not_answer() -> None:
    silent = Prospect(channel="C1", obstacle=Obstacle.NO_ANSWER)

    assert judge(replace(READY, channels=("C1",), seen=(silent,)), now=NOW).question


def test_more_channels_than_ten_are_an_error() -> None:
    many = tuple(f"C{n}" for n in range(MOST + 1))

    assert errors_of(replace(READY, channels=many)) == {
        "channels": "At most 10 channels at a time."
    }


def test_a_command_cannot_name_more_channels_than_ten() -> None:
    many = ",".join(f"<#C{n:010}|c{n}>" for n in range(MOST + 1))

    with pytest.raises(Invalid, match="At most 10"):
        filled(f'"Q4" announce:{many}')
