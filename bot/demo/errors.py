"""How Slack says no.

SlackError        a Web API call is refused  -> {"ok": false, "error": code, ...}
DriverError       the driving API was asked something impossible  -> 400 with a sentence
"""

from typing import Any


class SlackError(Exception):
    """A Web API refusal; `code` is Slack's own word for it, `more` joins the answer."""

    def __init__(self, code: str, **more: Any) -> None:  # noqa: ANN401 - any JSON may join
        super().__init__(code)
        self.code = code
        self.more = more

    def answer(self) -> dict[str, Any]:
        """Give the body that the app receives."""
        return {"ok": False, "error": self.code, **self.more}


class DriverError(Exception):
    """A click or command that no person could make, e.g. a button that is not there."""


def invalid_arguments(*messages: str) -> SlackError:
    """Refuse arguments, each message worded as Slack words it."""
    return SlackError("invalid_arguments", response_metadata={"messages": list(messages)})
