"""The five endpoints of the Event Management API over a state. No I/O here.

Order of checks, assumed where the reference is silent: token, call limit, input, access, limit per
event. A call that is refused for its input has still used its share of the limit.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from bot.sandbox import identity
from bot.sandbox import reference as ref
from bot.sandbox.budgets import Budgets
from bot.sandbox.clock import Clock
from bot.sandbox.envelope import Outcome, refused
from bot.sandbox.events import Desk
from bot.sandbox.reading import Problem, has_tags, json_object
from bot.sandbox.rules import Refusal
from bot.sandbox.state import State, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.sandbox.settings import Settings
    from bot.sandbox.switches import Switches
    from bot.sandbox.values import Event

SECRET_FIELDS = frozenset({"token", "username", "password"})


@dataclass(slots=True)
class Platform:
    """The emulated platform: its state, clock, switches and limits."""

    settings: Settings
    clock: Clock = field(init=False)
    switches: Switches = field(init=False)
    budgets: Budgets = field(init=False)
    token_lifetime: float = field(init=False)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(self.settings.clock)
        self.start_anew()

    def start_anew(self, seed: int | None = None) -> None:
        """Forget everything and stand as the settings say, maybe with another start value."""
        settings = self.settings
        self.clock.follow()
        self.switches = settings.starting_switches()
        self.budgets = Budgets(settings.starting_limits())
        self.token_lifetime = settings.token_lifetime
        self.state = State(
            seed=settings.seed if seed is None else seed,
            homes=settings.homes(),
        )

    def take_up(self, state: State) -> None:
        """Go on from an earlier state; accounts that it does not know start with their folders."""
        state.homes = {**self.settings.homes(), **state.homes}
        self.state = state

    def call(
        self, endpoint: str, form: Mapping[str, str], *, base: str, drop: str | None = None
    ) -> Outcome:
        """Answer one request; `base` is for links, `drop` a part of the work that fails."""
        if endpoint == ref.AUTHENTICATE:
            return self._authenticate(form)
        account = self._account(form)
        if account is None:
            return refused(ref.BAD_TOKEN, Problem("token", "is unknown or expired"))
        if not self.budgets.spend(account, endpoint, self.clock()):
            return refused(ref.HOUR_LIMIT, Problem(endpoint, "limit reached"), account=account)
        try:
            _refuse_tagged_fields(form)
            return self._answers[endpoint](self, self.desk(account, base, drop), form)
        except Refusal as refusal:
            return refused(refusal.code, *refusal.problems, account=account)

    def desk(self, account: str, base: str = "", drop: str | None = None) -> Desk:
        """Return an account's view of the state, now."""
        return Desk(
            state=self.state,
            account=account,
            switches=self.switches,
            now=self.clock(),
            base=self.settings.public_url or base,
            drop=drop,
        )

    def expire_tokens(self) -> int:
        """End every token at once; return how many there were."""
        count = len(self.state.tokens)
        self.state.tokens.clear()
        return count

    def _authenticate(self, form: Mapping[str, str]) -> Outcome:
        missing = [name for name in ("username", "password") if not form.get(name)]
        if missing:
            return refused(ref.BAD_INPUT, *(Problem(name, "is missing") for name in missing))
        account, password = form["username"], form["password"]
        known = self.settings.passwords().get(account, "")
        if not known or not hmac.compare_digest(_utf8(known), _utf8(password)):
            problem = Problem("password", "or username is wrong")
            return refused(self.switches.wrong_password_code, problem)
        token, expires = self._hand_out(account)
        data = {"token_expiration": expires, "token": token}
        result = {"authenticationData": data}
        return Outcome(code=ref.SUCCESS, result=result, account=account, saved=True)

    def _hand_out(self, account: str) -> tuple[str, int]:
        now, tokens = self.clock(), self.state.tokens
        single = self.switches.single_session == "on"
        for mark, old in list(tokens.items()):
            if old.expires <= now or (single and old.account == account):
                del tokens[mark]
        self.state.tokens_made += 1
        token = identity.token(self.state.seed, self.state.tokens_made)
        expires = now + round(self.token_lifetime * 1000)
        tokens[identity.fingerprint(token)] = Token(account, expires)
        return token, expires

    def _account(self, form: Mapping[str, str]) -> str | None:
        token = self.state.tokens.get(identity.fingerprint(form.get("token", "")))
        return token.account if token and self.clock() < token.expires else None

    def _create(self, desk: Desk, form: Mapping[str, str]) -> Outcome:
        event = desk.create(_event_data(form))
        return _done(desk, event)

    def _update(self, desk: Desk, form: Mapping[str, str]) -> Outcome:
        sent = _event_data(form)
        event = self._event(desk, sent.pop("event_id", None))
        return _done(desk, desk.update(event, sent))

    def _status(self, desk: Desk, form: Mapping[str, str]) -> Outcome:
        event = self._event(desk, form.get("event_id"))
        result = {"event_data": desk.shown(event, portals=False)}
        return Outcome(code=ref.SUCCESS, result=result, account=desk.account)

    def _tree(self, desk: Desk, form: Mapping[str, str]) -> Outcome:
        asked = form.get("folder_id")
        folder = desk.folder(asked) if asked else desk.home
        result = {"folder_tree": folder.as_tree()}
        return Outcome(code=ref.SUCCESS, result=result, account=desk.account)

    def _event(self, desk: Desk, event_id: object) -> Event:
        event = desk.find(event_id)
        if not self.budgets.spend_on_event(desk.account, event.event_id, desk.now):
            raise Refusal(ref.EVENT_LIMIT, Problem("event_id", "limit of calls for it reached"))
        return event

    _answers: ClassVar[Mapping[str, Callable[[Platform, Desk, Mapping[str, str]], Outcome]]] = {
        ref.CREATE: _create,
        ref.UPDATE: _update,
        ref.STATUS: _status,
        ref.TREE: _tree,
    }


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _refuse_tagged_fields(form: Mapping[str, str]) -> None:
    tagged = [
        Problem(name, "has tags")
        for name, value in form.items()
        if name not in SECRET_FIELDS | {"event_data"} and has_tags(value)
    ]
    if tagged:
        raise Refusal(ref.INSECURE_TAGS, *tagged)


def _event_data(form: Mapping[str, str]) -> dict[str, object]:
    sent = json_object(form.get("event_data", ""))
    if sent is None:
        raise Refusal(ref.BAD_INPUT, Problem("event_data", "must be a JSON object"))
    return sent


def _done(desk: Desk, event: Event) -> Outcome:
    result = {"event_data": desk.shown(event, portals=True)}
    return Outcome(code=ref.SUCCESS, result=result, account=desk.account, saved=True)
