"""Ids, keys, PINs and tokens follow from the start value; nothing of ours is imported."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.sandbox
from bot.sandbox import Settings, identity

SEEDS = st.integers(-(2**40), 2**40)
MODULES = sorted(Path(bot.sandbox.__file__).parent.rglob("*.py"))


@given(SEEDS)
def test_event_ids_have_7_digits_and_grow(seed: int) -> None:
    first = identity.next_event_id(seed, None)
    second = identity.next_event_id(seed, first)

    assert 10**6 <= first < second < 10**7


@given(SEEDS, st.integers(10**6, 10**7 - 1))
def test_a_tp_key_is_10_hex_characters(seed: int, event_id: int) -> None:
    assert re.fullmatch("[0-9a-f]{10}", identity.tp_key(seed, event_id))


@given(SEEDS, st.integers(10**6, 10**7 - 1), st.integers(0, 99))
def test_a_pin_is_5_to_8_letters_and_digits(seed: int, event_id: int, number: int) -> None:
    assert re.fullmatch("[A-Z0-9]{5,8}", identity.pin(seed, event_id, number))


@given(SEEDS)
def test_the_same_start_value_gives_the_same_secrets(seed: int) -> None:
    def secrets() -> tuple[str, ...]:
        return identity.token(seed, 1), identity.tp_key(seed, 7), identity.pin(seed, 7, 0)

    assert secrets() == secrets()


def test_pins_have_every_length() -> None:
    lengths = {len(identity.pin(1, 1890000, number)) for number in range(100)}

    assert lengths == {5, 6, 7, 8}


def test_settings_show_no_password() -> None:
    assert "correct horse" not in repr(Settings(password="correct horse"))


@pytest.mark.parametrize(
    "wrong",
    [{"username": ""}, {"password": ""}, {"username": "neighbour"}, {"token_lifetime": 0}],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Settings(**wrong)  # type: ignore[arg-type] # wrong on purpose


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_sandbox_imports_nothing_of_ours(path: Path) -> None:
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert {name for name in imported if name.split(".")[0] == "bot"} <= {
        name for name in imported if name.startswith("bot.sandbox")
    }
