"""Calendar files, read back by a parser that is not ours, and calendar links."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import icalendar
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.calendar import (
    LINK_LIMIT,
    file_name,
    fingerprint,
    google_link,
    invitation,
    outlook_link,
)
from bot.domain import Event, Live, OnDemand, Portal, Webcam, Webcast, WebcastRequest
from bot.language import speaking
from bot.rules import DURATION, ZONES, Access, MediaType, Region

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, 15, 4, 5, 678901, tzinfo=UTC)
START = datetime(2026, 12, 1, 20, tzinfo=UTC)
VIEWER = "https://event.webcasts.com/starthere.jsp?ei=1890012"
PIN, PORTAL = "PIN84629173", "https://presenter.webcasts.com/portal?key=s3cr3t84629173"
NAMES = [
    *("BEGIN", "VERSION", "PRODID", "METHOD", "BEGIN"),
    *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER"),
    *("SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "TRANSP", "END", "END"),
]
HOSTILE = {
    "line breaks": "Town hall\r\nATTENDEE:mailto:victim@example.com\r\nEND:VEVENT",
    "bare carriage return": "Town hall\rBEGIN:VALARM",
    "separators": "Town hall\u2028BEGIN:VALARM\u2029X:1\x85Y:1\x0bZ:1\x0c",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "lone surrogate": "Town \ud83d hall",
    "escapes": "a\\nb\\,c;d\\\\;e,f\\",
    "overrides": "\u202egnp.exe\u202c",
    "right to left": "اجتماع عام, \u200fQ4\u200f; נגמר",
    "emoji": "👩‍👩‍👧‍👦" * 142,
    "long": "x" * 1000,
    "long and escaped": ";,\\" * 333,
    "quotes and colons": 'X";CN="y:z":mailto:q',
    "percent": "100%0d%0aX:1 %n &amp; <b>",
    "blank": " \r\n ",
}

anything = st.text(st.characters(), max_size=1000)
tame = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    max_size=1000,
)
moments = st.datetimes(
    min_value=datetime.fromisoformat("1990-01-01"),
    max_value=datetime.fromisoformat("2099-01-01"),
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
durations = st.sampled_from([timedelta(minutes=minutes) for minutes in DURATION.choices()])
LINKS = pytest.mark.parametrize("link", [google_link, outlook_link], ids=["google", "outlook"])


def event(**webcast: Any) -> Event:  # noqa: ANN401 # as Webcast takes them
    asked = WebcastRequest(
        title="Q4 town hall",
        starts_at=START,
        duration=timedelta(minutes=90),
        zone="US/Eastern",
        production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
        capacity=500,
        expiration_months=12,
        portals=(Access.LIVE_STUDIO,),
    )
    made = Webcast(
        id="1890012",
        title=asked.title,
        starts_at=asked.starts_at,
        duration=asked.duration,
        capacity=asked.capacity,
        folder_name="Town halls",
        viewer_link=VIEWER,
        portals=(Portal(access=Access.LIVE_STUDIO, link=PORTAL, pin=PIN),),
    )
    return Event(
        workspace="T0ACME",
        owner="U0COMMS",
        request=asked,
        webcast=replace(made, **webcast),
        created_at=NOW,
    )


def in_zone(zone: str, **webcast: Any) -> Event:  # noqa: ANN401 # likewise
    made = event(**webcast)
    return replace(made, request=replace(made.request, zone=zone))


def cancelled(reason: str = "") -> Event:
    made = event(title="CANCELLED: Q4 town hall")
    return replace(made, cancelled_at=NOW, cancel_reason=reason)


def written(made: Event, sequence: int = 0) -> str:
    return invitation(made, sequence=sequence, now=NOW)


def parsed(file: str) -> icalendar.Event:
    """Read a file's only event with the independent parser, which must find nothing wrong."""
    calendar = icalendar.Calendar.from_ical(file.encode())
    assert isinstance(calendar, icalendar.Calendar)
    (found,) = calendar.subcomponents
    assert isinstance(found, icalendar.Event)
    assert not calendar.errors
    assert not found.errors
    return found


def method(file: str) -> str:
    return str(icalendar.Calendar.from_ical(file)["METHOD"])


def unfolded(file: str) -> list[str]:
    return file.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")


def property_names(file: str) -> list[str]:
    return [re.split("[:;]", line, maxsplit=1)[0] for line in unfolded(file)]


def parameters(link: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(link).query).items()}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@given(
    title=tame,
    starts_at=moments,
    duration=durations,
    zone=st.sampled_from(ZONES),
    sequence=st.integers(0, 2**31 - 1),
)
@example(title="C:\\new, a;b", starts_at=START, duration=timedelta(hours=8), zone="CET", sequence=1)
@settings(max_examples=150, deadline=None)
def test_another_parser_reads_the_same_title_instants_uid_and_sequence(
    title: str, starts_at: datetime, duration: timedelta, zone: str, sequence: int
) -> None:
    found = parsed(
        written(in_zone(zone, title=title, starts_at=starts_at, duration=duration), sequence)
    )

    assert found.summary == (title.strip() or "Webcast 1890012")
    assert (found.start, found.end) == (starts_at, starts_at + duration)
    assert found.uid == "webcast-T0ACME-1890012@webcast-bot.invalid"
    assert found.sequence == sequence


@given(title=anything)
@settings(max_examples=150, deadline=None)
def test_no_title_adds_a_property_or_breaks_a_line(title: str) -> None:
    file = written(event(title=title))

    assert property_names(file) == NAMES
    assert all(len(line) <= 75 for line in file.encode().split(b"\r\n"))
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", "".join(unfolded(file)))
    assert file.splitlines() == file.removesuffix("\r\n").split("\r\n")
    assert parsed(file).uid == "webcast-T0ACME-1890012@webcast-bot.invalid"


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_title_stays_a_title(title: str) -> None:
    file = written(event(title=title))

    assert property_names(file) == NAMES
    assert all(len(line) <= 75 for line in file.encode().split(b"\r\n"))
    assert file.splitlines() == file.removesuffix("\r\n").split("\r\n")
    assert "\u202e" not in file
    assert (parsed(file).summary or "").strip()


@pytest.mark.parametrize("name", ["escapes", "right to left", "emoji", "long", "long and escaped"])
def test_a_strange_but_honest_title_is_kept_whole(name: str) -> None:
    assert parsed(written(event(title=HOSTILE[name]))).summary == HOSTILE[name]


def test_each_line_ends_with_carriage_return_and_line_feed_and_nothing_else_does() -> None:
    file = written(event(title="long " * 100))

    assert file.endswith("END:VCALENDAR\r\n")
    assert file.count("\r") == file.count("\n") == file.count("\r\n")


def test_folding_fills_lines_and_splits_no_character() -> None:
    title = "é€😀" * 300
    lines = written(event(title=title)).encode().split(b"\r\n")

    assert max(map(len, lines)) > 70
    assert title in "".join(line.decode().removeprefix(" ") for line in lines)


def test_the_file_is_complete_by_the_letter() -> None:
    assert unfolded(written(event(), 3)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//webcast-bot//webcast-bot//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:webcast-T0ACME-1890012@webcast-bot.invalid",
        "SEQUENCE:3",
        "DTSTAMP:20261124T150405Z",
        "DTSTART:20261201T200000Z",
        "DTEND:20261201T213000Z",
        "ORGANIZER;CN=Webcasts:mailto:noreply@webcast-bot.invalid",
        "SUMMARY:Q4 town hall",
        (
            f"DESCRIPTION:Watch: {VIEWER}"
            "\\nWhen: Tue 1 Dec 2026\\, 15:00 US/Eastern (EST\\, UTC-5)"
            "\\nLive webcast\\, 1 hour 30 minutes\\, id 1890012"
            "\\nIf it changes\\, whoever asked for this file gets a new one in Slack\\, which "
            "updates the entry."
        ),
        f"LOCATION:{VIEWER}",
        f"URL:{VIEWER}",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("US/Eastern", "Wed 1 Jul 2026, 16:00 US/Eastern (EDT, UTC-4)"),
        ("Asia/Kolkata", "Thu 2 Jul 2026, 01:30 Asia/Kolkata (IST, UTC+5:30)"),
        ("Etc/UTC", "Wed 1 Jul 2026, 20:00 Etc/UTC (UTC)"),
    ],
    ids=["summer time", "half an hour", "universal time"],
)
def test_the_events_own_clock_is_told_in_words(zone: str, words: str) -> None:
    made = in_zone(zone, starts_at=datetime(2026, 7, 1, 20, tzinfo=UTC))

    assert f"When: {words}\n" in (parsed(written(made)).description or "")
    assert f"When: {words}\n" in parameters(google_link(made))["details"]


def test_a_move_keeps_the_uid_and_raises_the_sequence() -> None:
    before = parsed(written(event(), 0))
    after = parsed(written(event(title="Moved", starts_at=START + timedelta(days=1)), 1))

    assert after.uid == before.uid
    assert after.sequence > before.sequence


@pytest.mark.parametrize(
    "other",
    [replace(event(), workspace="T0OTHER"), event(id="1890013")],
    ids=["another workspace", "another event"],
)
def test_different_events_have_different_uids(other: Event) -> None:
    assert parsed(written(other)).uid != parsed(written(event())).uid


def test_a_cancellation_withdraws_the_same_entry() -> None:
    file = written(cancelled("Snow, all day"), 4)
    found = parsed(file)

    assert method(file) == "CANCEL"
    assert (found.status, found.transparency, found.sequence) == ("CANCELLED", "TRANSPARENT", 4)
    assert found.uid == parsed(written(event())).uid
    assert found.start == START
    assert found.summary == "Cancelled: Q4 town hall"
    assert found.description == "This webcast is cancelled.\nReason: Snow, all day"


def test_a_cancelled_event_sends_nobody_to_the_viewer_page() -> None:
    assert VIEWER not in "".join(unfolded(written(cancelled())))


def test_a_long_reason_is_cut_and_says_so() -> None:
    told = parsed(written(cancelled("r" * 400))).description

    assert told == f"This webcast is cancelled.\nReason: {'r' * 249}…"


def test_an_entry_can_be_withdrawn_while_the_event_goes_on() -> None:
    file = invitation(event(), sequence=1, now=NOW, cancelled=True)

    assert method(file) == "CANCEL"
    assert parsed(file).summary == "Cancelled: Q4 town hall"


@given(reason=anything)
@settings(max_examples=50, deadline=None)
def test_no_reason_adds_a_property(reason: str) -> None:
    kept = [name for name in NAMES if name not in {"LOCATION", "URL"}]

    assert property_names(written(cancelled(reason))) == kept


def test_restoring_confirms_the_same_entry_again() -> None:
    file = written(event(), 5)

    assert method(file) == "PUBLISH"
    assert parsed(file).status == "CONFIRMED"


def test_on_demand_takes_up_nobodys_time() -> None:
    made = event()
    made = replace(made, request=replace(made.request, production=OnDemand(media=MediaType.VIDEO)))
    found = parsed(written(made))

    assert found.transparency == "TRANSPARENT"
    assert "On-demand webcast, 1 hour 30 minutes" in found.description


def test_there_is_no_alarm_and_no_attendee() -> None:
    found = parsed(written(event()))

    assert not found.subcomponents
    assert "ATTENDEE" not in found


def test_the_viewer_link_is_a_proper_uri_whatever_the_platform_sends() -> None:
    found = parsed(
        written(event(viewer_link="https://event.webcasts.com/ü;a,b?ei=1&x=%41 b\r\nX:1"))
    )

    assert found.url == "https://event.webcasts.com/%C3%BC;a,b?ei=1&x=%41%20b%20X:1"
    assert found.location == found.url


@given(title=anything, reason=anything)
@settings(max_examples=50, deadline=None)
def test_neither_a_pin_nor_a_portal_link_ever_appears(title: str, reason: str) -> None:
    assume("presenter" not in f"{title}{reason}".lower())
    made = event(title=title)
    off = replace(made, cancelled_at=NOW, cancel_reason=reason)
    told = [*unfolded(written(made)), *unfolded(written(off)), file_name(made)]
    told += [unquote(link(made)) for link in (google_link, outlook_link)]

    assert not any(PIN in text or "s3cr3t" in text or "presenter" in text for text in told)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Q4 town hall", "q4-town-hall-1890012.ics"),
        ("Jahresüberblick: Größe & Ziele", "jahresuberblick-groe-ziele-1890012.ics"),
        ("../../etc/passwd", "etc-passwd-1890012.ics"),
        ('x"\r\nSet-Cookie: a=b', "x-set-cookie-a-b-1890012.ics"),
        ("اجتماع عام", "webcast-1890012.ics"),
        ("word " * 200, "word-word-word-word-word-word-word-word-1890012.ics"),
    ],
    ids=["plain", "accents", "path", "header", "no latin letters", "long"],
)
def test_the_file_name_is_short_and_harmless(title: str, name: str) -> None:
    assert file_name(event(title=title)) == name


@given(title=anything)
@settings(max_examples=100, deadline=None)
def test_every_file_name_is_ascii_and_short(title: str) -> None:
    name = file_name(event(title=title, id="1" * 18))

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.ics", name)
    assert len(name) <= 65


def test_a_cancelled_events_file_keeps_its_name() -> None:
    assert file_name(cancelled()) == file_name(event())


def test_the_google_link_opens_the_same_entry() -> None:
    link = google_link(event())

    assert link.startswith("https://calendar.google.com/calendar/render?")
    assert parameters(link) == {
        "action": "TEMPLATE",
        "dates": "20261201T200000Z/20261201T213000Z",
        "location": VIEWER,
        "details": (
            f"Watch: {VIEWER}\nWhen: Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5)\n"
            "Live webcast, 1 hour 30 minutes, id 1890012\n"
            "If it changes, its announcement in Slack says so; this entry stays as it is."
        ),
        "text": "Q4 town hall",
    }


def test_the_outlook_link_opens_the_same_entry() -> None:
    link = outlook_link(event(viewer_link=f"{VIEWER}&tp=1"))
    found = parameters(link)

    assert link.startswith("https://outlook.office.com/calendar/0/deeplink/compose?")
    assert found["path"] == "/calendar/action/compose"
    assert found["rru"] == "addevent"
    assert found["subject"] == "Q4 town hall"
    assert moment(found["startdt"]) == START
    assert moment(found["enddt"]) == START + timedelta(minutes=90)
    assert found["location"] == f"{VIEWER}&tp=1"
    assert found["body"].startswith(f"Watch: {VIEWER}&amp;tp=1<br>When: Tue 1 Dec 2026, 15:00")


@LINKS
@given(title=anything, size=st.integers(0, 1900))
@settings(max_examples=80, deadline=None)
def test_a_link_is_short_ascii_and_keeps_its_times(
    link: Callable[[Event], str], title: str, size: int
) -> None:
    url = link(event(title=title, viewer_link=f"{VIEWER}&v={'é' * size}"))
    found = parameters(url)

    assert len(url) <= LINK_LIMIT
    assert re.fullmatch(r"[!-~]+", url)
    assert "20261201T200000Z" in found.get("dates", "") or moment(found["startdt"]) == START
    assert (found.get("text") or found["subject"]).strip()


@LINKS
@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_title_adds_no_parameter_to_a_link(
    link: Callable[[Event], str], title: str
) -> None:
    url = link(event(title=f"{title}&location=https://evil.example#x?add=a"))

    assert parameters(url).keys() == parameters(link(event())).keys()
    assert parameters(url)["location"] == VIEWER
    assert not urlsplit(url).fragment


@LINKS
def test_a_long_title_is_cut_in_a_link_and_says_so(link: Callable[[Event], str]) -> None:
    url = link(event(title="اجتماع " * 142))
    found = parameters(url)
    title = found.get("text") or found["subject"]

    assert LINK_LIMIT - 20 < len(url) <= LINK_LIMIT
    assert title.endswith("…")
    assert len(title) > 100
    assert VIEWER in (found.get("details") or found["body"])


@LINKS
def test_a_title_is_not_cut_after_a_space(link: Callable[[Event], str]) -> None:
    found = parameters(link(event(title=f"x{' ' * 998}x")))

    assert (found.get("text") or found["subject"]) == "x…"


@LINKS
def test_spaces_in_a_link_are_not_plus_signs(link: Callable[[Event], str]) -> None:
    assert "+" not in link(event())


@LINKS
@given(size=st.integers(0, 1900))
@settings(max_examples=80, deadline=None)
def test_an_ordinary_title_is_whole_however_long_the_viewer_link(
    link: Callable[[Event], str], size: int
) -> None:
    found = parameters(link(event(title="Town hall " * 20, viewer_link=f"{VIEWER}&v={'v' * size}")))

    assert (found.get("text") or found["subject"]) == ("Town hall " * 20).strip()


@LINKS
def test_a_short_title_with_every_sign_is_kept_in_a_link(link: Callable[[Event], str]) -> None:
    found = parameters(link(event(title="50% + a/b & c = “d” 😀")))

    assert (found.get("text") or found["subject"]) == "50% + a/b & c = “d” 😀"


@LINKS
def test_where_a_link_would_be_too_long_the_description_gives_way_first(
    link: Callable[[Event], str],
) -> None:
    found = parameters(link(event(viewer_link=f"{VIEWER}&v={'v' * 900}")))

    assert found["location"].startswith(VIEWER)
    assert not {"details", "body"} & found.keys()


def test_a_fingerprint_is_the_same_in_every_language_and_revision() -> None:
    told = event()
    with speaking("de"):
        assert fingerprint(told) == fingerprint(event())

    assert fingerprint(replace(told, revision=7)) == fingerprint(told)


@pytest.mark.parametrize(
    "change",
    [{"title": "Q4 all hands"}, {"starts_at": START + timedelta(hours=1)}, {"viewer_link": "x"}],
    ids=["title", "start", "link"],
)
def test_a_fingerprint_differs_with_what_the_file_tells(change: dict[str, Any]) -> None:
    assert fingerprint(event(**change)) != fingerprint(event())


def test_a_fingerprint_does_not_differ_with_what_it_leaves_out() -> None:
    assert fingerprint(event(capacity=77)) == fingerprint(event())
