"""The list of folders, and a folder named in `create`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.demo import limits
from bot.domain import Folder, Role
from bot.errors import Invalid
from bot.slack.payloads.folders import folder_named
from bot.slack.views.folders import folder_list
from tests.stage import PRESENTER, TOWN_HALL, Stage, text_of

NOW = datetime(2026, 11, 24, 15, 4, tzinfo=UTC)


def leaf(number: int, name: str) -> Folder:
    return Folder(id=str(number), name=name)


TREE = Folder(
    id="1",
    name="Home",
    children=(
        Folder(id="2", name="Marketing", children=(leaf(3, "Demos"), leaf(8, "Q & A"))),
        Folder(id="4", name="Training", children=(leaf(5, "Demos"), leaf(6, "Home"))),
        leaf(7, "Demos / Old"),
    ),
)


def answer(stage: Stage) -> dict[str, Any]:
    return stage.from_bot(TOWN_HALL)[-1]


async def readings(stage: Stage) -> int:
    async with stage.session.get(f"{stage.show.platform}/_sandbox/journal") as journal:
        entries = (await journal.json())["entries"]
    return sum("folder/tree" in str(entry) for entry in entries)


async def test_folders_are_listed_with_their_ids_and_the_time(stage: Stage) -> None:
    await stage.command("/webcast folders")

    words = text_of(answer(stage)["blocks"])
    assert "Marketing" in words
    assert "5131" in words
    assert "as of" in words
    assert answer(stage)["ephemeral"]
    assert "15:00 UTC" in answer(stage)["text"]


async def test_words_narrow_the_list_to_paths_that_have_them(stage: Stage) -> None:
    await stage.command("/webcast folders training demos")

    words = text_of(answer(stage)["blocks"])
    assert "Training" in words
    assert "Marketing" not in words


async def test_no_match_says_so(stage: Stage) -> None:
    await stage.command("/webcast folders bananas")

    assert "No folder has “bananas”" in answer(stage)["text"]


async def test_refresh_reads_anew_and_draws_in_place(stage: Stage) -> None:
    await stage.command("/webcast folders")
    count, shown = await readings(stage), len(stage.from_bot(TOWN_HALL))
    await stage.advance(timedelta(minutes=2))

    await stage.click(answer(stage), TOWN_HALL, "refresh_folders")

    assert await readings(stage) == count + 1
    assert len(stage.from_bot(TOWN_HALL)) == shown
    assert "15:02 UTC" in answer(stage)["text"]


async def test_refresh_within_a_minute_costs_no_call(stage: Stage) -> None:
    await stage.command("/webcast folders")
    count = await readings(stage)

    await stage.click(answer(stage), TOWN_HALL, "refresh_folders")
    await stage.click(answer(stage), TOWN_HALL, "refresh_folders")

    assert await readings(stage) == count


async def test_a_platform_that_fails_is_a_sentence_and_the_list_stays(stage: Stage) -> None:
    await stage.command("/webcast folders")
    await stage.advance(timedelta(minutes=2))
    await stage.fault(endpoint="folder/tree", kind="code", code=10)

    await stage.click(answer(stage), TOWN_HALL, "refresh_folders")

    kept, told = stage.from_bot(TOWN_HALL)[-2:]
    assert "Reference:" in told["text"]
    assert "Marketing" in text_of(kept["blocks"])
    await stage.command("/webcast folders")
    assert "15:00 UTC" in answer(stage)["text"]


async def test_who_may_not_create_sees_no_folders(stage: Stage) -> None:
    await stage.command("/webcast folders")
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)

    await stage.command("/webcast folders", user=PRESENTER)
    await stage.command('/webcast create "Q4" friday 3pm folder:Nowhere', user=PRESENTER)

    for told in stage.from_bot(TOWN_HALL, user=PRESENTER)[-2:]:
        assert "not create any" in told["text"]


@pytest.mark.parametrize("named", ["5131", "earnings", '"investor relations / earnings"'])
async def test_a_folder_is_named_by_its_id_its_path_or_its_end(stage: Stage, named: str) -> None:
    found = [each for each, _ in (await tree(stage)).walk() if each.id == "5131"]
    name = named.replace("earnings", found[0].name)
    await stage.command(f'/webcast create "Q4" friday 3pm folder:{quoted(name)}')

    await stage.submit()

    assert (await stage.platform())["events"][-1]["folder_id"] == 5131


def quoted(name: str) -> str:
    return name if name.startswith('"') or " " not in name else f'"{name}"'


async def tree(stage: Stage) -> Folder:
    return await stage.show.bot.parts.folders.tree()


async def test_a_name_of_several_folders_is_asked_about(stage: Stage) -> None:
    await stage.command('/webcast create "Q4" friday 3pm folder:demos')

    told = answer(stage)["text"]
    assert "Several folders are called “demos”" in told
    assert "Marketing / Demos" in told
    assert "Training / Demos" in told
    assert not stage.views()


async def test_where_folders_cannot_be_read_the_form_opens_and_says_so(stage: Stage) -> None:
    await stage.fault(endpoint="folder/tree", kind="code", code=10)

    await stage.command('/webcast create "Q4" friday 3pm folder:earnings')

    assert "could not read the folders" in text_of(stage.view()["blocks"])
    assert stage.view()["state"]["values"]["title"]["form_input"]["value"] == "Q4"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("marketing", "2"),
        ("Marketing/Demos", "3"),
        ("marketing > demos", "3"),
        ("HOME / Marketing / Demos", "3"),
        ("  q  &  a ", "8"),
        ("home", "1"),
        ("training/home", "6"),
    ],
)
def test_a_path_names_one_folder(words: str, found: str) -> None:
    assert folder_named(TREE, words).id == found


@pytest.mark.parametrize(
    ("words", "told"),
    [("demos", "Several folders"), ("nowhere", "No folder is called"), ("/", "No folder")],
)
def test_what_names_no_single_folder_is_said(words: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        folder_named(TREE, words)


def test_a_large_tree_fits_a_screen_and_the_rest_is_counted() -> None:
    shelves = tuple(leaf(n, f"{'deep ' * 30}{n}") for n in range(10, 600))
    shown = folder_list(Folder(id="1", name="Home", children=shelves), "", NOW)

    assert not limits.message_problems(shown["blocks"])
    assert len(shown["text"]) <= limits.UPDATED_TEXT
    assert "566 more folders" in text_of(shown["blocks"])


def test_folders_that_match_are_shown_below_those_they_lie_in() -> None:
    words = text_of(folder_list(TREE, "old", NOW)["blocks"][0])

    assert "Home" in words
    assert "Demos / Old" in words
    assert "Marketing" not in words
