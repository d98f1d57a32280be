"""Databases out there have taken these steps: their text stays as it was when it was released."""

from __future__ import annotations

import inspect
from hashlib import sha256

import pytest

from bot.store import schema
from bot.store.postgres_schema import SO_FAR
from bot.store.steps import SINCE

FROZEN = {
    "_EVENT": "91d75a245b7de73c",
    "_ENTRY": "87dae9eb9cb59a30",
    "m001_events": "78a25ac8f7b6b75e",
    "m002_wishes": "3d7a1a9af4ba8035",
    "m003_posts": "a4679dc0dbf182d8",
    "m004_history": "9aaf5196bb15b8b6",
    "m005_ledger": "885cad58c3a632d9",
    "m006_life": "9ca680319cb00c9d",
    "m007_posters": "8e3168714a7e367c",
    "m008_jobs": "e5e319ada93384d2",
    "m009_presenters": "46737ceeb230a0bb",
    "m010_hands": "e40a2ae925feccf2",
    "m011_workspace": "f0d7b1b529b48610",
    "m001_to_m011": "d6171d7ffe903fde",
    "m012_processes": "03978695747103c5",
    "m013_installations": "89a03614e88a6220",
    "m014_hands": "48d597d23fd509cf",
    "m015_follow": "f3dfa6a358f25784",
    "m016_upkeep": "775e0ab11431020e",
    "m017_trail": "d384a53d6b3b7a68",
    "m018_news": "00c378693e4b055d",
}


def text(name: str) -> str:
    plain = {step.name: step.statements for step in (SO_FAR, *SINCE)}
    found = plain.get(name) or getattr(schema, name)
    return inspect.getsource(found) if inspect.isfunction(found) else repr(found)


@pytest.mark.parametrize("name", FROZEN)
def test_a_released_step_is_never_edited(name: str) -> None:
    assert sha256(text(name).encode()).hexdigest()[:16] == FROZEN[name]
