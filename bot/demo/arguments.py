"""Web API arguments, whether they came as JSON, as a form or in the query."""

import json
from collections.abc import Mapping
from typing import Any

from bot.demo.errors import SlackError, invalid_arguments

JSON = dict[str, Any]
_MALFORMED = {"blocks": "invalid_blocks_format"}


class Arguments:
    """What one call was given."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def __contains__(self, name: str) -> bool:
        return self._given.get(name) is not None

    def text(self, name: str) -> str:
        """Give a text argument, or nothing."""
        value = self._given.get(name)
        return "" if value is None else str(value)

    def need(self, name: str) -> str:
        """Give a text argument that must be there."""
        if not (value := self.text(name)):
            message = f"[ERROR] missing required field: {name} [json-pointer:/{name}]"
            raise invalid_arguments(message)
        return value

    def flag(self, name: str) -> bool:
        """Give a yes or no."""
        return self.text(name).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """Give a whole number."""
        try:
            return int(self.text(name) or default)
        except ValueError as error:
            message = f"[ERROR] must provide a number [json-pointer:/{name}]"
            raise invalid_arguments(message) from error

    def words(self, name: str, default: str = "") -> list[str]:
        """Give a list, sent as such or with commas between."""
        value = self._given.get(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in self.text(name).split(",") if each.strip()] or (
            [default] if default else []
        )

    def json(self, name: str) -> Any:  # noqa: ANN401 - whatever the app sent
        """Give a structured argument; a form carries it as JSON in a string."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as error:
            raise SlackError(_MALFORMED.get(name, "invalid_arguments")) from error
