"""The form in Slack: opened, drawn anew as it is filled in, judged when it is submitted."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channels import MOST
from bot.errors import NotDelivered
from bot.people import Deed
from bot.service.find import check
from bot.service.share import look
from bot.slack.form import unseen
from bot.slack.payloads.form import read_draft
from bot.slack.verdict import judge
from bot.slack.views.form import form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt.async_app import AsyncAck

    from bot.slack.desk import Tell
    from bot.slack.form import Draft
    from bot.slack.parts import Parts
    from bot.slack.verdict import Verdict

log = logging.getLogger(__name__)


async def open_form(
    parts: Parts, body: Mapping[str, Any], user: str, draft: Draft, problem: str = ""
) -> None:
    """Open a form, then say in it who will see the announcements."""
    drawn = form(draft, now=parts.clock(), problem=problem)
    view_id, known_hash = await parts.chat.open_form(body, drawn)
    parts.folders.warm_up()
    try:
        await say_who_sees(parts, view_id, user, draft, problem, known_hash=known_hash)
    except NotDelivered as error:
        log.info("a form is open and does not say who will see it: %s", error.code)


async def redraw(
    parts: Parts, view_id: str, draft: Draft, problem: str = "", *, known_hash: str | None = None
) -> str:
    """Draw a form anew and return its new hash; what was typed stays where its field stays."""
    drawn = form(draft, now=parts.clock(), problem=problem)
    return await parts.chat.update_view(view_id, drawn, known_hash=known_hash)


async def say_who_sees(
    parts: Parts, view_id: str, user: str, draft: Draft, problem: str = "", *, known_hash: str
) -> None:
    """Look up who will see the announcements, if that is not said yet, and draw the form anew.

    Slack refuses that where the form was drawn anew meanwhile: whoever did it looks up as well.
    """
    if unseen(draft):
        told = await looked_up(parts, user, draft)
        await redraw(parts, view_id, told, problem, known_hash=known_hash)


async def looked_up(parts: Parts, user: str, draft: Draft) -> Draft:
    """Look at every channel that the announcement would go to."""
    check(Deed.CREATE, await parts.person(user))
    return replace(draft, seen=await look(draft.channels[:MOST], user, chat=parts.chat))


async def judged(
    ack: AsyncAck, view: Mapping[str, Any], parts: Parts, working: Callable[[str], dict[str, Any]]
) -> Verdict:
    """Judge a submitted form and acknowledge: errors on fields, one more look, or `working`."""
    now = parts.clock()
    verdict = judge(read_draft(view), now=now)
    if verdict.errors:
        await ack(response_action="errors", errors=verdict.errors)
    elif verdict.request is None:
        shown = form(verdict.draft, now=now, problem=verdict.question)
        await ack(response_action="update", view=shown)
    else:
        await ack(response_action="update", view=working(verdict.request.title))
    return verdict


def telling(parts: Parts, view_id: str, user: str, draft: Draft) -> Tell:
    """Make a way to say in the form what went wrong, with everything typed kept.

    Where the form is closed by then, it is said in a direct message.
    """

    async def tell(sentence: str) -> None:
        try:
            await redraw(parts, view_id, draft, sentence)
        except NotDelivered:
            await parts.chat.tell(user, lambda: f"“{draft.title}”: {sentence}")

    return tell
