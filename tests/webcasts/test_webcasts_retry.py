"""When a call may be made again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import (
    BadInput,
    LoginRefused,
    Misrouted,
    NoAccess,
    PlatformError,
    Throttled,
    Unanswered,
    Unavailable,
    Unreachable,
)
from bot.webcasts.codes import Endpoint
from bot.webcasts.retry import Patience, pause_before_retry

READS = [Endpoint.STATUS, Endpoint.FOLDER_TREE]
PASSING = [
    Unavailable("Later.", code=60),
    Unanswered("Lost."),
    Unreachable("Away."),
    Throttled("Slow.", code=429, retry_after=1.0),
]
LASTING = [
    NoAccess("No.", code=10),
    LoginRefused("No.", code=11),
    BadInput("No.", code=70),
    Misrouted("No.", code=74),
    Throttled("An hour.", code=62, retry_after=3600.0),
]


def pause(error: PlatformError, endpoint: Endpoint, **given: float) -> float | None:
    return pause_before_retry(
        error,
        endpoint=endpoint,
        attempt=int(given.get("attempt", 1)),
        elapsed=given.get("elapsed", 0.0),
        jitter=given.get("jitter", 1.0),
        patience=Patience(),
    )


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("endpoint", READS)
def test_a_read_is_repeated_after_what_may_pass(endpoint: Endpoint, error: PlatformError) -> None:
    assert pause(error, endpoint) is not None


@pytest.mark.parametrize("error", LASTING, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("endpoint", READS)
def test_a_read_is_not_repeated_after_what_stays(endpoint: Endpoint, error: PlatformError) -> None:
    assert pause(error, endpoint) is None


@settings(deadline=None)
@given(
    error=st.sampled_from([*PASSING, *LASTING]),
    endpoint=st.sampled_from([Endpoint.CREATE, Endpoint.UPDATE, Endpoint.AUTHENTICATE]),
    attempt=st.integers(1, 9),
)
def test_a_create_an_update_and_a_login_are_never_repeated(
    error: PlatformError, endpoint: Endpoint, attempt: int
) -> None:
    assert pause(error, endpoint, attempt=attempt) is None


@settings(deadline=None)
@given(attempt=st.integers(1, 99), elapsed=st.floats(0, 100), jitter=st.floats(0, 1))
def test_a_pause_is_capped_and_ends_before_the_deadline(
    attempt: int, elapsed: float, jitter: float
) -> None:
    waits = Patience(attempts=100)
    found = pause_before_retry(
        Unavailable("Later.", code=60),
        endpoint=Endpoint.STATUS,
        attempt=attempt,
        elapsed=elapsed,
        jitter=jitter,
        patience=waits,
    )

    if found is None:
        assert elapsed + waits.longest_pause >= waits.deadline
    else:
        assert waits.first_pause / 2 <= found <= waits.longest_pause
        assert elapsed + found < waits.deadline


def test_pauses_double_and_jitter_shortens_them_by_half_at_most() -> None:
    error = Unavailable("Later.", code=60)

    assert pause(error, Endpoint.STATUS, attempt=1) == 0.5
    assert pause(error, Endpoint.STATUS, attempt=2) == 1.0
    assert pause(error, Endpoint.STATUS, attempt=2, jitter=0.0) == 0.5


def test_a_read_is_given_up_after_its_last_attempt() -> None:
    assert pause(Unanswered("Lost."), Endpoint.STATUS, attempt=3) is None


def test_a_throttled_read_waits_at_least_as_long_as_it_was_told() -> None:
    assert pause(Throttled("Slow.", code=429, retry_after=7.0), Endpoint.STATUS) == 7.0
