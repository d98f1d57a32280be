"""The Home of one person: what needs attention, what is ahead, what was lately."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    DividerBlock,
    HeaderBlock,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View as SlackView

from bot.language import say, say_count, say_moment
from bot.overview import RECENT, kept_until
from bot.people import Deed, may, standing_of
from bot.slack import text
from bot.slack.ids import Action, Verb, View
from bot.slack.views import uncertain
from bot.slack.views.account import missing
from bot.slack.views.card import presenters_button
from bot.slack.views.finding import usage_of
from bot.slack.views.inputs import valued
from bot.slack.views.message import button, code, lines, paragraph, plain, remark, rich
from bot.slack.views.paging import Span, Turn, turns
from bot.slack.views.rows import menu, row, show_button, titled
from bot.slack.views.words import brief

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.blocks.block_elements import InteractiveElement

    from bot.domain import Event, Person
    from bot.overview import Attention, Overview, Page

_MOST = 3
"""Rows of each kind of attention; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is in their Home: whose webcasts, and how many lie before each page."""

    mine: bool
    ahead: int = 0
    recent: int = 0


def home(
    overview: Overview,
    place: Place,
    reader: Person,
    *,
    now: datetime,
    may_connect: bool = False,
) -> dict[str, Any]:
    """Draw a Home; at most some 70 blocks, however many webcasts there are.

    `may_connect` is for an admin whose workspace has no platform account.
    """
    blocks = [
        HeaderBlock(text=plain(say("Webcasts"))),
        _doors(reader),
        *_attention(overview.attention, reader, may_connect=may_connect),
        *_ahead(overview, place, reader, now),
        *_recent(overview.recent, place, reader, now),
    ]
    return _view(blocks, json.dumps(asdict(place)))


def closed(sentence: str) -> dict[str, Any]:
    """Draw a Home that only tells something."""
    return _view([paragraph(sentence)], "")


def place_in(view: Mapping[str, Any] | None) -> Place | None:
    """Read from a Home where somebody was in it."""
    kept = (view or {}).get("private_metadata")
    return Place(**json.loads(kept)) if kept else None


def turned(place: Place, value: str) -> Place:
    """Turn to the page that a button names."""
    part, _, offset = value.partition(":")
    return Place(**{**asdict(place), part: int(offset)})


def _view(blocks: Sequence[Block], metadata: str) -> dict[str, Any]:
    return SlackView(
        type="home", callback_id=View.HOME, private_metadata=metadata, blocks=blocks
    ).to_dict()


def _doors(reader: Person) -> Block:
    create = button(say("Create webcast"), Action.OPEN_FORM, style="primary")
    doors = [
        *([create] if may(Deed.CREATE, reader.role) else []),
        button(say("Settings"), Action.OPEN_SETTINGS),
        button(say("Help"), Action.SHOW_HELP),
    ]
    return ActionsBlock(elements=doors, block_id="doors")


def _attention(attention: Attention, reader: Person, *, may_connect: bool) -> list[Block]:
    found = [
        *([missing()] if may_connect else []),
        *_uncertain(attention, reader),
        *_kind(attention.unpresented, _unpresented),
        *_kind(attention.drifted, _drifted),
        *_kind(attention.expiring, _expiring),
        *_kind(attention.orphaned, _orphaned),
    ]
    return [*_heading(say("Needs attention")), *found] if found else []


def _uncertain(attention: Attention, reader: Person) -> list[Block]:
    wishes = attention.uncertain
    blocks: list[Block] = []
    for wish in wishes[:_MOST]:
        blocks += uncertain.rows(wish, owner=wish.owner != reader.id)
    if more := len(wishes[_MOST:]):
        words = say_count(
            "{number} more is not certain: /webcast list uncertain",
            "{number} more are not certain: /webcast list uncertain",
            more,
        )
        blocks.append(remark(words))
    return blocks


def _kind(events: Sequence[Event], show: Any) -> list[Block]:  # noqa: ANN401  (one of the four below)
    blocks: list[Block] = []
    for event in events[:_MOST]:
        blocks += show(event)
    if more := len(events[_MOST:]):
        blocks.append(remark(say_count("{number} more like it", "{number} more like these", more)))
    return blocks


def _unpresented(event: Event) -> list[Block]:
    start = brief(event.webcast.starts_at, event.request.zone)
    words = say("Nobody is to present it yet. It starts {start}.", start=start)
    return [_note(event, words, presenters_button(event))]


def _drifted(event: Event) -> list[Block]:
    look, seen = say("Look at webcast {id}", id=event.id), say("Seen: webcast {id}", id=event.id)
    buttons = [
        button(say("Look"), Action.EDIT_EVENT, event.id, label=look),
        button(say("Seen"), Action.DRIFT_SEEN, event.id, label=seen),
    ]
    return [
        _note(event, say("Somebody changed it in the platform's portal.")),
        ActionsBlock(elements=buttons, block_id=f"drift~{event.id}"),
    ]


def _expiring(event: Event) -> list[Block]:
    day = say_moment(kept_until(event), "d MMM y")
    words = say(
        "The platform keeps it until about {day}. Save what you still need before then.", day=day
    )
    return [_note(event, words, show_button(event))]


def _orphaned(event: Event) -> list[Block]:
    start = brief(event.webcast.starts_at, event.request.zone)
    words = say("Its owner left. It starts {start}.", start=start)
    return [_note(event, words, button(say("Take over"), Action.TAKE_OVER, event.id))]


def _note(event: Event, words: str, beside: InteractiveElement | None = None) -> Block:
    return titled(event.webcast.title, text.escape(words), beside)


def _ahead(overview: Overview, place: Place, reader: Person, now: datetime) -> list[Block]:
    page = overview.ahead
    counted = SectionBlock(
        text=plain(_counted_ahead(page, place)),
        accessory=_scope(place),
        block_id=f"scope~{place.mine}",
    )
    if place.mine and not (page.total or overview.recent.total):
        return [*_heading(say("Upcoming")), counted, *_welcome(reader)]
    earlier = Turn(words=say("Earlier"), action=Action.HOME_BACK)
    later = Turn(words=say("Later"), action=Action.HOME_ON)
    return [
        *_heading(say("Upcoming")),
        counted,
        *_rows(page, place, reader, now),
        *turns(_span(page), earlier, later, lambda offset: f"ahead:{offset}", block_id="ahead"),
    ]


def _counted_ahead(page: Page, place: Place) -> str:
    if not page.total:
        return say("You have no webcast ahead.") if place.mine else say("No webcast is ahead.")
    if _span(page).is_whole:
        return say_count("{number} webcast ahead", "{number} webcasts ahead", page.total)
    return say("{counted} webcasts ahead", counted=_span(page).counted())


def _scope(place: Place) -> StaticSelectElement:
    mine, everyones = valued("mine", say("Mine")), valued("all", say("Everyone's"))
    return StaticSelectElement(
        action_id=Action.HOME_SCOPE,
        options=[mine, everyones],
        initial_option=mine if place.mine else everyones,
    )


def _welcome(reader: Person) -> list[Block]:
    """Say what to do to somebody who has no webcast yet."""
    if not may(Deed.CREATE, reader.role):
        words = say("You can look at everyone's webcasts. To create some, ask an admin.")
        return [paragraph(words)]
    here = say("Press Create webcast, or type this in any channel:")
    there = say("You have one on the platform already? Take it over with its viewer link:")
    return [
        lines([rich(here), rich(code(usage_of(Verb.CREATE)))]),
        lines([rich(there), rich(code(usage_of(Verb.IMPORT)))]),
    ]


def _recent(page: Page, place: Place, reader: Person, now: datetime) -> list[Block]:
    if not page.total:
        return []
    newer = Turn(words=say("Newer"), action=Action.HOME_BACK)
    older = Turn(words=say("Older"), action=Action.HOME_ON)
    return [
        *_heading(say("Recent")),
        remark(_counted_recent(page)),
        *_rows(page, place, reader, now),
        *turns(_span(page), newer, older, lambda offset: f"recent:{offset}", block_id="recent"),
    ]


def _counted_recent(page: Page) -> str:
    if _span(page).is_whole:
        return say_count(
            "{number} webcast that ended in the last {days} days",
            "{number} webcasts that ended in the last {days} days",
            page.total,
            days=RECENT.days,
        )
    return say(
        "{counted} webcasts that ended in the last {days} days",
        counted=_span(page).counted(),
        days=RECENT.days,
    )


def _rows(page: Page, place: Place, reader: Person, now: datetime) -> list[Block]:
    return [
        row(
            event,
            now,
            menu(event) if _may_change(event, reader) else show_button(event),
            owner=not place.mine,
        )
        for event in page.events
    ]


def _span(page: Page) -> Span:
    return Span(offset=page.offset, shown=len(page.events), total=page.total)


def _heading(words: str) -> list[Block]:
    return [DividerBlock(), HeaderBlock(text=plain(words))]


def _may_change(event: Event, reader: Person) -> bool:
    """Tell whether to offer changes; what is chosen is checked again."""
    return may(Deed.CHANGE, reader.role, standing_of(reader, event))
