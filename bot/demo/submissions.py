"""Modals that are sent or closed: view_submission, its response actions, view_closed."""

import json
from typing import Any

from bot.demo import forms, modals, payloads, people
from bot.demo.clicks import TROUBLE, Clicks, Surface
from bot.demo.commands import OK, failed
from bot.demo.delivery import Ack, Delivery
from bot.demo.errors import DriverError, SlackError
from bot.demo.modals import OpenView
from bot.demo.world import World

JSON = dict[str, Any]
_CHANNELS = ("conversations_select", "channels_select")


class Submissions:
    """The ends of a modal."""

    def __init__(self, world: World, delivery: Delivery, clicks: Clicks) -> None:
        self._world = world
        self._delivery = delivery
        self._clicks = clicks

    async def submit(self, surface: Surface, values: JSON) -> JSON:
        """Press the submit button; what Slack itself refuses is not sent."""
        view = _modal(surface)
        self._clicks.fill(surface, values)
        view.errors, view.trouble = forms.refusals(view.blocks, view.values), ""
        self._world.modals.touch()
        if view.errors:
            return {"status": "invalid", "error": None, "errors": view.errors}
        payload = payloads.submission(view, self._response_urls(view))
        ack = await self._delivery.payload({**payload, **surface.who, **surface.tickets()})
        return self._answered(view, ack)

    def _response_urls(self, view: OpenView) -> list[JSON]:
        return [
            {
                "block_id": field.where[0],
                "action_id": field.where[1],
                "channel_id": chosen,
                "response_url": self._response_url(view.user, chosen),
            }
            for field in forms.fields(view.blocks)
            if field.element["type"] in _CHANNELS and field.element.get("response_url_enabled")
            if (chosen := _chosen(view, *field.where))
        ]

    def _response_url(self, user: str, channel: str) -> str:
        secret = self._world.tickets.new_response_url(user, channel)
        return f"{self._world.base_url}/actions/{people.TEAM_ID}/{secret}"

    def _answered(self, view: OpenView, ack: Ack) -> JSON:
        """Do what the acknowledgement asks, or say that there was trouble."""
        if ack.error:
            return self._troubled(view, ack.error)
        try:
            answer = json.loads(ack.body) if ack.body.strip() else {}
            return self._respond(view, answer)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return self._troubled(view, "invalid_response", [repr(error)])
        except SlackError as refusal:
            why = refusal.more.get("response_metadata", {}).get("messages", [])
            return self._troubled(view, refusal.code, why)

    def _respond(self, view: OpenView, answer: JSON) -> JSON:
        action = answer.get("response_action", "close")
        if action == "errors":
            return self._show_errors(view, answer["errors"])
        if action == "update":
            self._world.modals.update(view, _checked(answer["view"]))
        elif action == "push":
            self._world.modals.push(view.user, _checked(answer["view"]), view.conversation)
        elif action == "clear":
            self._world.modals.clear(view.user)
        elif answer:
            raise ValueError(action)
        else:
            self._world.modals.close(view)
        return {**OK, "response_action": action}

    def _show_errors(self, view: OpenView, errors: dict[str, str]) -> JSON:
        inputs = {each["block_id"] for each in view.blocks if each["type"] == "input"}
        if not errors or not inputs.issuperset(errors):
            raise ValueError(f"errors name no input block: {sorted(set(errors) - inputs)}")
        if not all(errors.values()):
            raise ValueError("an error needs words")
        view.errors = errors
        self._world.modals.touch()
        return {
            "status": "errors",
            "error": None,
            "response_action": "errors",
            "errors": errors,
        }

    def _troubled(self, view: OpenView, error: str, why: list[str] | None = None) -> JSON:
        view.trouble = TROUBLE
        self._world.modals.touch()
        return {**failed(error), "shown": TROUBLE, "why": why or []}

    async def close(self, surface: Surface, *, everything: bool = False) -> JSON:
        """Press Cancel, or with `everything` the ✕ that closes the whole stack."""
        view = _modal(surface)
        stack = self._world.modals.stack(view.user)
        root = stack[0] if everything and stack else view
        if everything or view.spec.get("clear_on_close"):
            self._world.modals.clear(view.user)
        else:
            self._world.modals.close(view)
        if not root.spec.get("notify_on_close"):
            return {"status": "not_sent", "error": None}
        payload = payloads.closed(root, cleared=everything)
        ack = await self._delivery.payload({**payload, **surface.who})
        return failed(ack.error) if ack.error else OK


def _modal(surface: Surface) -> OpenView:
    if surface.view is None or surface.view.spec["type"] != "modal":
        raise DriverError("Only a modal can be sent or closed.")
    return surface.view


def _chosen(view: OpenView, block_id: str, action_id: str) -> str | None:
    entry = view.values[block_id][action_id]
    chosen: str | None = entry.get("selected_conversation") or entry.get("selected_channel")
    return chosen


def _checked(view: object) -> JSON:
    checked = modals.check(view)
    if checked["type"] != "modal":
        raise ValueError("only a modal can follow a modal")
    return checked
