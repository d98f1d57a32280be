"""Calls of every kind, and answers to them."""

from __future__ import annotations

import json
from typing import Any

from bot.webcasts import protocol
from bot.webcasts.protocol import Answer
from tests.webcasts.examples import TOWN_HALL

LOG_IN = protocol.log_in("svc-webcast-bot", "sekret-password")
CREATE = protocol.create(TOWN_HALL)
UPDATE = protocol.update("1890012", {"title": "x"})
STATUS = protocol.status("1890012")
TREE = protocol.folder_tree()


def answer(envelope: object, **more: Any) -> Answer:  # noqa: ANN401 # whatever Answer takes
    return Answer(status=200, body=json.dumps(envelope).encode(), **more)


def portal(mask: object = 31, pin: object = "XC4T8FDE") -> dict[str, object]:
    return {"guest_presenter_type": mask, "pin": pin, "link": "https://guest.test/p?gp=1"}
