"""Every sentence for people is said, collected and, where translated, translated whole."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from bot.language import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).parent.parent.parent
CATALOGUES = ROOT / "bot/language/catalogues"
TEMPLATE = CATALOGUES / "messages.pot"
MODULES = sorted((ROOT / "bot/slack").rglob("*.py"))
TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]

SAYING = {"say", "to_say", "say_count", "say_moment"}
UNSEEN = {"compile", "TypeVar", "getLogger", "removesuffix"}
"""Calls whose text nobody is shown."""
ALLOWED = {
    # typed examples: times are read in English
    "next tuesday 3pm for 90 minutes",
    "30 june 2027 at 18:00",
    "/webcast ",
    # what others write, compared with
    "(which one)",
    "(which night)",
    " was edited in the portal",
    # said to another workspace, of whose people nothing is known
    "This bot serves another workspace. Ask whoever runs it to set one up for yours.",
    # a header
    "Basic ",
}
SPOKEN = re.compile(r"(?s).*[A-Za-z].* .*|.* .*[A-Za-z].*|[A-Z][a-z]+[.…:]?")
"""Two words or more, or one that begins like a label."""


def unsaid(node: ast.AST) -> Iterator[str]:
    """Find text that looks like words for people and is not said in their language."""
    match node:
        case ast.Constant(value=str(text)):
            if SPOKEN.fullmatch(text) and text not in ALLOWED:
                yield text
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Assign(targets=[ast.Name(id="_MEANT")]):  # words that people type
            return
        case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
            return
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in UNSEEN:
            return
        case ast.Call(func=ast.Name(id=name)) if name in SAYING:
            yield from within(arg for arg in node.args if not isinstance(arg, ast.Constant))
            yield from within(node.keywords)
        case ast.keyword(arg="line", value=ast.Constant()):
            return
        case ast.Dict():
            yield from within(node.values)
        case _:
            yield from within(ast.iter_child_nodes(node))


def within(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        yield from unsaid(node)


def sayings(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in SAYING
        ):
            yield node


@pytest.mark.parametrize("path", sorted((ROOT / "bot").rglob("*.py")), ids=lambda path: path.stem)
def test_no_sentence_is_said_inside_another_where_babel_would_miss_it(path: Path) -> None:
    for call in sayings(ast.parse(path.read_text())):
        inner = [*call.args, *(keyword.value for keyword in call.keywords)]
        assert not [each for part in inner for each in sayings(part)], call.lineno


def command() -> list[str]:
    """Read the command that collects sentences from where people read it."""
    [found] = re.findall(
        r"`\.venv/bin/(pybabel extract [^`]+)`", (ROOT / "CONTRIBUTING.md").read_text()
    )
    return shlex.split(found)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def sentences(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def forms(words: Any) -> tuple[str, ...]:  # noqa: ANN401  (Babel's type is either)
    return (words,) if isinstance(words, str) else tuple(words)


def gaps(sentence: str) -> set[str]:
    return {gap for _, gap, _, _ in Formatter().parse(sentence) if gap is not None}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "bot/slack"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_words_for_people_bypass_their_language(path: Path) -> None:
    assert list(unsaid(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('plain("Choose one")', id="a literal"),
        pytest.param('button("Help")', id="a label of one word"),
        pytest.param('f"{count} members"', id="a part of an f-string"),
        pytest.param('say("{a} b", a=f"{c} channels")', id="a value in a gap"),
    ],
)
def test_words_that_are_not_said_are_found(code: str) -> None:
    assert list(unsaid(ast.parse(code)))


def test_the_template_holds_exactly_what_the_code_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    fresh = tmp_path / TEMPLATE.name
    arguments = [
        str(fresh) if word == str(TEMPLATE.relative_to(ROOT)) else word for word in command()
    ]

    CommandLineInterface().run(arguments)  # type: ignore[no-untyped-call]  # Babel left it untyped

    assert fresh.read_text() == TEMPLATE.read_text(), "collect the sentences: see CONTRIBUTING.md"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_gaps_of_its_sentence(language: str) -> None:
    for message in sentences(catalogue(CATALOGUES / f"{language}.po")):
        pairs = zip(forms(message.id), forms(message.string), strict=True)
        assert all(gaps(said) == gaps(told) for said, told in pairs if told), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_translates_nothing_that_is_not_said(language: str) -> None:
    translated = catalogue(CATALOGUES / f"{language}.po")
    said = {message.id for message in sentences(catalogue(TEMPLATE))}

    assert not translated.obsolete
    assert [m.id for m in sentences(translated) if m.id not in said] == []
