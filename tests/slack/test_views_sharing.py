"""What is said of announcements and undoing, at its extremes, is something that Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels import MOST, Obstacle, Prospect
from bot.demo import limits
from bot.domain import HistoryEntry, Post, PostKind, PostState
from bot.plans import Job, JobKind
from bot.slack.editing import draft_of
from bot.slack.views import changing, finding, sharing
from bot.slack.views import form as form_views
from tests.slack.test_views import NOW, OWNER, TITLES, event, full, request
from tests.stage import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack import form as forms

CHANNELS = [f"C{n:010}" for n in range(MOST)]
OPEN = [Prospect(channel=channel, members=1_234_567) for channel in CHANNELS]
REFUSED = [
    Prospect(channel=f"C{n:010}", name="é" * 80, obstacle=obstacle)
    for n, obstacle in enumerate(Obstacle)
]


def post(channel: str, state: PostState = PostState.POSTED, **more: str) -> Post:
    return Post(
        workspace="T1",
        event_id="1",
        target=channel,
        kind=PostKind.CARD,
        state=state,
        channel=channel,
        ts="1.1",
        **more,
    )


def job(channel: str, by: str = "U1") -> Job:
    due_at = NOW + timedelta(days=1)
    return Job(
        workspace="T1",
        event_id="1",
        kind=JobKind.SHARE,
        target=channel,
        due_at=due_at,
        detail=by,
    )


POSTS = [post(f"C{n:010}") for n in range(60)]
JOBS = [job(f"C{n:010}") for n in range(60)]


def preview(title: str, found: list[Prospect], **more: Any) -> dict[str, Any]:  # noqa: ANN401  (named below)
    return sharing.preview(event(title), found, confirm_from=100, **more)


MESSAGES: dict[str, Callable[[str], dict[str, Any]]] = {
    "preview": lambda title: preview(title, OPEN),
    "preview of refusals": lambda title: preview(title, REFUSED),
    "preview of later": lambda title: preview(
        title, OPEN, due_at=NOW, due="Tue 24 Nov 2026, 10:00 US/Eastern"
    ),
    "shared": lambda title: sharing.shared(event(title), CHANNELS, POSTS),
    "not shared": lambda title: sharing.shared(
        event(title), CHANNELS, [post(c, PostState.FAILED, reason="x" * 300) for c in CHANNELS]
    ),
    "planned": lambda title: sharing.planned(event(title), JOBS),
    "nothing planned": lambda title: sharing.planned(event(title), []),
    "details": lambda title: finding.shown(
        event(title),
        reader=OWNER,
        more=sharing.announcements(event(title), POSTS, JOBS, reader="U1", may_share=True),
    ),
    "history": lambda title: changing.history(
        event(title), [line("announced", "C0GENERAL01"), line("planned an announcement", "é" * 500)]
    ),
}


def line(what: str, detail: str) -> HistoryEntry:
    return HistoryEntry(workspace="T1", event_id="1", who="U1", what=what, at=NOW, detail=detail)


def drifted(title: str) -> forms.Draft:
    draft = draft_of(event(title), "Etc/UTC", now=NOW)
    assert draft.editing
    drift = tuple(("title", "é" * 200) for _ in range(5))
    return replace(draft, editing=replace(draft.editing, drift=drift))


VIEWS: dict[str, Callable[[str], dict[str, Any]]] = {
    "share": lambda title: sharing.ask(event(title)),
    "looking": lambda _title: sharing.looking(),
    "form with channels": lambda title: form_views.form(
        replace(full(title), channels=tuple(CHANNELS), seen=tuple(OPEN)), now=NOW
    ),
    "form with refused channels": lambda title: form_views.form(
        replace(
            full(title),
            channels=tuple(each.channel for each in REFUSED),
            seen=tuple(REFUSED),
        ),
        now=NOW,
    ),
    "drifted form": lambda title: form_views.form(drifted(title), now=NOW, problem="p" * 2000),
    "saved": lambda title: changing.saved(
        replace(event(title), before=replace(request(title), capacity=50)),
        ["é" * 500] * 6,
        [post("C1")] * 30,
        lost_portals=True,
    ),
    "not undone": changing.not_undone,
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_slack_takes_every_message(make: Callable[[str], dict[str, Any]], title: str) -> None:
    message = make(title)

    assert not limits.message_problems(message["blocks"])
    assert not limits.blocks_are_too_long(message["blocks"])
    assert 0 < len(message["text"]) <= limits.UPDATED_TEXT
    assert len(message["blocks"]) <= limits.MESSAGE_BLOCKS


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_slack_takes_every_view(make: Callable[[str], dict[str, Any]], title: str) -> None:
    view = make(title)

    assert not limits.view_problems(view)
    assert not limits.view_is_too_large(view)


def test_many_announcements_are_cut_and_counted() -> None:
    shown = sharing.announcements(event("Q4"), POSTS, JOBS, reader="U1", may_share=True)

    assert len(shown) == 11
    assert "110 more" in text_of([block.to_dict() for block in shown])


def test_a_reader_sees_only_what_they_can_take_away() -> None:
    posts = [post("C0000000001", by="U1"), post("C0000000002", by="U2")]
    jobs = [job("C0000000003", by="U1"), job("C0000000004", by="U2")]

    shown = sharing.announcements(event("Q4"), posts, jobs, reader="U2", may_share=False)

    words = text_of([block.to_dict() for block in shown])
    assert ("C0000000002" in words, "C0000000004" in words) == (True, True)
    assert "C0000000001" not in words


def test_a_private_channel_is_not_called_public_when_asked_about() -> None:
    crowd = Prospect(channel="C1", members=500, is_private=True)

    shown = preview("Q4", [crowd])

    words = text_of(shown["blocks"])
    assert "private and large, 500 people will see it" in words
    assert "public" not in words


def test_the_history_shows_channels_as_channels() -> None:
    shown = changing.history(event("Q4"), [line("announced", "C0GENERAL01")])

    assert "'channel_id': 'C0GENERAL01'" in str(shown["blocks"])


@pytest.mark.parametrize("value", ["1890012", "1890012:", "1890012:x", "1890012:-1"])
def test_a_forged_undo_names_no_revision(value: str) -> None:
    assert changing.undoes(value) == ("1890012", -1)
