"""What the emulated platform stores: folders, events and their presenter portals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.sandbox.reading import without_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator


class BadFolders(ValueError):
    """A folder tree that cannot be used; the text says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder and everything below it. Ids are unique in a tree, names are not."""

    folder_id: int
    folder_name: str
    children: tuple[Folder, ...] = ()

    def walk(self, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Folder]]:
        """Return this folder and all below, each with the names on the way to it."""
        path = (*above, self.folder_name)
        yield path, self
        for child in self.children:
            yield from child.walk(path)

    def find(self, folder_id: int) -> Folder | None:
        """Return the folder of that id in this tree."""
        return next((each for _, each in self.walk() if each.folder_id == folder_id), None)

    def path_to(self, folder_id: int) -> tuple[str, ...]:
        """Return the names from this folder down to the one of that id; empty if it is not here."""
        return next((path for path, each in self.walk() if each.folder_id == folder_id), ())

    def as_tree(self) -> dict[str, object]:
        """Return the wire shape: no children, no key; one child, an object; several, an array."""
        tree: dict[str, object] = {
            "folder_name": self.folder_name,
            "folder_id": str(self.folder_id),
        }
        children = [child.as_tree() for child in self.children]
        if children:
            tree["children"] = children[0] if len(children) == 1 else children
        return tree


def read_tree(tree: object) -> Folder:
    """Return a folder tree from the wire shape; `children` may also be a list of one.

    Raises BadFolders for a missing name, an id that is no number or one that occurs twice.
    """
    folder = _read_folder(tree)
    ids = [each.folder_id for _, each in folder.walk()]
    for folder_id in ids:
        if ids.count(folder_id) > 1:
            raise BadFolders(f"folder_id {folder_id} occurs more than once.")
    return folder


def _read_folder(tree: object) -> Folder:
    if not isinstance(tree, dict):
        raise BadFolders("A folder is an object with folder_name, folder_id and maybe children.")
    name, folder_id = tree.get("folder_name"), str(tree.get("folder_id"))
    if not isinstance(name, str) or not name:
        raise BadFolders("Every folder needs a folder_name.")
    if not (folder_id.isascii() and folder_id.isdigit()):
        raise BadFolders(f"folder_id of {name!r} is not a whole number.")
    below = tree.get("children", [])
    children = below if isinstance(below, list) else [below]
    return Folder(
        folder_id=int(folder_id),
        folder_name=without_lone_surrogates(name),
        children=tuple(_read_folder(child) for child in children),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The properties of an event as stored, by the vendor's names.

    Times are epoch milliseconds, the duration is minutes; what the platform ignores for this kind
    of event is None. A close time of 0 is none.
    """

    event_title: str
    type: str
    scheduled_start_time: int
    scheduled_duration: int
    timezone: str
    region: int | None
    acquisition_type: int | None
    vcu_address: str | None
    vcu_connection_type: str | None
    telephony_type: str | None
    video_bridge_type: str | None
    media_type: str | None
    audience_capacity: int
    event_expiration_months: int
    cost_center: str
    scheduled_player_close_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One guest presenter portal; `key` tells apart several with the same mask."""

    mask: int
    pin: str
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event: the stored facts, where it lives and how it is reached.

    `base` is the scheme and host of its links, `portals_made` counts every portal it ever had.
    """

    event_id: int
    account: str
    folder_id: int
    facts: Facts
    tp_key: str
    base: str
    created_at: int
    changed_at: int
    portals: tuple[Portal, ...] = ()
    portals_made: int = 0

    @property
    def viewer_link(self) -> str:
        """Where the audience goes; the shape is that of links seen on public pages."""
        return f"{self.base}/starthere.jsp?ei={self.event_id}&tp_key={self.tp_key}"

    def guest_link(self, portal: Portal) -> str:
        """Where a presenter goes, behind the portal's PIN."""
        link = f"{self.base}/guest?ei={self.event_id}&gp={portal.mask}"
        return f"{link}&gp_key={portal.key}" if portal.key else link

    def portal(self, mask: int, key: str | None) -> Portal | None:
        """Return the portal that a guest link names."""
        return next((p for p in self.portals if (p.mask, p.key) == (mask, key)), None)

    def with_facts(self, facts: Facts, *, folder_id: int, now: int) -> Event:
        """Return the same event after an update."""
        return replace(self, facts=facts, folder_id=folder_id, changed_at=now)


def event_as_json(event: Event) -> dict[str, object]:
    """Return an event for the state file."""
    facts = {name: getattr(event.facts, name) for name in Facts.__slots__}
    portals = [{"mask": each.mask, "pin": each.pin, "key": each.key} for each in event.portals]
    plain = {name: getattr(event, name) for name in Event.__slots__}
    return {**plain, "facts": facts, "portals": portals}


def event_from_json(data: dict[str, object]) -> Event:
    """Return an event from the state file; KeyError or TypeError if it is not one."""
    facts, portals = data["facts"], data["portals"]
    if not isinstance(facts, dict) or not isinstance(portals, list):
        raise TypeError("facts must be an object and portals a list")
    rest = {key: value for key, value in data.items() if key not in {"facts", "portals"}}
    return Event(facts=Facts(**facts), portals=tuple(Portal(**each) for each in portals), **rest)  # type: ignore[arg-type] # the file is ours; a wrong type shows at once
