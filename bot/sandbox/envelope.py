"""The JSON around every answer, byte for byte in the vendor's key order. Pure.

The examples spell success `result, current_timestamp, version` and errors `currentTimestamp,
version, result`; the framework blocks have `currentTimestamp, version, result` for both, with a
version as a string. The switch gives return codes and event ids as strings too: a client should
read either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.sandbox import reference as ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.reading import Problem

CONTENT_TYPE: Final = "application/json;charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a call came to: the return code, the result behind it, and notes of the sandbox.

    `saved` says that something was committed. `account` and `problems` never reach the body.
    """

    code: int
    result: Mapping[str, object] = field(default_factory=dict)
    account: str | None = None
    problems: tuple[Problem, ...] = ()
    saved: bool = False

    @property
    def hint(self) -> str | None:
        """The fields that were wrong, and why; the platform itself names none."""
        return "; ".join(map(str, self.problems)) or None


def refused(code: int, *problems: Problem, account: str | None = None) -> Outcome:
    """Return an outcome with the vendor's sentence for its code."""
    return Outcome(code=code, account=account, problems=problems)


def body(outcome: Outcome, *, now: int, spelling: str = "examples") -> bytes:
    """Return the answer's bytes; `now` is the time of processing in epoch milliseconds."""
    good = outcome.code in (ref.SUCCESS, ref.PARTIAL_SUCCESS)
    result = _result(outcome)
    inner: dict[str, object]
    if spelling == "framework":
        inner = {
            "currentTimestamp": now,
            "version": str(ref.VERSION),
            "result": _as_strings(result),
        }
    elif good:
        inner = {"result": result, "current_timestamp": now, "version": ref.VERSION}
    else:
        inner = {"currentTimestamp": now, "version": ref.VERSION, "result": result}
    return json.dumps({"convey_api": inner}, ensure_ascii=False, separators=(",", ":")).encode()


def _result(outcome: Outcome) -> dict[str, object]:
    if "authenticationData" in outcome.result:
        return {**outcome.result, "returnCode": outcome.code}
    if outcome.code in (ref.SUCCESS, ref.PARTIAL_SUCCESS):
        return {"returnCode": outcome.code, **outcome.result}
    return {"returnCode": outcome.code, "error": ref.sentence(outcome.code)}


def in_part(outcome: Outcome, *, error: bool, event_data: bool) -> Outcome:
    """Return a success as code 2, with or without an error text and the event (Q38)."""
    if outcome.code != ref.SUCCESS:
        return outcome
    text = {"error": ref.sentence(ref.PARTIAL_SUCCESS)} if error else {}
    data = outcome.result if event_data else {}
    return replace(outcome, code=ref.PARTIAL_SUCCESS, result={**text, **data})


def _as_strings(result: dict[str, object]) -> dict[str, object]:
    spelled = {**result, "returnCode": str(result["returnCode"])}
    event_data = result.get("event_data")
    if isinstance(event_data, dict) and "event_id" in event_data:
        spelled["event_data"] = {**event_data, "event_id": str(event_data["event_id"])}
    return spelled
