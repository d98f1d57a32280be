"""folder/tree: the three shapes of `children`, roots, access."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.values import BadFolders, Folder, read_tree

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller, Opener

MIXED = {
    "folder_name": "Acme",
    "folder_id": "5100",
    "children": {
        "folder_name": "Marketing",
        "folder_id": "5120",
        "children": [
            {"folder_name": "Demos", "folder_id": "5121"},
            {"folder_name": "Demos", "folder_id": "5122"},
        ],
    },
}


async def test_children_are_missing_an_object_or_an_array_on_every_level(opened: Opener) -> None:
    api = await opened(folders=read_tree(MIXED))

    answer = await api.tree()

    assert answer.result == {"returnCode": 1, "folder_tree": MIXED}


async def test_a_leaf_has_no_children_key_at_all(opened: Opener) -> None:
    api = await opened(folders=read_tree(MIXED))

    answer = await api.tree(folder_id="5122")

    assert answer.result["folder_tree"] == {"folder_name": "Demos", "folder_id": "5122"}


async def test_a_tree_starts_at_the_folder_asked_for(api: Caller) -> None:
    answer = await api.tree(folder_id="5110")

    assert answer.result["folder_tree"] == {
        "folder_name": "Town Halls",
        "folder_id": "5110",
        "children": {"folder_name": "Archive", "folder_id": "5111"},
    }


async def test_an_empty_folder_id_is_the_home_folder(api: Caller) -> None:
    answer = await api.tree(folder_id="")

    assert answer.result["folder_tree"]["folder_id"] == "5100"


async def test_the_default_tree_shows_every_shape_and_repeats_names(api: Caller) -> None:
    tree = (await api.tree()).result["folder_tree"]

    shapes, names, waiting = set(), [], [tree]
    while waiting:
        folder = waiting.pop()
        names.append(folder["folder_name"])
        below = folder.get("children")
        shapes.add(type(below))
        waiting += below if isinstance(below, list) else [below] if below else []
    assert shapes == {type(None), dict, list}
    assert len(set(names)) < len(names)


@pytest.mark.parametrize(
    ("folder_id", "code"),
    [
        pytest.param("9999", 10, id="unknown"),
        pytest.param("6100", 10, id="another account's"),
        pytest.param("home", 72, id="no number"),
        pytest.param("<b>", 70, id="tags"),
    ],
)
async def test_a_folder_that_cannot_be_shown_is_refused(
    api: Caller, folder_id: str, code: int
) -> None:
    answer = await api.tree(folder_id=folder_id)

    assert answer.code == code
    assert answer.hint.startswith("folder_id")


async def test_accounts_see_their_own_folders_only(api: Caller) -> None:
    await api.login("neighbour", "neighbour")

    answer = await api.tree()

    assert answer.result["folder_tree"] == {"folder_name": "Neighbour", "folder_id": "6100"}


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        pytest.param([], "is an object", id="a list"),
        pytest.param({"folder_id": 1}, "folder_name", id="no name"),
        pytest.param({"folder_name": "A", "folder_id": "x"}, "whole number", id="no number"),
        pytest.param(
            {
                "folder_name": "A",
                "folder_id": 1,
                "children": {"folder_name": "B", "folder_id": "1"},
            },
            "more than once",
            id="the same id twice",
        ),
    ],
)
def test_a_tree_that_is_none_is_refused(tree: object, reason: str) -> None:
    with pytest.raises(BadFolders, match=reason):
        read_tree(tree)


NAMES = st.text(min_size=1, max_size=8)
SHAPES = st.recursive(
    st.builds(lambda name: (name, ()), NAMES),
    lambda below: st.tuples(NAMES, st.lists(below, max_size=4).map(tuple)),
    max_leaves=12,
)


def folder_of(shape: tuple[str, tuple[object, ...]], numbers: list[int]) -> Folder:
    name, below = shape
    number = numbers.pop()
    children = tuple(folder_of(each, numbers) for each in below)  # type: ignore[arg-type] # shapes all the way down
    return Folder(folder_id=number, folder_name=name, children=children)


@given(SHAPES)
def test_any_tree_survives_the_wire(shape: tuple[str, tuple[object, ...]]) -> None:
    folder = folder_of(shape, list(range(1000)))

    assert read_tree(folder.as_tree()) == folder
