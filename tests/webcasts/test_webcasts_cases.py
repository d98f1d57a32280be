"""The table of exchanges, on the side of the sandbox and on the side of the client."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.domain import differences
from bot.errors import Invalid, LoginRefused, PlatformError
from bot.sandbox import Settings, make_app
from bot.webcasts import protocol, wire
from bot.webcasts.protocol import Answer
from tests.webcasts.cases import CREATES, LIVE, READS, Create, Read
from tests.webcasts.examples import START, START_MS, TOWN_HALL

if TYPE_CHECKING:
    from bot.webcasts.protocol import Call

CLOSES = START + timedelta(days=30)
SUCCEEDED = ["result", "current_timestamp", "version"]
REFUSED = ["currentTimestamp", "version", "result"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Platform:
    """A sandbox that is spoken to in bytes."""

    def __init__(self, http: TestClient[Any, Any]) -> None:
        self._http = http
        self._token = ""

    async def send(self, call: Call) -> Answer:
        body = call.body(self._token or None)
        async with self._http.post(f"/api/{call.endpoint}", data=body, headers=FORM) as response:
            return Answer(status=response.status, body=await response.read())

    async def log_in(self) -> None:
        call = protocol.log_in("svc", "sekret-password")
        self._token = protocol.read_token(await self.send(call), call).text

    async def create(self, sent: dict[str, object]) -> Answer:
        form = (("event_data", json.dumps(sent)),)
        return await self.send(replace(protocol.create(TOWN_HALL), form=form))

    async def prepare(self, fault: dict[str, object] | None, endpoint: str) -> None:
        if fault:
            wish = json.dumps({"endpoint": endpoint, **fault})
            async with self._http.post("/_sandbox/faults", data=wish) as response:
                assert response.ok

    async def stored(self) -> list[dict[str, Any]]:
        async with self._http.get("/_sandbox/state") as response:
            events: list[dict[str, Any]] = (await response.json())["events"]
            return events


@pytest.fixture
async def platform(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401  # an async iterator
    case = request.getfixturevalue("case")
    more = case.limits if isinstance(case, Create) else case.settings
    clock = (START - timedelta(days=1)).timestamp
    app = make_app(Settings(username="svc", password="sekret-password", clock=clock, **more))
    async with TestClient(TestServer(app)) as http:
        platform = Platform(http)
        await platform.log_in()
        yield platform


def envelope_of(answer: Answer) -> dict[str, Any]:
    envelope: dict[str, Any] = json.loads(answer.body)["convey_api"]
    return envelope


@pytest.mark.parametrize("case", CREATES, ids=lambda case: case.name)
async def test_the_sandbox_answers_a_create_as_the_reference_has_it(
    case: Create, platform: Platform
) -> None:
    await platform.prepare(case.fault, "event/create")

    answer = await platform.create(case.sent)

    envelope = envelope_of(answer)
    worked = case.code in {1, 2}
    assert answer.status == 200
    assert envelope["result"]["returnCode"] == case.code
    assert list(envelope) == (SUCCEEDED if worked else REFUSED)
    event = envelope["result"].get("event_data", {})
    assert {name: event[name] for name in case.told} == case.told
    assert "timezone" not in event
    assert [each["guest_presenter_type"] for each in event.get("guest_presenter_links", [])] == [
        *case.masks
    ]
    stored = await platform.stored()
    assert len(stored) == worked
    assert {name: stored[0][name] for name in case.stored} == case.stored


@pytest.mark.parametrize("case", CREATES, ids=lambda case: case.name)
async def test_the_client_reads_that_answer_as_what_it_means(
    case: Create, platform: Platform
) -> None:
    await platform.prepare(case.fault, "event/create")
    answer = await platform.create(case.sent)
    call = protocol.create(TOWN_HALL)
    error = LoginRefused if case.code == 12 else case.error

    if error:
        with pytest.raises(error):
            protocol.read_receipt(answer, call)
        return
    receipt = protocol.read_receipt(answer, call)
    assert receipt.partial == (case.code == 2)
    asked = case.asked
    assert tuple(each.field for each in differences(asked, receipt.webcast)) == case.adjusted


@pytest.mark.parametrize(
    "case", [case for case in CREATES if case.refused], ids=lambda case: case.name
)
def test_the_client_does_not_even_send_what_would_be_changed_or_refused(case: Create) -> None:
    with pytest.raises(Invalid) as caught:
        case.asks()

    assert caught.value.field == case.refused


@pytest.mark.parametrize(
    "case", [case for case in CREATES if not case.refused], ids=lambda case: case.name
)
def test_the_client_sends_what_the_table_says(case: Create) -> None:
    [(name, text)] = protocol.create(case.asks()).form

    assert name == "event_data"
    if case.sent.get("region") != 0:  # the example's, which the client would never send
        assert json.loads(text) == case.sent


@pytest.mark.parametrize("case", READS, ids=lambda case: case.name)
async def test_both_sides_agree_on_what_a_status_says(case: Read, platform: Platform) -> None:
    sent = {**LIVE, "scheduled_player_close_time": wire.milliseconds(CLOSES)}
    await platform.create(sent if case.closes else LIVE)
    number = "1000001" if case.foreign else str((await platform.stored())[0]["event_id"])
    await platform.prepare(case.fault, "event/status")
    call = protocol.status(number)

    answer = await platform.send(call)

    if case.code is not None:
        assert envelope_of(answer)["result"]["returnCode"] == case.code
    if case.error:
        with pytest.raises(PlatformError) as caught:
            protocol.read_webcast(answer, call)
        assert type(caught.value) is case.error
        return
    webcast = protocol.read_webcast(answer, call)
    assert wire.milliseconds(webcast.starts_at) == START_MS
    assert webcast.player_closes_at == (CLOSES if case.closes else None)
    assert webcast.portals == ()
