"""What people are told can be told in every language: whole sentences, with gaps by name."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages import Catalog

from bot import errors, rules
from bot.errors import BotError, Invalid, NotUnderstood, StoreFailed, Unreachable
from bot.language import Unsaid, say, speaking
from bot.webcasts import failures
from bot.webcasts.codes import Endpoint
from bot.when import describe, read_start
from bot.when.examples import EXAMPLES, NOW, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parent.parent
MODULES = sorted(ROOT.glob("bot/**/*.py"))
OF_SLACK = ("slack", "service")
EMULATORS = ("demo", "sandbox")
SAYING = {"say", "say_count", "Unsaid"}
REFUSING = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, BotError) and name != "Misconfigured"
} | {"Open"}
"""Every error that reaches people; settings are told to operators, in English."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rooms(*left_out: str) -> list[Any]:
    paths = [path for path in MODULES if path.relative_to(ROOT).parts[1] not in left_out]
    return [pytest.param(ast.parse(path.read_text()), id=name_of(path)) for path in paths]


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def functions(tree: ast.Module) -> Iterator[ast.AST]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    yield from (node for node in ast.walk(tree) if isinstance(node, kinds))


def values_of(name: str, nodes: Iterable[ast.AST]) -> list[ast.expr]:
    """Return everything that is assigned to a name."""
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id == name
    ]


def is_said(value: ast.expr, function: ast.AST, tree: ast.Module) -> bool:
    match value:
        case ast.Constant() | ast.BinOp():
            return False
        case ast.JoinedStr(values=parts):  # whole sentences, one after the other
            between = [part for part in parts if isinstance(part, ast.Constant)]
            return all(str(part.value).isspace() for part in between)
        case ast.Call(func=ast.Name(id=name)):
            return name in SAYING
        case ast.Name(id=name):
            found = values_of(name, ast.walk(function)) or values_of(name, tree.body)
            return all(is_said(each, function, tree) for each in found)
        case _:
            return isinstance(value, ast.Attribute)


@pytest.mark.parametrize("tree", rooms(*OF_SLACK, *EMULATORS))
def test_every_error_that_reaches_people_is_said(tree: ast.Module) -> None:
    for function in functions(tree):
        for call in calls(function, REFUSING):
            assert is_said(call.args[0], function, tree), ast.unparse(call)


def gaps(sentence: ast.expr) -> set[str]:
    """Return the names of the gaps; none is without a name or writes numbers its own way."""
    found: set[str] = set()
    for _, name, written, conversion in Formatter().parse(ast.literal_eval(sentence)):
        if name is not None:
            assert name.isidentifier(), ast.unparse(sentence)
            assert (written, conversion) == ("", None), ast.unparse(sentence)
            found.add(name)
    return found


def filled(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg}


@pytest.mark.parametrize("tree", rooms(*EMULATORS))
def test_gaps_have_names_and_every_call_fills_exactly_those(tree: ast.Module) -> None:
    for call in calls(tree, {"say"}):
        assert isinstance(call.args[0], ast.Constant | ast.Name | ast.Attribute | ast.Subscript)
        if isinstance(call.args[0], ast.Constant):
            assert filled(call) in (set(), gaps(call.args[0])), ast.unparse(call)
    for call in calls(tree, {"say_count"}):
        one, many, _ = call.args
        assert (gaps(one) | gaps(many)) - {"number"} == filled(call), ast.unparse(call)
        assert "number" in gaps(many), ast.unparse(call)
    for call in calls(tree, {"to_say"}):
        gaps(call.args[0])


@pytest.mark.parametrize("tree", rooms(*OF_SLACK, *EMULATORS))
def test_no_gap_is_left_open_but_where_slack_fills_it(tree: ast.Module) -> None:
    for call in calls(tree, {"say"}):
        if isinstance(call.args[0], ast.Constant):
            assert gaps(call.args[0]) == filled(call), ast.unparse(call)


@pytest.mark.parametrize("tree", rooms(*EMULATORS))
def test_nothing_is_said_inside_a_formatted_text_where_no_catalogue_finds_it(
    tree: ast.Module,
) -> None:
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    found = [call for node in formatted for call in calls(node, {"say", "say_count", "to_say"})]

    assert not [call for call in found if isinstance(call.args[0], ast.Constant)]


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """A catalogue to write into, in place of the one that is kept."""
    catalog = Catalog(locale="de")
    monkeypatch.setattr("bot.language.catalogue", lambda _language: catalog)
    return catalog


@pytest.fixture
def in_german(german: Catalog) -> Iterator[Catalog]:
    with speaking("de"):
        yield german


def test_an_error_is_in_the_language_of_the_person_who_caused_it(in_german: Catalog) -> None:
    in_german.add(
        "The title has {length} characters, the platform keeps {limit}. Take out {excess}.",
        "Der Titel hat {length} Zeichen, es passen {limit}. Nehmen Sie {excess} weg.",
    )
    with pytest.raises(Invalid, match=r"Der Titel hat 2\.000 Zeichen, es passen 1\.000\."):
        rules.title("x" * 2_000)


def test_a_failure_that_people_share_is_read_by_each_in_their_language(german: Catalog) -> None:
    german.add("The platform cannot be reached.", "Die Plattform ist nicht erreichbar.")
    german.add("Try again in a few minutes.", "Versuchen Sie es in ein paar Minuten noch einmal.")
    error = failures.unreachable(Endpoint.STATUS)

    assert isinstance(error, Unreachable)
    assert str(error) == "The platform cannot be reached. Try again in a few minutes."
    with speaking("de"):
        assert str(error) == (
            "Die Plattform ist nicht erreichbar. Versuchen Sie es in ein paar Minuten noch einmal."
        )


def test_what_is_said_when_it_is_read_shows_its_words_in_a_log() -> None:
    assert repr(StoreFailed(Unsaid(lambda: say("It failed.")))) == "StoreFailed('It failed.')"


def test_a_read_back_is_written_the_way_of_the_language(in_german: Catalog) -> None:
    in_german.add("EEE d MMM y, HH:mm", "EEE d. MMM y, HH:mm")
    in_german.add("EEE HH:mm", "EEE HH:mm")
    in_german.add("{time} your time", "{time} Ihrer Zeit")
    in_german.add(("in {number} day", "in {number} days"), ("in {number} Tag", "in {number} Tagen"))
    start = datetime(2026, 12, 1, 20, tzinfo=UTC)

    assert describe(start, "US/Eastern", "Asia/Kolkata", start - timedelta(days=8)) == (
        "Di. 1. Dez. 2026, 15:00 US/Eastern (EST, UTC-5) · Mi. 01:30 Ihrer Zeit · in 8 Tagen"
    )


def test_phrases_to_type_stay_english_since_they_are_read(in_german: Catalog) -> None:
    in_german.add(
        "{date} is a {weekday}, not a {other}. Did you mean {one} or {another}?",
        "{date} ist ein {weekday}, kein {other}. Meinen Sie {one} oder {another}?",
    )
    with pytest.raises(NotUnderstood) as caught:
        read_start("monday dec 4 3pm", now=NOW, zone=ZONE)

    assert "4 Dezember 2026 ist ein Freitag, kein Montag." in str(caught.value)
    assert "Fri 4 Dec 2026 15:00 US/Eastern" in caught.value.choices


def test_examples_keep_their_phrase_and_tell_what_it_is_read_as(in_german: Catalog) -> None:
    in_german.add(
        ("{moment} for {number} minute", "{moment} for {number} minutes"),
        ("{moment}, {number} Minute lang", "{moment}, {number} Minuten lang"),
    )
    example = next(example for example in EXAMPLES if example.minutes)

    assert example.phrase == "thursday 4-5pm"
    assert example.reads == "Do. 26 Nov., 16:00, 60 Minuten lang"
