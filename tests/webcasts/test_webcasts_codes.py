"""What each failure means to each kind of call, and the sentence people read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.errors import (
    BadInput,
    BotError,
    LoginRefused,
    Misrouted,
    NoAccess,
    PlatformError,
    Refused,
    Throttled,
    Unanswered,
    Unavailable,
    Unreachable,
)
from bot.webcasts import failures, protocol
from bot.webcasts.codes import REFUSED_UNREAD, RETURN_CODES, Endpoint
from bot.webcasts.protocol import Answer
from tests.webcasts.examples import TOWN_HALL
from tests.webcasts.scripted import refusal

DOCUMENTED = {0, 1, 2, 10, 11, 12, 50, 51, 60, 61, 62, 70, 71, 72, 73, 74}
SUCCESSES = {1, 2}
WRITES = [Endpoint.CREATE, Endpoint.UPDATE]
READS = [Endpoint.STATUS, Endpoint.FOLDER_TREE]


def test_the_table_holds_every_code_of_the_reference_but_the_successes() -> None:
    assert set(RETURN_CODES) == DOCUMENTED - SUCCESSES


@pytest.mark.parametrize(
    ("code", "read", "create", "update"),
    [
        pytest.param(0, Unavailable, Unanswered, Unanswered, id="0 general error"),
        pytest.param(10, NoAccess, NoAccess, NoAccess, id="10 not authorized"),
        pytest.param(11, LoginRefused, LoginRefused, LoginRefused, id="11 session"),
        pytest.param(12, LoginRefused, LoginRefused, LoginRefused, id="12 token"),
        pytest.param(50, Unavailable, Unanswered, Unanswered, id="50 not available"),
        pytest.param(51, Unavailable, Unanswered, Unanswered, id="51 invalid data"),
        pytest.param(60, Unavailable, Unanswered, Unanswered, id="60 service down"),
        pytest.param(61, Throttled, Throttled, Throttled, id="61 per event"),
        pytest.param(62, Throttled, Throttled, Throttled, id="62 per hour"),
        pytest.param(70, BadInput, BadInput, BadInput, id="70 tags"),
        pytest.param(71, Misrouted, Misrouted, Misrouted, id="71 version"),
        pytest.param(72, NoAccess, BadInput, BadInput, id="72 parameters"),
        pytest.param(73, Misrouted, Misrouted, Misrouted, id="73 platform"),
        pytest.param(74, Misrouted, Misrouted, Misrouted, id="74 resource"),
        pytest.param(99, Unavailable, Unanswered, Unanswered, id="99 unknown"),
        pytest.param(-1, Unavailable, Unanswered, Unanswered, id="-1 unknown"),
        pytest.param(None, Unavailable, Unanswered, Unanswered, id="missing"),
        pytest.param("x", Unavailable, Unanswered, Unanswered, id="not a number"),
    ],
)
def test_a_code_means_what_it_means_to_each_kind_of_call(
    code: object,
    read: type[BotError],
    create: type[BotError],
    update: type[BotError],
) -> None:
    body = json.dumps(refusal(code)).encode()
    received = Answer(status=200, body=body)

    with pytest.raises(read):
        protocol.read_webcast(received, protocol.status("7"))
    with pytest.raises(read):
        protocol.read_folder(received, protocol.folder_tree())
    with pytest.raises(create):
        protocol.read_receipt(received, protocol.create(TOWN_HALL))
    with pytest.raises(update):
        protocol.read_receipt(received, protocol.update("7", {"title": "x"}))


@pytest.mark.parametrize("code", [*sorted(DOCUMENTED - {1}), 99])
def test_any_code_but_success_is_a_failed_login(code: int) -> None:
    body = json.dumps(refusal(code)).encode()

    with pytest.raises(LoginRefused) as caught:
        protocol.read_token(Answer(status=200, body=body), protocol.log_in("n", "p"))

    assert caught.value.code == code


@pytest.mark.parametrize("code", [61, 62])
def test_a_used_up_budget_says_how_long_to_wait(code: int) -> None:
    error = failures.refusal(code, Endpoint.CREATE)

    assert isinstance(error, Throttled)
    assert error.retry_after == 3600
    assert str(error).endswith("Nothing was created. Try again in an hour.")


@pytest.mark.parametrize("endpoint", [Endpoint.STATUS, Endpoint.UPDATE])
def test_an_event_of_another_account_cannot_be_read_or_changed_with_this_one(
    endpoint: Endpoint,
) -> None:
    verb = "read" if endpoint is Endpoint.STATUS else "changed"

    assert f"This webcast cannot be {verb} with the bot's account." in str(
        failures.refusal(10, endpoint)
    )


def test_an_unknown_folder_is_called_a_folder() -> None:
    assert "This folder cannot be read" in str(failures.refusal(10, Endpoint.FOLDER_TREE))


@pytest.mark.parametrize("code", sorted(set(RETURN_CODES) | {99}))
@pytest.mark.parametrize("endpoint", WRITES)
def test_a_refused_write_says_that_nothing_happened_and_no_other_does(
    endpoint: Endpoint, code: int
) -> None:
    error = failures.refusal(code, endpoint)
    told = re.search(r"Nothing was (created|changed)\.", str(error))

    assert bool(told) == isinstance(error, Refused)


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.parametrize("status", sorted(REFUSED_UNREAD))
def test_a_status_decided_before_the_work_means_that_nothing_happened(
    endpoint: Endpoint, status: int
) -> None:
    error = failures.gateway_error(status, endpoint, None)

    assert isinstance(error, Refused)
    assert error.code == status
    assert "Nothing was" in str(error)


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.parametrize(
    "status", [100, 301, 302, 303, 307, 400, 403, 404, 408, 409, 500, 502, 503, 504]
)
def test_any_other_status_leaves_the_outcome_of_a_write_open(
    endpoint: Endpoint, status: int
) -> None:
    error = failures.gateway_error(status, endpoint, None)

    assert isinstance(error, Unanswered)
    assert "Nothing was" not in str(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, Misrouted),
        (401, NoAccess),
        (403, NoAccess),
        (404, Misrouted),
        (405, Misrouted),
        (408, Unavailable),
        (413, Misrouted),
        (429, Throttled),
        (500, Unavailable),
        (502, Unavailable),
        (503, Unavailable),
    ],
)
@pytest.mark.parametrize("endpoint", READS)
def test_a_status_means_to_a_read_what_can_be_done_about_it(
    endpoint: Endpoint, status: int, kind: type[Refused]
) -> None:
    error = failures.gateway_error(status, endpoint, None)

    assert type(error) is kind
    assert isinstance(error, Refused)
    assert error.code == status


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, Misrouted),
        (401, LoginRefused),
        (403, LoginRefused),
        (404, Misrouted),
        (429, Throttled),
        (408, Unreachable),
        (502, Unreachable),
    ],
)
def test_a_status_at_login_means_that_the_request_was_not_sent(
    status: int, kind: type[PlatformError]
) -> None:
    error = failures.gateway_error(status, Endpoint.AUTHENTICATE, None)

    assert type(error) is kind
    assert "Your request was not sent." in str(error)


@pytest.mark.parametrize(
    ("header", "wait", "words"),
    [
        pytest.param({"retry-after": "7"}, 7, "7 seconds", id="seconds"),
        pytest.param({"retry-after": "120"}, 120, "2 minutes", id="minutes"),
        pytest.param({"retry-after": "9999999"}, 86_400, "24 hours", id="more than a day"),
        pytest.param({"retry-after": "0"}, 60, "a minute", id="zero"),
        pytest.param({"retry-after": "-5"}, 60, "a minute", id="negative"),
        pytest.param({"retry-after": "Fri, 01 Jan"}, 60, "a minute", id="a date"),
        pytest.param({}, 60, "a minute", id="not told"),
    ],
)
def test_a_throttling_gateway_is_believed_within_reason(
    header: dict[str, str], wait: float, words: str
) -> None:
    received = Answer(status=429, body=b"", headers=header)

    with pytest.raises(Throttled) as caught:
        protocol.read_webcast(received, protocol.status("7"))

    assert caught.value.retry_after == wait
    assert f"Try again in {words}." in str(caught.value)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a second"),
        (0.2, "a second"),
        (1.5, "2 seconds"),
        (59.9, "60 seconds"),
        (60, "a minute"),
        (61, "2 minutes"),
        (3600, "an hour"),
        (3601, "2 hours"),
    ],
)
def test_a_wait_is_said_in_words_and_never_too_short(seconds: float, words: str) -> None:
    assert failures.try_again_in(seconds) == f"Try again in {words}."


def every_failure() -> list[Any]:
    codes = [*RETURN_CODES, 99, None]
    made = [failures.refusal(code, each) for code in codes for each in Endpoint]
    made += [failures.gateway_error(s, each, 9.0) for s in range(300, 600) for each in Endpoint]
    made += [failures.unreadable(each) for each in Endpoint]
    made += [failures.unanswered(each) for each in Endpoint]
    made += [failures.unreachable(each) for each in Endpoint]
    made += [failures.undescribed(each, partial=True, event_id="7") for each in Endpoint]
    return made


def test_every_failure_is_sentences_of_ours() -> None:
    for error in every_failure():
        text = str(error)
        assert re.fullmatch(r"([A-Z][^.?!{}]*(\.|: [^.]*\.) ?)+", text.replace(".com", "")), text
        assert not re.search(r"Oops|report\b|Reporting|representative|insecure", text), text


def test_every_failure_of_a_login_says_that_nothing_was_sent() -> None:
    for error in every_failure():
        if isinstance(error, LoginRefused | Unreachable):
            assert re.search(
                r"was not sent|Nothing was|does not take a new one|reached", str(error)
            )
