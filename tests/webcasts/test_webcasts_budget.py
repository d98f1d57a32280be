"""How many calls are made, and when the next one may go."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Misconfigured
from bot.webcasts import Budget, protocol
from bot.webcasts.budget import Verdict, decide, topic_of, topics
from bot.webcasts.codes import Endpoint
from tests.webcasts.exchanges import CREATE, LOG_IN, STATUS

NOW = 1_803_999_845_120
HOUR = 3_600_000
TOPICS = st.sampled_from(["event/status", "webcast 1890012"])


def judged(
    nth: int | None = None, *, patience: int = 5000, now: int = NOW, **left_alone: int
) -> Verdict:
    names = {"endpoint": "event/status", "webcast": "webcast 1890012"}
    rests = {names[name]: until for name, until in left_alone.items()}
    return decide(nth, rests, endpoint=Endpoint.STATUS, now=now, window=HOUR, patience=patience)


@pytest.mark.parametrize(
    ("endpoint", "calls"),
    [
        pytest.param(Endpoint.CREATE, 80, id="create"),
        pytest.param(Endpoint.UPDATE, 80, id="update"),
        pytest.param(Endpoint.STATUS, 400, id="status"),
        pytest.param(Endpoint.FOLDER_TREE, 48, id="folder tree"),
        pytest.param(Endpoint.AUTHENTICATE, None, id="no limit for logins"),
    ],
)
def test_four_fifths_of_each_limit_are_used(endpoint: Endpoint, calls: int | None) -> None:
    assert Budget().calls(endpoint) == calls


def test_a_share_of_a_small_limit_is_at_least_one_call() -> None:
    assert Budget(share=0.01, limits={Endpoint.CREATE: 3}).calls(Endpoint.CREATE) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"window": 0}, id="no window"),
        pytest.param({"window": float("nan")}, id="a window that is no number"),
        pytest.param({"share": 0}, id="no share"),
        pytest.param({"share": 1.01}, id="more than the limit"),
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(Misconfigured):
        Budget(**wrong)  # type: ignore[arg-type]  # the keys are parametrized


def test_a_call_goes_at_once_while_there_are_turns() -> None:
    assert judged() == Verdict(at=NOW, wait=0, code=62)
    assert judged(NOW - HOUR).wait == 0


def test_a_call_waits_until_the_oldest_has_left_the_window() -> None:
    assert judged(NOW - HOUR + 4000) == Verdict(at=NOW + 4000, wait=4000, code=62)


def test_a_turn_that_is_too_far_off_is_not_noted_but_told() -> None:
    assert judged(NOW - HOUR + 5001) == Verdict(at=None, wait=5001, code=62)


def test_a_webcast_that_is_left_alone_is_told_from_an_endpoint() -> None:
    assert judged(webcast=NOW + HOUR) == Verdict(at=None, wait=HOUR, code=61)
    assert judged(endpoint=NOW + HOUR) == Verdict(at=None, wait=HOUR, code=62)


def test_what_was_left_alone_long_enough_is_called_again() -> None:
    assert judged(webcast=NOW, endpoint=NOW - 1).at == NOW


def test_the_longest_of_several_reasons_counts() -> None:
    assert judged(NOW - HOUR + 900, webcast=NOW + 700, endpoint=NOW + 800).at == NOW + 900


@pytest.mark.parametrize("wrong", [NOW + 2 * HOUR, NOW + 10**12])
def test_a_clock_that_once_was_wrong_stops_nobody_for_longer_than_a_window(wrong: int) -> None:
    assert judged(wrong).wait == HOUR
    assert judged(webcast=wrong).wait == HOUR


@settings(deadline=None)
@given(
    nth=st.none() | st.integers(NOW - 3 * HOUR, NOW + 3 * HOUR),
    rests=st.dictionaries(TOPICS, st.integers(NOW - HOUR, NOW + 3 * HOUR)),
    patience=st.integers(0, 2 * HOUR),
)
def test_a_verdict_notes_exactly_the_turns_that_are_worth_waiting_for(
    nth: int | None, rests: dict[str, int], patience: int
) -> None:
    verdict = decide(nth, rests, endpoint=Endpoint.STATUS, now=NOW, window=HOUR, patience=patience)

    assert verdict.wait >= 0
    assert verdict.at == (NOW + verdict.wait if verdict.wait <= patience else None)
    assert verdict.code in {61, 62}


def test_a_call_is_stopped_by_its_endpoint_and_by_what_it_is_about() -> None:
    assert topics(STATUS) == ("event/status", "webcast 1890012")
    assert topics(protocol.folder_tree("5100")) == ("folder/tree", "folder 5100")
    assert topics(CREATE) == ("event/create",)
    assert topics(LOG_IN) == ("authenticate",)


def test_code_61_is_about_the_webcast_and_62_about_the_endpoint() -> None:
    assert topic_of(61, STATUS) == "webcast 1890012"
    assert topic_of(62, STATUS) == "event/status"
    assert topic_of(61, CREATE) == "event/create"
