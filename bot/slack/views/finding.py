"""The answers to `/webcast`, `help`, `list` and `show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, DividerBlock, SectionBlock

from bot.language import say, say_moment, to_say
from bot.slack import text
from bot.slack.ids import Action, Verb
from bot.slack.views.account import missing
from bot.slack.views.card import details
from bot.slack.views.message import (
    Line,
    Parts,
    bold,
    button,
    code,
    lines,
    local_time,
    only_you,
    paragraph,
    plain,
    remark,
    rich,
    woven,
)
from bot.slack.views.rows import TITLE_IN_LIST, show_button
from bot.slack.views.words import brief, schedule
from bot.when.examples import EXAMPLES, NOW, REFUSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from bot.domain import Event, Person
    from bot.when.examples import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One line of help: what to type, and what it does."""

    line: str
    does: str


USAGE: dict[Verb, tuple[Usage, ...]] = {
    Verb.CREATE: (
        Usage(
            line='/webcast create "Q4 town hall" next tuesday 3pm for 90 minutes',
            does=to_say("opens the form, filled in with your words"),
        ),
        Usage(
            line='/webcast create ondemand "Product demo" 4 dec 10:00 london',
            does=to_say("the same for an on-demand webcast"),
        ),
        Usage(
            line='/webcast create "Results call" friday 2pm cap:500 guests:live,qa',
            does=to_say("sets fields of the form by key"),
        ),
    ),
    Verb.LIST: (
        Usage(line="/webcast list", does=to_say("your upcoming webcasts")),
        Usage(
            line="/webcast list all town hall", does=to_say("everyone's, with a word of the title")
        ),
        Usage(line="/webcast list past", does=to_say("everyone's that are over")),
        Usage(line="/webcast list here", does=to_say("those announced in this channel")),
        Usage(line="/webcast list uncertain", does=to_say("yours that may or may not exist")),
    ),
    Verb.SHOW: (
        Usage(line="/webcast show 1890012", does=to_say("one webcast, by id or viewer link")),
        Usage(line='/webcast show "town hall"', does=to_say("by a part of its title")),
        Usage(
            line="/webcast show next",
            does=to_say("your next one; last is the one you created last"),
        ),
    ),
    Verb.UPDATE: (
        Usage(
            line="/webcast update next cap:2000",
            does=to_say("opens the form of one, changed so far"),
        ),
    ),
    Verb.MOVE: (
        Usage(
            line="/webcast move next +1h", does=to_say("moves one, by a span or to a time in words")
        ),
    ),
    Verb.COPY: (
        Usage(
            line='/webcast copy last next friday 10am title:"Encore"',
            does=to_say("opens the form for a new one like it"),
        ),
    ),
    Verb.CANCEL: (
        Usage(
            line="/webcast cancel 1890012 snow",
            does=to_say("cancels one after asking; can be undone"),
        ),
    ),
    Verb.SHARE: (
        Usage(
            line="/webcast share next #general",
            does=to_say("announces one in more channels, asking first"),
        ),
        Usage(line="/webcast share next #general at tomorrow 9am", does=to_say("the same, later")),
    ),
    Verb.PRESENTERS: (
        Usage(line="/webcast presenters next", does=to_say("who presents one of yours")),
        Usage(
            line="/webcast presenters next @presenter:host",
            does=to_say("names one: host, speaker, moderator, analyst, content, or live+qa"),
        ),
    ),
    Verb.OWNER: (
        Usage(line="/webcast owner next", does=to_say("whose it is")),
        Usage(
            line="/webcast owner next @ir.manager",
            does=to_say("offers it to somebody, who accepts or declines"),
        ),
    ),
    Verb.REMIND: (
        Usage(
            line="/webcast remind next 1d,15m,0",
            does=to_say("reminds its channels; 0 is the start, at most 5 within 30 days"),
        ),
        Usage(line="/webcast remind next off", does=to_say("reminds nobody")),
        Usage(line="/webcast remind next me", does=to_say("reminds you alone")),
    ),
    Verb.ICS: (
        Usage(
            line="/webcast ics next",
            does=to_say("sends you a calendar file, and a new one if it changes"),
        ),
    ),
    Verb.HISTORY: (
        Usage(line="/webcast history last", does=to_say("who did what to one of yours, and when")),
    ),
    Verb.IMPORT: (
        Usage(
            line="/webcast import 1890012",
            does=to_say("takes over one made elsewhere, by id or viewer link"),
        ),
    ),
    Verb.FOLDERS: (Usage(line="/webcast folders", does=to_say("the folders of the platform")),),
    Verb.SETTINGS: (
        Usage(
            line="/webcast settings",
            does=to_say("your own defaults; cap:500 after it sets one at once"),
        ),
        Usage(line="/webcast settings channel", does=to_say("those of this channel")),
        Usage(line="/webcast settings admin", does=to_say("those of the workspace, for admins")),
    ),
    Verb.DOCTOR: (Usage(line="/webcast doctor", does=to_say("checks that everything works")),),
    Verb.HELP: (
        Usage(line="/webcast help create", does=to_say("more about one command")),
        Usage(line="/webcast help times", does=to_say("which words for a time are understood")),
    ),
}


def usage_of(verb: Verb) -> str:
    """Return a line with this verb that can be sent as it is."""
    return USAGE[verb][0].line


def tray(
    following: Event | None, *, may_create: bool = True, may_connect: bool = False
) -> dict[str, Any]:
    """Offer what one can do, and the person's next webcast.

    `may_connect` is for an admin whose workspace has no platform account.
    """
    create = button(say("Create webcast"), Action.OPEN_FORM, style="primary")
    buttons = [
        *([create] if may_create else []),
        button(say("My webcasts"), Action.LIST_MINE),
        button(say("Find"), Action.OPEN_FIND),
        button(say("Settings"), Action.OPEN_SETTINGS),
        button(say("Help"), Action.SHOW_HELP),
    ]
    if following:
        about = [rich(say("Your next webcast")), _line(following)]
        told = say("Your next webcast: {webcast}", webcast=told_of(following))
    else:
        told = say("You have no webcast ahead.")
        about = [rich(told)]
    blocks = [lines(about), ActionsBlock(elements=buttons), *([missing()] if may_connect else [])]
    more = say("Type /webcast help to see what I can do.")
    return only_you(f"{told} {more}", blocks)


def help_for(topic: Verb | None) -> dict[str, Any]:
    """Show what can be typed, all of it or about one command."""
    shown = USAGE if topic is None else {topic: USAGE[topic]}
    told = [(usage.line, say(usage.does)) for usages in shown.values() for usage in usages]
    rows = [rich(code(line), f"  {does}") for line, does in told]
    blocks = [lines([rich(bold(say("Webcasts from Slack"))), *rows])]
    if topic in {None, Verb.CREATE}:
        blocks.append(remark(say("Nothing is created before you press Create in the form.")))
    return only_you(text.escape(" ".join(f"{line}: {does}." for line, does in told)), blocks)


def help_times() -> dict[str, Any]:
    """Show which words for a time are understood, by example."""
    groups = list(dict.fromkeys(example.group for example in EXAMPLES))
    heading, day = say("Times in words"), say_moment(NOW, "EEE d MMM")
    blocks = [
        lines([rich(bold(heading)), rich(say("As if typed on {day} at 10:00.", day=day))]),
        *(lines(_examples(group)) for group in groups),
        lines([rich(bold(say("Asked about"))), *(_refusal(each) for each in REFUSED)]),
        remark(say("Whatever you type is read back in the form before anything is created.")),
    ]
    told = [f"{example.phrase}: {say(example.reads)}" for example in EXAMPLES]
    return only_you(text.joined([text.escape(part) for part in [heading, *told]]), blocks)


def _examples(group: str) -> list[Line]:
    rows = [
        rich(code(example.phrase), f"  {say(example.reads)}")
        for example in EXAMPLES
        if example.group == group
    ]
    return [rich(bold(say(group))), *rows]


def _refusal(refusal: Refusal) -> Line:
    return rich(code(refusal.phrase), f"  {say(refusal.why)}")


def did_you_mean(word: str, nearest: Verb | None, rest: str) -> dict[str, Any]:
    """Answer an unknown word with the nearest command, ready to be sent."""
    word = text.shorten(word, 40)
    if nearest is None:
        told = say("I do not know “{word}”. Type /webcast help to see what I can do.", word=word)
        return only_you(text.escape(told), [paragraph(told)])
    line = text.shorten(f"/webcast {nearest} {rest}".strip(), 500)
    told = say("I do not know “{word}”. Did you mean: {line}", word=word, line=line)
    row = woven(say("I do not know “{word}”. Did you mean {line} ?"), word=word, line=code(line))
    return only_you(text.escape(told), [lines([row])])


def refused_words(sentence: str, verb: Verb) -> dict[str, Any]:
    """Say what was wrong with a command, with a line that works."""
    line = usage_of(verb)
    works = say("This one works: {line}")
    row, told = woven(works, line=code(line)), works.format(line=line)
    return only_you(text.escape(f"{sentence} {told}"), [paragraph(sentence), lines([row])])


def shown(
    event: Event, *, reader: Person, is_over: bool = False, more: Sequence[Block] = ()
) -> dict[str, Any]:
    """Show one event, and `more` below it."""
    return only_you(told_of(event), [*details(event, reader=reader, is_over=is_over), *more])


def pick(events: Sequence[Event], words: str) -> dict[str, Any]:
    """Ask which of several events was meant."""
    asked = say("Several webcasts match “{words}”. Which one?", words=text.shorten(words, 60))
    blocks: list[Block] = [paragraph(asked)]
    blocks += map(row, events)
    blocks.append(DividerBlock())
    whole = [text.escape(asked), *(told_of(event) for event in events)]
    return only_you(text.joined(whole), blocks)


def row(event: Event) -> Block:
    """Offer one of several events."""
    title, when = text.title(event.webcast.title, TITLE_IN_LIST), schedule(event)
    told = "\n".join([title, say("{schedule} · id {id}", schedule=when, id=event.id)])
    return SectionBlock(text=plain(told), accessory=show_button(event))


def _line(event: Event) -> Line:
    facts = woven(
        say("{local_time} · {schedule} · id {id} · {watch}"),
        local_time=local_time(event.webcast.starts_at, schedule(event)),
        schedule=brief(event.webcast.starts_at, event.request.zone),
        id=event.id,
        watch=Parts.Link(url=event.webcast.viewer_link, text=say("Watch")),
    )
    return (*rich(bold(text.title(event.webcast.title, TITLE_IN_LIST)), "\n"), *facts)


def told_of(event: Event) -> str:
    """Say an event in a sentence."""
    title = text.escape(text.title(event.webcast.title, TITLE_IN_LIST))
    start = text.date(event.webcast.starts_at, fallback=schedule(event))
    return say("{title}, {start}, id {id}", title=title, start=start, id=event.id)
