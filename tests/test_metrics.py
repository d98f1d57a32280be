"""What Prometheus is told: by names that stay, without telling workspaces or people apart."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientSession, web
from prometheus_client.parser import text_string_to_metric_families
from slack_sdk.errors import SlackApiError

from bot.assembly import listening
from bot.errors import Throttled, Unanswered
from bot.health import Pulse
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.webcasts.codes import Endpoint

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DASHBOARD: dict[str, Any] = json.loads((ROOT / "docs/grafana.json").read_text())
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "docs/alerts.yml").read_text())["groups"][0][
    "rules"
]
QUERIES = [
    *(target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]),
    *(rule["expr"] for rule in RULES),
]


def samples(metrics: Metrics, pulse: Pulse | None = None) -> dict[tuple[str, ...], float]:
    """Read every sample as Prometheus does: its name, then its labels' values in their order."""
    page, _ = metrics.page(pulse, now=NOW, connections=2)
    return {
        (sample.name, *dict(sorted(sample.labels.items())).values()): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def names() -> set[str]:
    """Return the name of every metric that something was noted of."""
    metrics = Metrics()
    metrics.answered("command", 0.01)
    metrics.called(Endpoint.CREATE, None, 1)
    metrics.slack_failed("views.open", "expired_trigger_id")
    metrics.work_failed(ValueError())
    return {name for name, *_ in samples(metrics, Pulse())}


def test_acknowledgements_are_timed_by_kind() -> None:
    metrics = Metrics()

    metrics.answered("command", 0.004)
    metrics.answered("command", 2.5)
    metrics.answered("view", 0.004)

    found = samples(metrics)
    assert found["webcast_bot_acknowledgement_seconds_count", "command"] == 2
    assert found["webcast_bot_acknowledgement_seconds_bucket", "command", "0.005"] == 1
    assert found["webcast_bot_acknowledgement_seconds_count", "view"] == 1


def test_calls_are_counted_by_outcome_and_code_and_timed_by_endpoint() -> None:
    metrics = Metrics()

    metrics.called(Endpoint.STATUS, None, 0.2)
    metrics.called(Endpoint.STATUS, Throttled("Wait.", code=61, retry_after=60), 0.2)
    metrics.called(Endpoint.CREATE, Unanswered("No answer."), 30)
    metrics.held_back(Endpoint.CREATE)

    found = samples(metrics)
    calls = "webcast_bot_platform_calls_total"
    assert found[calls, "", "event/status", "success"] == 1
    assert found[calls, "61", "event/status", "Throttled"] == 1
    assert found[calls, "", "event/create", "Unanswered"] == 1
    assert found[calls, "", "event/create", "held_back"] == 1
    assert found["webcast_bot_platform_call_seconds_count", "event/create"] == 1


def test_the_pulse_of_the_database_becomes_numbers() -> None:
    pulse = Pulse(
        due=3,
        oldest_due_at=NOW - timedelta(minutes=2),
        sending_since=NOW - timedelta(seconds=30),
        uncertain=1,
        planned_posts=4,
    )

    found = samples(Metrics(), pulse)
    assert found["webcast_bot_database_up",] == 1
    assert found["webcast_bot_due_jobs",] == 3
    assert found["webcast_bot_oldest_due_job_age_seconds",] == 120
    assert found["webcast_bot_oldest_sending_create_age_seconds",] == 30
    assert found["webcast_bot_uncertain_creates",] == 1
    assert found["webcast_bot_planned_posts",] == 4
    assert found["webcast_bot_socket_connections",] == 2


def test_a_database_that_does_not_answer_has_no_numbers() -> None:
    metrics = Metrics()
    samples(metrics, Pulse(due=3))

    found = samples(metrics, None)
    assert found["webcast_bot_database_up",] == 0
    assert found["webcast_bot_due_jobs",] != found["webcast_bot_due_jobs",]


def test_nothing_that_is_due_has_no_age() -> None:
    assert samples(Metrics(), Pulse())["webcast_bot_oldest_due_job_age_seconds",] == 0


def test_two_bots_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.work_failed(ValueError())

    assert ("webcast_bot_work_failures_total", "ValueError") not in samples(other)


def test_the_process_and_its_version_are_told() -> None:
    assert {"webcast_bot_build_info", "process_resident_memory_bytes"} <= names()


@pytest.mark.parametrize("name", sorted(n for n in names() if n.startswith("webcast_bot_")))
def test_a_name_tells_its_unit(name: str) -> None:
    if timed := re.fullmatch(r"(.*)_(bucket|sum|count)", name):
        assert timed[1].endswith("_seconds")
    assert re.fullmatch(r"[a-z_]+", name)
    assert not name.endswith(("_ms", "_minutes", "_percent"))


def test_a_reader_that_takes_openmetrics_gets_it() -> None:
    accept = "application/openmetrics-text; version=1.0.0"

    page, content_type = Metrics().page(None, now=NOW, connections=0, accept=accept)

    assert content_type.startswith("application/openmetrics-text")
    assert page.endswith(b"# EOF\n")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param({"ok": False, "error": "channel_not_found"}, "channel_not_found", id="said"),
        pytest.param({"ok": False, "error": "No. <b>"}, "no_answer", id="no word of slack's"),
    ],
)
async def test_a_refused_call_to_slack_is_counted_by_method_and_code(
    answer: dict[str, Any], code: str
) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response(answer)

    metrics, slack = Metrics(), web.Application()
    slack.router.add_post("/api/{method}", refuse)
    async with listening(slack, host="127.0.0.1", port=0) as url, ClientSession() as session:
        client = SlackClient(metrics, token="", base_url=f"{url}/api/", session=session)
        with pytest.raises(SlackApiError):
            await client.chat_delete(channel="C1", ts="1.1")

    assert samples(metrics)["webcast_bot_slack_failures_total", code, "chat.delete"] == 1


async def test_a_slack_that_cannot_be_reached_is_counted() -> None:
    metrics = Metrics()
    async with ClientSession() as session:
        client = SlackClient(metrics, token="", base_url="http://localhost:9/api/", session=session)
        with pytest.raises(OSError, match="Cannot connect"):
            await client.auth_test()

    assert samples(metrics)["webcast_bot_slack_failures_total", "no_answer", "auth.test"] == 1


@pytest.mark.parametrize("query", QUERIES)
def test_every_metric_that_is_drawn_or_watched_exists(query: str) -> None:
    named = set(re.findall(r"\b(?:webcast_bot|process)_[a-z_]+\b", query))

    assert named
    assert named <= names()


def test_the_dashboard_can_be_loaded() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]

    assert len(set(ids)) == len(ids)
    assert DASHBOARD["schemaVersion"] >= 39
    assert {each["name"] for each in DASHBOARD["templating"]["list"]} == {"datasource", "instance"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_it_means(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert {"summary", "description"} == set(rule["annotations"])
