"""The presenter portal: a PIN gate, and behind it what the portal's mask allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.sandbox import reference as ref
from bot.sandbox.pages.layout import message, page
from bot.sandbox.pages.markup import Html, tag
from bot.sandbox.pages.viewer import stage

if TYPE_CHECKING:
    from bot.sandbox.pages.words import Schedule
    from bot.sandbox.values import Event, Portal

AREAS: Final = {
    1: "Go on air, advance the slides and see the audience while the event is live.",
    2: "Record and arrange an on-demand presentation.",
    4: "See who registered, who watched and for how long.",
    8: "Upload slides, files and surveys.",
    16: "Read and answer the questions of the audience.",
}


def gate(event: Event, portal: Portal, *, left: int, wrong: bool = False, pause: int = 0) -> str:
    """Return the page that asks for the PIN; `left` tries remain, `pause` is in minutes."""
    locked = left == 0
    card = tag(
        "section",
        tag("h1", "Presenter access"),
        tag("p", event.facts.event_title, class_="soft", dir="auto"),
        _complaint(left=left, wrong=wrong, pause=pause),
        tag(
            "form",
            tag("label", "PIN", for_="pin"),
            _field(wrong=wrong, locked=locked),
            tag("button", "Open the portal", type="submit", disabled=locked),
            method="post",
        ),
        tag("p", f"This link opens: {', '.join(ref.portals_in(portal.mask))}", class_="soft small"),
        class_="card",
    )
    return page("Presenter access", tag("div", card, class_="narrow"))


def _field(*, wrong: bool, locked: bool) -> Html:
    return tag(
        "input",
        id="pin",
        name="pin",
        maxlength="16",
        required=True,
        autofocus=not locked,
        disabled=locked,
        autocomplete="one-time-code",
        autocapitalize="characters",
        spellcheck="false",
        aria_invalid="true" if wrong else None,
        aria_describedby="complaint" if wrong or locked else None,
    )


def _complaint(*, left: int, wrong: bool, pause: int) -> Html:
    if left == 0:
        minutes = "1 minute" if pause == 1 else f"{pause} minutes"
        text = f"Too many wrong PINs. Try again in {minutes}."
    elif wrong:
        tries = "1 try is" if left == 1 else f"{left} tries are"
        text = f"That PIN is not right. {tries} left."
    else:
        return Html("")
    return tag("p", text, class_="alert", role="alert", id="complaint")


def portal_page(event: Event, portal: Portal, schedule: Schedule, *, ticking: bool) -> str:
    """Return the portal with the areas that its mask allows."""
    areas = [
        tag("li", tag("h3", name), tag("p", AREAS[bit]))
        for bit, name in ref.GUEST_PRESENTER_TYPES.items()
        if portal.mask & bit
    ]
    card = tag(
        "section",
        tag("h2", "Your access to this webcast"),
        tag("ul", *areas, class_="areas"),
        class_="card",
    )
    return page(
        f"Presenter portal: {event.facts.event_title}",
        stage(event.facts, schedule, ticking=ticking),
        tag("div", card, class_="grid"),
    )


def not_found() -> str:
    """Return the page behind a presenter link that leads nowhere."""
    return message(
        "This link does not lead to a presenter portal",
        "The link may be incomplete, or the portal is no longer there.",
        "Ask the organiser of the webcast for a new link.",
    )
