"""What the bot tells Prometheus; the only room that knows its library.

The registry belongs to a bot and not to the process, so that two bots count apart. No metric tells
workspaces, webcasts or people apart.
"""

from __future__ import annotations

import math
import platform
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
)
from prometheus_client.exposition import choose_encoder

from bot import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from bot.health import Pulse

_ACKNOWLEDGEMENT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Slack gives up after three seconds."""
_CALL = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0)
"""A create is given up after thirty seconds."""

SUCCESS = "success"
HELD_BACK = "held_back"
"""What is said of a call that was not sent, since the platform's call limit is used up."""


class Metrics:
    """Counts and times what happens in one bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._acknowledged = Histogram(
            "webcast_bot_acknowledgement_seconds",
            "Seconds from the arrival of a request of Slack's to its answer.",
            ["kind"],
            buckets=_ACKNOWLEDGEMENT,
            registry=self.registry,
        )
        self._calls = Counter(
            "webcast_bot_platform_calls",
            "Calls to the webcast platform by what came of them; a code is the platform's return "
            "code, or an HTTP status from 300 on.",
            ["endpoint", "outcome", "code"],
            registry=self.registry,
        )
        self._call_seconds = Histogram(
            "webcast_bot_platform_call_seconds",
            "Seconds that calls to the webcast platform took.",
            ["endpoint"],
            buckets=_CALL,
            registry=self.registry,
        )
        self._slack_failures = Counter(
            "webcast_bot_slack_failures",
            "Calls of Slack's Web API that failed, by method and Slack's word for it.",
            ["method", "code"],
            registry=self.registry,
        )
        self._work_failures = Counter(
            "webcast_bot_work_failures",
            "Work after the acknowledgement, or due at a moment, that failed.",
            ["error"],
            registry=self.registry,
        )
        self._gauges = _Gauges(self.registry)
        build = {"version": __version__, "python": platform.python_version()}
        Info("webcast_bot_build", "The version that runs.", registry=self.registry).info(build)
        ProcessCollector(registry=self.registry)

    def answered(self, kind: str, seconds: float) -> None:
        """Note that a request of Slack's was acknowledged."""
        self._acknowledged.labels(kind).observe(seconds)

    def called(self, endpoint: str, error: BaseException | None, seconds: float) -> None:
        """Note a call to the platform: what came of it, and how long it took."""
        outcome = type(error).__name__ if error else SUCCESS
        self._calls.labels(endpoint, outcome, getattr(error, "code", "")).inc()
        self._call_seconds.labels(endpoint).observe(seconds)

    def held_back(self, endpoint: str) -> None:
        """Note a call that was not sent."""
        self._calls.labels(endpoint, HELD_BACK, "").inc()

    def slack_failed(self, method: str, code: str) -> None:
        """Note a call of Slack's Web API that failed."""
        self._slack_failures.labels(method, code).inc()

    def work_failed(self, error: BaseException) -> None:
        """Note work in the background that failed."""
        self._work_failures.labels(type(error).__name__).inc()

    def page(
        self, pulse: Pulse | None, *, now: datetime, connections: int, accept: str = ""
    ) -> tuple[bytes, str]:
        """Write all of it as Prometheus reads it, and of which content type that is.

        pulse: what the database says at this moment; None, where it does not answer.
        connections: how many connections there are in Socket Mode.
        accept: what the reader takes, as its header says.
        """
        self._gauges.show(pulse, now)
        self._gauges.connections.set(connections)
        write, content_type = choose_encoder(accept)
        return write(self.registry), content_type


class _Gauges:
    """What is looked up when Prometheus asks."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, about: str) -> Gauge:
            return Gauge(f"webcast_bot_{name}", about, registry=registry)

        self.connections = gauge("socket_connections", "Connections to Slack in Socket Mode.")
        self._up = gauge("database_up", "1 if the database answers, else 0.")
        self._due = gauge("due_jobs", "Reminders and the like that are due and not done.")
        self._due_age = gauge("oldest_due_job_age_seconds", "How long the oldest of them is due.")
        self._sending_age = gauge(
            "oldest_sending_create_age_seconds",
            "How long the oldest create is under way that has no outcome yet.",
        )
        self._uncertain = gauge(
            "uncertain_creates", "Creates of which nobody knows whether they came true."
        )
        self._planned = gauge("planned_posts", "Messages that are planned and not yet posted.")

    def show(self, pulse: Pulse | None, now: datetime) -> None:
        """Set all of them; those of a database that does not answer are no numbers."""
        self._up.set(pulse is not None)
        self._due.set(pulse.due if pulse else math.nan)
        self._due_age.set(_age(pulse.oldest_due_at, now) if pulse else math.nan)
        self._sending_age.set(_age(pulse.sending_since, now) if pulse else math.nan)
        self._uncertain.set(pulse.uncertain if pulse else math.nan)
        self._planned.set(pulse.planned_posts if pulse else math.nan)


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
