"""The values of keys, as people write them, in the form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import Invalid
from bot.rules import (
    Access,
    AcquisitionType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)
from bot.slack import form as forms
from bot.slack.payloads.command import read_create
from bot.slack.payloads.prefill import prefill

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def filled(typed: str) -> forms.Draft:
    return prefill(forms.blank("America/New_York", now=NOW), read_create(typed), now=NOW)


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("tz:new york", "zone", "US/Eastern"),
        ("tz:London", "zone", "Europe/London"),
        ("tz:PT", "zone", "US/Pacific"),
        ("tz:central european time", "zone", "CET"),
        ("tz:us/eastern", "zone", "US/Eastern"),
        ("dur:2 hours", "duration", 120),
        ("dur:1 h 30 min", "duration", 90),
        ("dur:90 mins", "duration", 90),
        ("expire:6 months", "expiration", 6),
        ("region:North America", "region", Region.NORTH_AMERICA),
        ("region:asia-pacific", "region", Region.ASIA_PACIFIC),
        ("acq:video bridge", "source", AcquisitionType.VIDEO_BRIDGE),
        ("vcutype:h323", "vcu_connection", VcuConnectionType.H323),
        ("tel:direct dial", "telephony", TelephonyType.DIRECT_DIAL),
        ("bridge:ADVANCED", "video_bridge", VideoBridgeType.ADVANCED),
        ("guests:q&amp;a, live+reports", "portals",
         (Access.Q_AND_A, Access.LIVE_STUDIO | Access.REPORTS)),
        ('guests:"live studio, od studio"', "portals", (Access.LIVE_STUDIO, Access.OD_STUDIO)),
        ("cost:R&amp;D", "cost_center", "R&D"),
        ("vcu:<http://203.0.113.9|203.0.113.9>", "vcu_address", "203.0.113.9"),
        ("close:7 dec 2026 5pm", "player_close", "7 dec 2026 5pm"),
        ("cap:1,000", "capacity", "1,000"),
    ],
)  # fmt: skip
def test_values_are_read_as_people_write_them(typed: str, field: str, value: object) -> None:
    draft = filled(f'"Q4" friday 3pm {typed}')

    assert getattr(draft, field) == value
    assert (draft.title, draft.when) == ("Q4", "friday 3pm")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("tz:mars", "tz:mars"),
        ("dur:long", "dur:long"),
        ("region:moon", "region:moon"),
        ("guests:live,boss", "guests:live,boss"),
        ("announce:general", "announce:general"),
    ],
)
def test_a_value_that_is_not_offered_is_named(typed: str, named: str) -> None:
    with pytest.raises(Invalid) as refused:
        filled(f'"Q4" {typed}')

    assert named in str(refused.value)
    assert refused.value.field == "command"
