"""README, CHANGELOG and manifest say what the code does."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import __version__, showcase
from bot.config import Setting, settings
from bot.slack.ids import SCOPES, Command, Happening, Shortcut
from bot.slack.views.finding import USAGE, Usage
from bot.when.examples import EXAMPLES, Example

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
MANIFEST_TEXT = (ROOT / "manifest.yml").read_text()
MANIFEST: dict[str, Any] = yaml.safe_load(MANIFEST_TEXT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PACKAGES = [re.split(r"[<>=\[]", line)[0] for line in PROJECT["dependencies"]]

WEB_API = "".join((ROOT / f"bot/slack/{name}.py").read_text() for name in ("chat", "directory"))
"""The rooms that call Slack's Web API."""

SCOPES_OF_METHODS: dict[str, set[str]] = {
    "auth.test": set(),
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.delete": {"chat:write"},
    "users.info": {"users:read"},
    "users.conversations": {"channels:read", "groups:read"},
    "conversations.info": {"channels:read", "groups:read"},
    "usergroups.list": {"usergroups:read"},
    "chat.unfurl": {"links:write"},
    "files.upload_v2": {"files:write"},
    "views.open": set(),
    "views.update": set(),
    "views.push": set(),
    "views.publish": set(),
}
"""What each Web API method needs, by Slack's reference, for public and private channels."""
SCOPES_OF_EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "link_shared": {"links:read"},
    "team_access_granted": set(),
    "team_access_revoked": set(),
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
"""What each event needs, by Slack's reference."""


@pytest.mark.parametrize("setting", settings(), ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme(setting: Setting) -> None:
    default = f"`{setting.default}`" if setting.default else ""
    assert re.search(
        rf"^\| `{setting.name}` \| {re.escape(default)} ?\| {re.escape(setting.about)} \|$",
        README,
        re.MULTILINE,
    )


@pytest.mark.parametrize(
    "usage", [u for usages in USAGE.values() for u in usages], ids=lambda usage: usage.line
)
def test_every_command_line_is_in_the_readme(usage: Usage) -> None:
    assert f"| `{usage.line}` | {usage.does} |" in README


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.phrase)
def test_every_example_of_a_time_is_in_the_readme(example: Example) -> None:
    assert f"| {example.group} | `{example.phrase}` | {example.reads} |" in README


@pytest.mark.parametrize("package", PACKAGES)
def test_every_dependency_is_justified_in_the_readme(package: str) -> None:
    table = README.split("### Dependencies")[1].split("##")[0]
    assert re.search(rf"\| .*\b{package}\b.* \| \S", table)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_dependency_is_pinned_for_deployment(package: str) -> None:
    pinned = (ROOT / "requirements.txt").read_text()
    assert re.search(rf"^{package}==", pinned, re.MULTILINE)
    assert "://" not in pinned


def test_every_pinned_package_is_listed_with_its_licence() -> None:
    pinned = re.findall(r"^(\S+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    rows = re.findall(
        r"^\| (\S+) \| (\d\S*) \| \w.* \|$",
        (ROOT / "docs/licences.md").read_text(),
        re.MULTILINE,
    )
    assert sorted(pinned) == rows


def test_the_manifest_offers_exactly_the_commands_we_answer() -> None:
    offered = {command["command"] for command in MANIFEST["features"]["slash_commands"]}

    assert offered == {str(command) for command in Command}
    assert all(c["should_escape"] for c in MANIFEST["features"]["slash_commands"])


def test_the_manifest_asks_for_exactly_the_scopes_we_use() -> None:
    calls = set(re.findall(r"self\._client\.([a-z_A-Z0-9]+)\(", WEB_API))
    methods = {name.replace("_", ".", 1) for name in calls}
    needed = set().union(
        *(SCOPES_OF_METHODS[method] for method in methods),
        *(SCOPES_OF_EVENTS[event] for event in Happening),
    )

    asked = set(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert asked == needed | {"commands"}
    assert asked == SCOPES


@pytest.mark.parametrize("scope", MANIFEST["oauth_config"]["scopes"]["bot"])
def test_every_scope_is_explained_in_the_readme(scope: str) -> None:
    assert re.search(rf"^\| `{scope}` \| \S", README, re.MULTILINE)


def test_the_manifest_subscribes_to_exactly_the_events_we_listen_to() -> None:
    asked = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    of_organizations = [Happening.ACCESS_GRANTED, Happening.ACCESS_REVOKED]

    assert asked == sorted(set(Happening) - set(of_organizations))
    assert re.findall(r"^      # - (\w+)", MANIFEST_TEXT, re.MULTILINE) == of_organizations


def test_the_manifest_turns_on_what_the_app_shows() -> None:
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"]


def test_the_manifest_offers_exactly_the_shortcuts_we_answer() -> None:
    offered = MANIFEST["features"]["shortcuts"]

    assert {each["callback_id"] for each in offered} == set(Shortcut)
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in offered)


def test_the_demo_has_the_manifests_shortcuts_and_domains() -> None:
    offered = MANIFEST["features"]["shortcuts"]

    assert offered == [asdict(each) for each in showcase.SHORTCUTS]
    assert tuple(MANIFEST["features"]["unfurl_domains"]) == showcase.UNFURL_DOMAINS


def test_the_demo_shows_the_command_as_the_manifest_does() -> None:
    [command] = MANIFEST["features"]["slash_commands"]

    assert command["description"] == showcase.DESCRIPTION
    assert command["usage_hint"] == showcase.USAGE_HINT


def test_the_manifest_is_for_one_workspace_until_somebody_changes_it() -> None:
    said = MANIFEST["settings"]

    assert said["socket_mode_enabled"]
    assert not said["org_deploy_enabled"]
    assert not said["token_rotation_enabled"]
    assert "redirect_urls" not in MANIFEST["oauth_config"]


def test_the_manifest_says_where_installers_come_back_to() -> None:
    lines = MANIFEST_TEXT.splitlines()
    taken_in = "\n".join(line.replace("  # ", "  ", 1) for line in lines if "# " in line)
    [url] = re.findall(r"- https://YOUR-HOST(\S+redirect)$", taken_in, re.MULTILINE)

    assert url == "/slack/oauth_redirect"
    assert f"https://YOUR-HOST{url}" in (ROOT / "docs/install.md").read_text()


def test_manifest_texts_are_within_slacks_limits() -> None:
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(MANIFEST["features"]["bot_user"]["display_name"]) <= 80


@pytest.mark.parametrize("line", re.findall(r"^\s+([a-z_]+\.py)\s", README, re.MULTILINE))
def test_every_file_in_the_drawing_of_the_house_exists(line: str) -> None:
    assert list((ROOT / "bot").rglob(line))


PAGES = ("README.md", "CONTRIBUTING.md", "docs/install.md", "docs/upgrade.md")
LINKS = [
    (page, *link)
    for page in PAGES
    for link in re.findall(r"\]\(([^)#:]*)#?([^)#:]*)\)", (ROOT / page).read_text())
]


@pytest.mark.parametrize(("page", "name", "section"), LINKS)
def test_every_link_leads_somewhere(page: str, name: str, section: str) -> None:
    target = (ROOT / page).parent / name if name else ROOT / page

    assert target.exists()
    if section:
        headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
        assert section in {heading.lower().replace(" ", "-") for heading in headings}


def test_the_version_has_a_changelog_entry() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_ci_runs_the_readmes_test_command() -> None:
    block = README.split("<!-- test -->")[1].split("<!-- /test -->")[0]
    assert "pytest" in block
    assert "<!-- test -->" in (ROOT / ".ci/run").read_text()
