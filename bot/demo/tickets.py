"""What Slack hands out with an interaction and takes back once: triggers and response URLs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.demo.errors import SlackError, invalid_arguments

TRIGGER_LIFE = 3.0
RESPONSE_URL_LIFE = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(slots=True, kw_only=True)
class Trigger:
    """Leave to open a view for `user`; `view_id` is the modal that was clicked, if any."""

    user: str
    channel: str
    view_id: str | None
    born: float
    used: bool = False


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """Leave to answer an interaction; `message_ts` is the message that was clicked, if any."""

    user: str
    channel: str
    message_ts: str | None
    born: float
    uses: int = 0


class Tickets:
    """All triggers and response URLs that are out."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def new_trigger(self, user: str, channel: str = "", view_id: str | None = None) -> str:
        """Hand out a trigger id; it lives three seconds."""
        name = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[name] = Trigger(
            user=user, channel=channel, view_id=view_id, born=self._now()
        )
        return name

    def trigger(self, name: str) -> Trigger:
        """Look at a trigger without using it up; refuse a dead, used or unknown one."""
        if (trigger := self._triggers.get(name)) is None:
            raise invalid_arguments("[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.born > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        return trigger

    def new_response_url(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """Hand out the secret part of a response URL."""
        secret = secrets.token_urlsafe(18)
        self._urls[secret] = ResponseUrl(
            user=user, channel=channel, message_ts=message_ts, born=self._now()
        )
        return secret

    def response_url(self, secret: str) -> ResponseUrl:
        """Use a response URL once; refuse the sixth use and anything after half an hour."""
        if (url := self._urls.get(secret)) is None:
            raise SlackError("invalid_url")
        if self._now() - url.born > RESPONSE_URL_LIFE:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url
