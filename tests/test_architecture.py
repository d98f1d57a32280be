"""The two contracts of the house: imports point down, and pure rooms do no I/O."""

from __future__ import annotations

import ast
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(ROOT.glob("bot/**/*.py"))

LAYERS = (
    ("bot.__main__",),
    ("bot.showcase", "bot.serving", "bot.upkeep"),
    ("bot.assembly",),
    ("bot.house",),
    ("bot.web", "bot.socket_mode", "bot.probes"),
    ("bot.door",),
    ("bot.front", "bot.moving"),
    ("bot.tenants", "bot.slack.installing", "bot.slack.lobby"),
    ("bot.slack.app",),
    ("bot.metrics", "bot.farewell"),
    ("bot.slack.finding", "bot.slack.home"),
    ("bot.slack.copying",),
    (
        "bot.slack.answering",
        "bot.slack.browsing",
        "bot.slack.calendaring",
        "bot.slack.changing",
        "bot.slack.creating",
        "bot.slack.checking",
        "bot.slack.connecting",
        "bot.slack.importing",
        "bot.slack.leaving",
        "bot.slack.listing",
        "bot.slack.owning",
        "bot.slack.undoing",
        "bot.slack.presenting",
        "bot.slack.reminding",
        "bot.slack.roles",
        "bot.slack.searching",
        "bot.slack.settings",
        "bot.slack.settling",
        "bot.slack.sharing",
        "bot.slack.unfurling",
    ),
    ("bot.slack.drawing",),
    ("bot.slack.commands",),
    ("bot.slack.parts",),
    ("bot.slack.homes", "bot.slack.windows"),
    ("bot.slack.desk", "bot.slack.chat"),
    ("bot.slack.directory",),
    ("bot.slack.asking", "bot.slack.client", "bot.slack.pace", "bot.slack.remembering"),
    ("bot.service",),
    ("bot.webcasts", "bot.store", "bot.sandbox", "bot.demo"),
    ("bot.slack.payloads", "bot.slack.views"),
    ("bot.slack.memory", "bot.slack.given", "bot.slack.page"),
    ("bot.slack.editing",),
    ("bot.slack.verdict",),
    ("bot.slack.form", "bot.calendar"),
    ("bot.preferences",),
    ("bot.typed",),
    ("bot.slack.ids", "bot.slack.text", "bot.config", "bot.when", "bot.pages"),
    ("bot.checks",),
    ("bot.whole", "bot.database_url"),
    (
        "bot.audit",
        "bot.retention",
        "bot.people",
        "bot.plans",
        "bot.overview",
        "bot.health",
        "bot.channels",
        "bot.tenancy",
    ),
    ("bot.domain",),
    ("bot.rules",),
    ("bot.errors", "bot.logs"),
    ("bot.language",),
)
"""From top to bottom; a room may import rooms of lower layers, and its own modules."""

PURE = [
    "bot.audit",
    "bot.calendar",
    "bot.channels",
    "bot.checks",
    "bot.config",
    "bot.database_url",
    "bot.errors",
    "bot.domain",
    "bot.health",
    "bot.people",
    "bot.plans",
    "bot.overview",
    "bot.pages",
    "bot.preferences",
    "bot.retention",
    "bot.rules",
    "bot.tenancy",
    "bot.typed",
    "bot.when",
    "bot.webcasts.protocol",
    "bot.webcasts.retry",
    "bot.webcasts.budget",
    "bot.webcasts.readback",
    "bot.store.asking",
    "bot.store.audit",
    "bot.store.retention",
    "bot.store.dialect",
    "bot.store.postgres_schema",
    "bot.store.queries",
    "bot.store.rows",
    "bot.store.steps",
    "bot.store.topic",
    "bot.webcasts.codes",
    "bot.webcasts.failures",
    "bot.webcasts.wire",
    "bot.slack.ids",
    "bot.slack.text",
    "bot.slack.form",
    "bot.slack.given",
    "bot.slack.verdict",
    "bot.slack.memory",
    "bot.slack.page",
    "bot.slack.editing",
    "bot.slack.payloads",
    "bot.slack.views",
]
IMPURE = [
    "aiohttp",
    "asyncio",
    "os",
    "socket",
    "sqlite3",
    "sqlite_utils",
    "psycopg",
    "psycopg_pool",
    "slack_bolt",
    "time",
    "logging",
    "subprocess",
    "threading",
]
EMULATORS = ("bot.sandbox", "bot.demo")


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    """Every imported module; for `from package import module`, the module if it is one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {resolved(node.module, alias.name) for alias in node.names}
    return found


def resolved(package: str, name: str) -> str:
    inside = ROOT / package.replace(".", "/")
    is_module = (inside / f"{name}.py").exists() or (inside / name).is_dir()
    return f"{package}.{name}" if is_module else package


def room_of(module: str) -> str:
    rooms = (room for layer in LAYERS for room in layer)
    return next((r for r in rooms if module == r or module.startswith(f"{r}.")), "")


def level_of(module: str) -> int:
    room = room_of(module)
    return len(list(takewhile(lambda layer: room not in layer, LAYERS)))


def is_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    here = name_of(path)
    if here in {"bot", "bot.slack"}:
        return
    ours = {name for name in imports_of(path) if name.startswith("bot.")}
    upward = {
        name for name in ours if room_of(name) != room_of(here) and level_of(name) <= level_of(here)
    }
    assert room_of(here), f"{here} has no layer"
    assert not upward


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_pure_modules_do_no_io(path: Path) -> None:
    here = name_of(path)
    if any(is_in(here, room) for room in PURE):
        roots = {name.partition(".")[0] for name in imports_of(path)}
        assert not roots & set(IMPURE)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_emulators_share_no_code_with_the_bot(path: Path) -> None:
    for emulator in EMULATORS:
        if is_in(name_of(path), emulator):
            ours = {name for name in imports_of(path) if is_in(name, "bot")}
            assert all(is_in(name, emulator) for name in ours)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_reads_the_environment(path: Path) -> None:
    if name_of(path) != "bot.__main__" and not any(is_in(name_of(path), e) for e in EMULATORS):
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
        }
        assert not names & {"environ", "getenv", "argv"}


@pytest.mark.parametrize("room", PURE)
def test_every_pure_room_exists(room: str) -> None:
    assert any(is_in(name_of(path), room) for path in MODULES)
