"""The pages for people: stored truth, key and PIN, hostile text, self-contained."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.pages.markup import Html, join, tag
from bot.sandbox.pages.words import length

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.conftest import Caller, Opener

NOW_MS = 1803999845120
START = 1805378400000
HOSTILE = "\" onload=alert(1) '&lt;&amp; <!channel *bold* | \u202e"


class Reader(HTMLParser):
    """What a page says and loads."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.language: str | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.language = given.get("lang") or self.language
        self.links += [given[name] or "" for name in ("href", "src", "action") if name in given]
        self._hidden += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data.strip())

    @property
    def words(self) -> str:
        return " ".join(filter(None, self.text))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


async def viewer_of(api: Caller, **changes: object) -> Reader:
    created = await api.create(**changes)
    return read(await api.page(created.event["viewer_link"]))


async def portal_of(api: Caller, masks: str = "31") -> dict[str, Any]:
    created = await api.create(guest_presenter_types=masks)
    portal: dict[str, Any] = created.event["guest_presenter_links"][-1]
    return portal


async def try_pin(api: Caller, portal: dict[str, Any], pin: str) -> tuple[int, str]:
    path = "/" + portal["link"].split("/", 3)[3]
    async with api.http.post(path, data={"pin": pin}) as response:
        return response.status, read(await response.text()).words


@pytest.mark.parametrize(
    "truth",
    [
        "Q1 All Hands",
        "Thursday, 18 March 2027, 10:00 US/Eastern (UTC\N{MINUS SIGN}04:00)",
        "Thu 18 Mar 2027, 14:00 UTC",
        "60 minutes",
        "1,000 viewers",
        "North America",
        "Webcam",
        "12 months after archiving",
        "No close time set",
        "Webcasts / Marketing / Demos",
        "CC-4711",
        "SANDBOX",
    ],
)
async def test_the_viewer_page_shows_the_stored_truth(api: Caller, truth: str) -> None:
    page = await viewer_of(api, folder_id=5121, cost_center="CC-4711")

    assert truth in page.words


@pytest.mark.parametrize(
    ("changes", "truth"),
    [
        pytest.param({"timezone": "America/New_York"}, "14:00 Etc/UTC (UTC)", id="bad zone"),
        pytest.param({"timezone": "Asia/Kolkata"}, "19:30 Asia/Kolkata (UTC+05:30)", id="half"),
        pytest.param(
            {"acquisition_type": 3, "telephony_type": "bridge"}, "Telephone (bridge)", id="phone"
        ),
        pytest.param({"acquisition_type": 3}, "Not used for this kind of event", id="region"),
        pytest.param(
            {"acquisition_type": 4, "video_bridge_type": "advanced"},
            "Video Bridge (advanced)",
            id="video bridge",
        ),
        pytest.param(
            {"acquisition_type": 1, "vcu_address": "203.0.113.9", "vcu_connection_type": "SIP"},
            "VCU/Telepresence (SIP, 203.0.113.9)",
            id="VCU",
        ),
        pytest.param({"type": "ondemand", "media_type": "audio"}, "Recorded audio", id="on demand"),
        pytest.param(
            {"type": "ondemand", "media_type": "video"},
            "12 months after its first publishing",
            id="on demand expiry",
        ),
        pytest.param(
            {"scheduled_player_close_time": 1808106300000},
            "Sunday, 18 April 2027, 23:45 US/Eastern (UTC\N{MINUS SIGN}04:00), "
            "once the event is archived",
            id="close time",
        ),
    ],
)
async def test_the_viewer_page_puts_into_words(
    api: Caller, changes: dict[str, object], truth: str
) -> None:
    page = await viewer_of(api, **changes)

    assert truth in page.words


async def test_with_start_wall_clock_the_viewer_page_shows_the_other_time(api: Caller) -> None:
    await api.control("POST", "mode", {"start": "wall_clock"})

    page = await viewer_of(api)

    assert "Thursday, 18 March 2027, 14:00 US/Eastern" in page.words


async def test_an_edit_shows_on_the_viewer_page(api: Caller) -> None:
    created = await api.create()
    await api.update(created.event["event_id"], event_title="Moved")

    page = read(await api.page(created.event["viewer_link"]))

    assert "Moved" in page.words


@pytest.mark.parametrize(
    ("properties", "advance", "state"),
    [
        pytest.param({}, 0, "Scheduled by schedule", id="before"),
        pytest.param({}, START - NOW_MS, "Live by schedule", id="at the start"),
        pytest.param({}, START - NOW_MS + 3_600_000, "Ended by schedule", id="at the end"),
        pytest.param(
            {"type": "ondemand", "media_type": "video"},
            START - NOW_MS + 10 * 3_600_000,
            "Available by schedule",
            id="on demand",
        ),
    ],
)
async def test_the_state_follows_the_clock(
    api: Caller, properties: dict[str, object], advance: int, state: str
) -> None:
    created = await api.create(**properties)
    await api.control("POST", "clock", {"advance": advance / 1000})

    page = read(await api.page(created.event["viewer_link"]))

    assert state in page.words


async def test_the_countdown_is_there_without_a_script(api: Caller) -> None:
    page = await viewer_of(api)

    assert "15 Days 22 Hours 55 Minutes 54 Seconds" in page.words


async def test_the_countdown_stands_still_with_the_clock(api: Caller) -> None:
    created = await api.create()
    running = await api.page(created.event["viewer_link"])
    await api.control("POST", "clock", {"set": NOW_MS})

    standing = await api.page(created.event["viewer_link"])

    assert 'data-left="1378554880"' in running
    assert "data-left=" not in standing


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda link: link[:-1] + "x", id="wrong key"),
        pytest.param(lambda link: link.partition("&")[0], id="no key"),
        pytest.param(lambda link: re.sub(r"ei=\d+", "ei=1000001", link), id="unknown event"),
        pytest.param(lambda link: re.sub(r"ei=\d+", "ei=x", link), id="no id"),
    ],
)
async def test_a_viewer_link_that_does_not_fit_leads_nowhere(
    api: Caller, change: Callable[[str], str]
) -> None:
    created = await api.create()
    path = "/" + change(created.event["viewer_link"]).split("/", 3)[3]

    async with api.http.get(path) as response:
        text = await response.text()

    assert response.status == 404
    assert "This link does not lead to a webcast" in text
    assert "Q1 All Hands" not in text


async def test_what_others_add_to_a_viewer_link_does_no_harm(api: Caller) -> None:
    created = await api.create()

    page = await api.page(created.event["viewer_link"] + "&tp_special=8&sti=inbound")

    assert "Q1 All Hands" in page


async def test_links_can_have_a_public_address(opened: Opener) -> None:
    api = await opened(public_url="https://sandbox.example")

    answer = await api.create()

    assert answer.event["viewer_link"].startswith("https://sandbox.example/starthere.jsp?ei=")


async def test_the_gate_asks_for_the_pin_and_shows_nothing_else(api: Caller) -> None:
    portal = await portal_of(api)

    page = read(await api.page(portal["link"]))

    assert "PIN" in page.words
    assert "Go on air" not in page.words
    assert portal["pin"] not in page.words


async def test_the_pin_opens_the_portal(api: Caller) -> None:
    portal = await portal_of(api, "9")

    status, words = await try_pin(api, portal, portal["pin"])

    assert status == 200
    assert "Live Studio" in words
    assert "Content" in words


async def test_a_portal_shows_only_what_its_mask_allows(api: Caller) -> None:
    portal = await portal_of(api, "16")

    _, words = await try_pin(api, portal, portal["pin"])

    assert "Q&A Only" in words
    assert "Live Studio" not in words


async def test_a_pin_may_be_typed_in_small_letters_and_with_blanks(api: Caller) -> None:
    portal = await portal_of(api)

    status, _ = await try_pin(api, portal, f" {portal['pin'].lower()} ")

    assert status == 200


async def test_a_wrong_pin_is_told_with_the_tries_that_are_left(api: Caller) -> None:
    portal = await portal_of(api)

    status, words = await try_pin(api, portal, "nonsense")

    assert status == 403
    assert "That PIN is not right. 4 tries are left." in words


async def test_a_right_pin_gives_all_tries_back(api: Caller) -> None:
    portal = await portal_of(api)
    await try_pin(api, portal, "wrong")
    await try_pin(api, portal, portal["pin"])

    _, words = await try_pin(api, portal, "wrong")

    assert "4 tries are left" in words


async def test_too_many_wrong_pins_lock_the_portal_even_for_the_right_one(api: Caller) -> None:
    portal = await portal_of(api)
    answers = [await try_pin(api, portal, "wrong") for _ in range(5)]

    assert "1 try is left" in answers[3][1]
    assert [status for status, _ in answers] == [403, 403, 403, 403, 429]
    status, words = await try_pin(api, portal, portal["pin"])
    assert status == 429
    assert "Too many wrong PINs. Try again in 15 minutes." in words


async def test_a_lock_counts_down_and_opens_again(api: Caller) -> None:
    portal = await portal_of(api)
    for _ in range(5):
        await try_pin(api, portal, "wrong")
    await api.control("POST", "clock", {"advance": 14 * 60 + 1})
    _, words = await try_pin(api, portal, portal["pin"])
    await api.control("POST", "clock", {"advance": 59})

    status, _ = await try_pin(api, portal, portal["pin"])

    assert "Try again in 1 minute." in words
    assert status == 200


async def test_a_lock_spares_the_other_portals(api: Caller) -> None:
    created = await api.create(guest_presenter_types="16,16")
    first, second = created.event["guest_presenter_links"]
    for _ in range(5):
        await try_pin(api, first, "wrong")

    assert (await try_pin(api, second, second["pin"]))[0] == 200


async def test_the_pin_of_one_portal_does_not_open_another_of_the_same_mask(api: Caller) -> None:
    created = await api.create(guest_presenter_types="16,16")
    first, second = created.event["guest_presenter_links"]

    assert (await try_pin(api, first, second["pin"]))[0] == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("query", ["", "?ei=1&gp=31", "?ei=x&gp=y"])
async def test_a_presenter_link_that_does_not_fit_leads_nowhere(
    api: Caller, method: str, query: str
) -> None:
    async with api.http.request(method, f"/guest{query}") as response:
        text = await response.text()

    assert response.status == 404
    assert "does not lead to a presenter portal" in text


async def test_the_console_lists_events_with_their_links(api: Caller) -> None:
    created = await api.create(guest_presenter_types="31,16")

    page = read(await api.page("/"))

    portals = [portal["link"] for portal in created.event["guest_presenter_links"]]
    assert "Q1 All Hands" in page.words
    assert {created.event["viewer_link"], *portals} <= set(page.links)


async def test_the_console_shows_no_pin(api: Caller) -> None:
    portal = await portal_of(api)

    assert portal["pin"] not in await api.page("/")


async def test_the_console_lists_what_is_to_come_before_what_is_over(api: Caller) -> None:
    for title, start in (("over", NOW_MS - 10**8), ("later", START), ("soon", START - 10**8)):
        await api.create(event_title=title, scheduled_start_time=start)

    words = read(await api.page("/")).words

    assert words.index("soon") < words.index("later") < words.index("over")


async def test_the_console_shows_calls_and_what_is_switched(api: Caller) -> None:
    await api.control("POST", "mode", {"capacity": "clamp"})
    await api.create(region=9)

    words = read(await api.page("/")).words

    assert "code 72 region: must be 1 to 5" in words
    assert "capacity=clamp" in words


async def test_an_empty_console_says_what_to_do(api: Caller) -> None:
    assert "No events yet. Create one with" in read(await api.page("/")).words


@pytest.mark.parametrize("where", ["viewer", "gate", "portal", "console"])
async def test_a_hostile_title_is_shown_as_text(api: Caller, where: str) -> None:
    created = await api.create(event_title=HOSTILE, guest_presenter_types="1")
    (portal,) = created.event["guest_presenter_links"]
    plain = read(await api.page("/nowhere"))

    if where == "portal":
        words = (await try_pin(api, portal, portal["pin"]))[1]
    else:
        address = {"viewer": created.event["viewer_link"], "gate": portal["link"], "console": "/"}
        page = read(await api.page(address[where]))
        words = page.words
        assert page.tags.count("script") == plain.tags.count("script")

    assert HOSTILE in words


async def test_a_long_title_is_shown_in_full_and_short_in_the_head(api: Caller) -> None:
    title = "word " * 199 + "end"

    page = await viewer_of(api, event_title=title)

    assert title in page.words
    assert f"{'word ' * 15}word… · Webcast sandbox" in page.words


@pytest.mark.parametrize("where", ["viewer", "gate", "console", "nowhere"])
async def test_pages_load_nothing_from_elsewhere(api: Caller, where: str) -> None:
    created = await api.create(guest_presenter_types="1")
    portal = created.event["guest_presenter_links"][0]
    address = {"viewer": created.event["viewer_link"], "gate": portal["link"], "console": "/"}

    html = await api.page(address.get(where, "/nowhere"))

    page = read(html)
    assert not {"img", "iframe", "object", "embed"} & set(page.tags)
    assert not re.search(r"url\(|@import|src=", html)
    assert page.language == "en"
    assert "title" in page.tags


@pytest.mark.parametrize("path", ["/", "/starthere.jsp", "/guest", "/nowhere"])
async def test_pages_come_with_a_strict_policy_and_are_never_kept(api: Caller, path: str) -> None:
    async with api.http.get(path) as response:
        headers = response.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


@given(st.text(), st.text())
def test_any_text_stays_text_in_markup(inside: str, attribute: str) -> None:
    html = tag("p", inside, title=attribute or "x")

    assert html.count("<") == 2
    assert html.count('"') == 2


def test_markup_is_not_escaped_twice() -> None:
    assert join(tag("b", "a & b"), " < ", Html("<br>")) == "<b>a &amp; b</b> &lt; <br>"


@pytest.mark.parametrize(
    ("minutes", "text"), [(30, "30 min"), (60, "1 h"), (90, "1 h 30 min"), (480, "8 h")]
)
def test_durations_in_words(minutes: int, text: str) -> None:
    assert length(minutes) == text
