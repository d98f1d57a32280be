"""Trouble on demand: a Web API call or a delivery that goes wrong the next time.

A fault names a Web API `method` ("*" for any) or a `delivery` kind (command, block_actions,
view_submission, view_closed, block_suggestion, shortcut, message_action, event; "*" for any) and
what happens:

error        the call is refused with this code; `ratelimited` answers 429 with `retry_after`
status       the call is answered with this bare HTTP status
delay        seconds before the call is looked at
lost         the call is done, and its answer never arrives
repeat       the delivery is sent a second time, as Slack's retry
unreachable  the delivery never reaches the app
"""

from dataclasses import dataclass
from typing import Any

from bot.demo.errors import DriverError


@dataclass(slots=True, kw_only=True)
class Fault:
    """One kind of trouble, for the next `times` occasions."""

    method: str = ""
    delivery: str = ""
    error: str = ""
    status: int = 0
    retry_after: int = 1
    delay: float = 0.0
    lost: bool = False
    repeat: bool = False
    unreachable: bool = False
    times: int = 1


class Faults:
    """The trouble that is still to come."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def add(self, **wanted: Any) -> Fault:  # noqa: ANN401 - checked by the dataclass
        """Order trouble; the keys are those of `Fault`."""
        try:
            fault = Fault(**wanted)
        except TypeError as error:
            raise DriverError(f"A fault is not made of {sorted(wanted)}.") from error
        if bool(fault.method) == bool(fault.delivery):
            raise DriverError("A fault names a method or a delivery.")
        self._coming.append(fault)
        return fault

    def clear(self) -> None:
        """Call all trouble off."""
        self._coming.clear()

    def for_method(self, method: str) -> Fault | None:
        """Take the trouble that meets this Web API call."""
        return self._take([each for each in self._coming if each.method in (method, "*")])

    def for_delivery(self, kind: str) -> Fault | None:
        """Take the trouble that meets this delivery."""
        return self._take([each for each in self._coming if each.delivery in (kind, "*")])

    def _take(self, meeting: list[Fault]) -> Fault | None:
        if not meeting:
            return None
        meeting[0].times -= 1
        if meeting[0].times <= 0:
            self._coming.remove(meeting[0])
        return meeting[0]
