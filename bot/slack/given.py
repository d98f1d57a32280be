"""Settings, put into an empty form; each remembers whose it was for as long as it stands there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot import preferences, typed
from bot.language import say
from bot.preferences import Name
from bot.slack.form import FolderChoice, region_of
from bot.when.leads import write_leads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.preferences import Given, Scope
    from bot.slack.form import Draft


def with_settings(draft: Draft, found: Mapping[Name, Given]) -> Draft:
    """Fill an empty form with what was set; a region goes with its time zone unless it was."""
    given: dict[Name, Given] = {name: found[name] for name in preferences.OF_FORM if name in found}
    filled = replace(draft, given=given)
    for name, each in given.items():
        filled = replace(filled, **_values(name, each.text))
    if Name.ZONE in given and Name.REGION not in given:
        filled = replace(filled, region=region_of(filled.zone))
    return filled


def origin(draft: Draft, name: Name) -> Scope | None:
    """Tell whose setting stands in a field, if it still does."""
    given = draft.given.get(name)
    if given is None:
        return None
    [(field, value)] = _values(name, given.text).items()
    return given.scope if _same(getattr(draft, field), value) else None


def _same(stands: object, was_set: object) -> bool:
    """Compare folders by their id: a path is as it was when the folder was picked."""
    if isinstance(stands, FolderChoice) and isinstance(was_set, FolderChoice):
        return stands.id == was_set.id
    return stands == was_set


def _values(name: Name, text: str) -> dict[str, Any]:
    field, value = _FIELDS.get(name, (name.value, str))
    return {field: value(text)}


def _folder(text: str) -> FolderChoice:
    number, path = preferences.folder(text)
    return FolderChoice(id=number, path=path or say("Folder {number}", number=number))


_FIELDS: dict[Name, tuple[str, Callable[[str], Any]]] = {
    Name.DURATION: ("duration", int),
    Name.EXPIRATION: ("expiration", int),
    Name.SOURCE: ("source", typed.SOURCES.__getitem__),
    Name.REGION: ("region", typed.REGIONS.__getitem__),
    Name.FOLDER: ("folder", _folder),
    Name.ANNOUNCE: ("channels", preferences.channels),
    Name.REMINDERS: ("reminders", lambda text: write_leads(preferences.leads(text))),
}
