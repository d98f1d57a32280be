"""Files that appear whole or not at all, and for their owner only."""

from __future__ import annotations

import os
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield an empty file to fill, which takes its name once it is on the disk.

    Raises `Misconfigured` where the name is taken, or nothing can be written there.
    """
    check_free(target)
    with fresh_beside(target) as fresh:
        yield fresh
        check_free(target)
        put(fresh, target)


def check_free(target: Path) -> None:
    """Raise `Misconfigured` where a file has that name already."""
    if target.exists():
        message = f"{target} is there already, and is left as it is. Choose another name."
        raise Misconfigured(message)


@contextmanager
def fresh_beside(target: Path) -> Iterator[Path]:
    """Yield an empty file on the disk of another; it is gone in the end, unless it was `put`.

    It lies in a folder of its own, so that what a database writes beside it goes with it.
    """
    try:
        with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            fresh = target.__class__(folder, target.name)
            os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            yield fresh
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror}."
        raise Misconfigured(message) from error


def put(fresh: Path, target: Path) -> None:
    """Give a file its name, in one step, once all of it is on the disk."""
    _to_the_disk(fresh)
    fresh.replace(target)
    _to_the_disk(target.parent)


def _to_the_disk(path: Path) -> None:
    place = os.open(path, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
