"""Write docs/licences.md: what the bot needs when it runs, and under which licences.

Run in an environment that has what is deployed:
python3 -m venv .venv-pinned && .venv-pinned/bin/pip install --require-hashes -r requirements.txt
&& .venv-pinned/bin/python docs/licences.py
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import PackageMetadata

HERE = Path(__file__).parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
_LONGEST = 60
"""Characters of a licence's name; what is longer is its text."""
_HEAD = """\
# Licences

The packages of `requirements.txt`, each with the licence that its own metadata states.
`docs/licences.py` writes this page.

| package | version | licence |
| --- | --- | --- |
"""


def main() -> int:
    """Write the page, unless another version than the pinned one is installed."""
    pinned = dict(_PIN.findall((HERE.parent / "requirements.txt").read_text()))
    found = {name: metadata(name) for name in pinned}
    if other := [name for name, about in found.items() if about["Version"] != pinned[name]]:
        sys.stderr.write(f"Other versions than the pinned ones: {', '.join(other)}\n")
        return 1
    lines = (f"| {name} | {pinned[name]} | {licence(found[name])} |\n" for name in sorted(found))
    (HERE / "licences.md").write_text(_HEAD + "".join(lines))
    return 0


def licence(about: PackageMetadata) -> str:
    """Return the first licence that metadata states: as an expression, by name, or as a class."""
    return next(_stated(about), "not stated")


def _stated(about: PackageMetadata) -> Iterator[str]:
    for field in ("License-Expression", "License"):
        name = " ".join((about.get(field) or "").split())
        if 0 < len(name) <= _LONGEST:
            yield name
    for classifier in about.get_all("Classifier") or ():
        if classifier.startswith("License :: "):
            yield classifier.rpartition(" :: ")[2]


if __name__ == "__main__":
    sys.exit(main())
