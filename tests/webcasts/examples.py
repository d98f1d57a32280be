"""Requests as people make them, and any that the rules accept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot import rules
from bot.domain import (
    Encoder,
    Live,
    OnDemand,
    Telephone,
    Vcu,
    VideoBridge,
    Webcam,
    WebcastRequest,
)
from bot.rules import (
    Access,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)

START = datetime(2027, 3, 18, 14, tzinfo=UTC)
START_MS = 1_805_378_400_000

TOWN_HALL = WebcastRequest(
    title="Q1 All Hands",
    starts_at=START,
    duration=timedelta(minutes=60),
    zone="US/Eastern",
    production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
    capacity=1000,
    expiration_months=12,
)

sources = st.one_of(
    st.just(Webcam()),
    st.just(Encoder()),
    st.builds(
        Vcu,
        address=st.ip_addresses().map(str).filter(lambda address: "%" not in address),
        connection=st.sampled_from(VcuConnectionType),
    ),
    st.builds(Telephone, telephony=st.sampled_from(TelephonyType)),
    st.builds(VideoBridge, bridge=st.sampled_from(VideoBridgeType)),
)
productions = st.one_of(
    st.builds(Live, source=sources, region=st.sampled_from(Region)),
    st.builds(OnDemand, media=st.sampled_from(MediaType)),
)
starts = st.integers(0, 4 * 24 * 730).map(lambda quarters: START + quarters * rules.START_STEP)
plain_text = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>"))
titles = plain_text.map(lambda text: text[:400]).filter(
    lambda text: any(each.isalnum() for each in text)
)
portal_sets = st.lists(
    st.integers(1, 31).map(Access), unique=True, max_size=rules.PORTAL_LIMIT
).map(tuple)


@st.composite
def requests(draw: st.DrawFn) -> WebcastRequest:
    """Draw any request that the rules accept, in the home folder."""
    starts_at = draw(starts)
    duration = timedelta(minutes=draw(st.sampled_from(rules.DURATION.choices())))
    closing = st.integers(1, 10**10).map(
        lambda later: starts_at + duration + timedelta(milliseconds=later)
    )
    return WebcastRequest(
        title=draw(titles),
        starts_at=starts_at,
        duration=duration,
        zone=draw(st.sampled_from(rules.ZONES)),
        production=draw(productions),
        capacity=draw(st.integers(rules.CAPACITY.low, rules.CAPACITY.high)),
        expiration_months=draw(st.sampled_from(rules.EXPIRATION.choices())),
        cost_center=draw(plain_text.map(lambda text: text[:100])),
        portals=draw(portal_sets),
        player_closes_at=draw(st.none() | closing),
    )
