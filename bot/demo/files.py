"""Files that an app uploads: what is known of them, and their bytes."""

import mimetypes
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Self
from urllib.parse import quote

from bot.demo import people

JSON = dict[str, Any]
LARGEST = 4 * 1024 * 1024
_KINDS = {
    "ics": ("text/calendar", "Calendar"),
    "csv": ("text/csv", "CSV"),
    "txt": ("text/plain", "Plain Text"),
    "pdf": ("application/pdf", "PDF"),
    "json": ("application/json", "JSON"),
    "png": ("image/png", "PNG"),
    "zip": ("application/zip", "Zip"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file; `data` is None until its bytes arrive, `is_shared` false until it is posted."""

    id: str
    name: str
    title: str
    size: int
    created: int
    data: bytes | None = None
    is_shared: bool = False

    @property
    def filetype(self) -> str:
        """The ending of its name, which is how Slack tells kinds apart."""
        return PurePosixPath(self.name).suffix.removeprefix(".").lower() or "binary"

    @property
    def mimetype(self) -> str:
        """The content type with which it is downloaded."""
        known = _KINDS.get(self.filetype, ("", ""))[0]
        return known or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def dump(self) -> JSON:
        """Give what survives a restart."""
        return {**asdict(self), "data": b64encode(self.data or b"").decode()}

    @classmethod
    def load(cls, saved: JSON) -> Self:
        """Take up what `dump` gave."""
        return cls(**{**saved, "data": b64decode(saved["data"])})

    def filled(self, data: bytes) -> Self:
        """Give it with its bytes."""
        return replace(self, data=data)

    def shared(self, title: str) -> Self:
        """Give it as it is posted."""
        return replace(self, title=title or self.title, is_shared=True)


def wire(file: File, base_url: str) -> JSON:
    """Describe a file as Slack does."""
    where = f"{base_url}/files-pri/{people.TEAM_ID}-{file.id}"
    name = quote(file.name, safe="")
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": _KINDS.get(file.filetype, ("", "Binary"))[1],
        "user": people.BOT_USER,
        "user_team": people.TEAM_ID,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "url_private": f"{where}/{name}",
        "url_private_download": f"{where}/download/{name}",
        "permalink": f"{where}/{name}",
    }
