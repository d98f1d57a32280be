"""Requests as people make them, and any that the rules accept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

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
from bot.errors import Invalid
from bot.rules import (
    Access,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)

if TYPE_CHECKING:
    from collections.abc import Callable

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


def accepted_by(rule: Callable[[str], str]) -> Callable[[str], bool]:
    def accepted(text: str) -> bool:
        try:
            rule(text)
        except Invalid:
            return False
        return True

    return accepted


titles = st.text(min_size=1, max_size=400).filter(accepted_by(rules.title))
cost_centers = st.text(max_size=100).filter(accepted_by(rules.cost_center))
portal_sets = st.lists(
    st.integers(1, 31).map(Access), unique=True, max_size=rules.PORTAL_LIMIT
).map(tuple)


HOME_FOLDER: st.SearchStrategy[dict[str, str]] = st.just({})


@st.composite
def requests(
    draw: st.DrawFn, folders: st.SearchStrategy[dict[str, str]] = HOME_FOLDER
) -> WebcastRequest:
    """Draw any request that the rules accept; without folders in the home folder."""
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
        cost_center=draw(cost_centers),
        portals=draw(portal_sets),
        player_closes_at=draw(st.none() | closing),
        **draw(folders),
    )
