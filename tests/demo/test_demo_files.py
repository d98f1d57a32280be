"""Files, uploaded as the app's real client does it, and downloaded as a browser does."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo import people
from bot.demo.files import LARGEST
from bot.demo.keeping import write_whole
from tests.demo.conftest import SCOPES, Staging
from tests.demo.listener import ARCHIVED, EARNINGS, INVESTORS, ME, THIRD, TOWN_HALL, Stage
from tests.demo.pieces import section
from tests.demo.refusing import refusal

JSON = dict[str, Any]
CALENDAR = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
DIRECT = "D0COMMSLEAD"


@pytest.fixture
async def stage(staging: Staging) -> Stage:
    return await staging(scopes=SCOPES | {"files:write"})


async def upload(client: AsyncWebClient, **given: Any) -> JSON:  # noqa: ANN401 - any argument
    wanted = {"content": CALENDAR, "filename": "q4.ics", "title": "Q4 town hall", **given}
    file: JSON = (await client.files_upload_v2(**wanted))["file"]
    return file


def files_in(stage: Stage, channel: str, user: str = ME) -> list[JSON]:
    return [file for message in stage.messages(channel, user) for file in message["files"]]


async def test_an_upload_stands_in_the_direct_message_with_its_comment(stage: Stage) -> None:
    where = (await stage.client.conversations_open(users=ME))["channel"]["id"]

    await upload(stage.client, channel=where, initial_comment="Your *calendar* entry:")

    [message] = stage.messages(DIRECT)
    [file] = message["files"]
    assert (message["user"], message["text"]) == (people.BOT_USER, "Your *calendar* entry:")
    assert (file["name"], file["title"], file["size"]) == ("q4.ics", "Q4 town hall", len(CALENDAR))


async def test_the_id_of_an_earlier_post_to_a_person_takes_a_file(stage: Stage) -> None:
    where = (await stage.client.chat_postMessage(channel=THIRD, text="Hello"))["channel"]

    await upload(stage.client, channel=where)

    assert len(files_in(stage, "D0PRESENTER", THIRD)) == 1


async def test_a_list_of_channels_takes_people_too(stage: Stage) -> None:
    await upload(stage.client, channels=[TOWN_HALL, THIRD])

    assert len(files_in(stage, TOWN_HALL)) == len(files_in(stage, "D0PRESENTER", THIRD)) == 1


async def test_a_file_can_answer_in_a_thread(stage: Stage) -> None:
    ts = await stage.post()

    await upload(stage.client, channel=TOWN_HALL, thread_ts=ts)

    assert [each["is_reply"] for each in stage.messages()] == [False, True]


async def test_two_files_share_one_message(stage: Stage) -> None:
    both = [{"content": "a", "filename": "a.csv"}, {"content": "b", "filename": "b.csv"}]

    await stage.client.files_upload_v2(file_uploads=both, channel=TOWN_HALL)

    assert [each["name"] for each in stage.messages()[0]["files"]] == ["a.csv", "b.csv"]


async def test_a_file_without_a_channel_is_seen_by_nobody(stage: Stage) -> None:
    file = await upload(stage.client)

    assert file["id"].startswith("F0")
    assert stage.messages() == []


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        pytest.param("q4.ics", "text/calendar", id="calendar"),
        pytest.param("guests.csv", "text/csv", id="table"),
        pytest.param("page.html", "text/html", id="page"),
        pytest.param("thing", "application/octet-stream", id="unknown"),
    ],
)
async def test_a_download_is_kept_and_never_shown_as_a_page(
    stage: Stage, http: ClientSession, name: str, content_type: str
) -> None:
    file = await upload(stage.client, channel=TOWN_HALL, filename=name)

    async with http.get(file["url_private_download"]) as answer:
        assert await answer.text() == CALENDAR
        assert answer.content_type == content_type
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_name_in_any_script_survives(stage: Stage, http: ClientSession) -> None:
    file = await upload(stage.client, channel=TOWN_HALL, filename="Übersicht “Q4”/a.csv")

    async with http.get(file["url_private_download"]) as answer:
        assert (
            "%C3%9Cbersicht%20%E2%80%9CQ4%E2%80%9D%2Fa.csv"
            in (answer.headers["Content-Disposition"])
        )


@pytest.mark.parametrize("team", [people.TEAM_ID, people.GUEST_TEAM])
async def test_a_guessed_file_is_not_there(stage: Stage, http: ClientSession, team: str) -> None:
    file = await upload(stage.client)
    wrong = "F0" if team == people.TEAM_ID else file["id"]

    async with http.get(f"/files-pri/{team}-{wrong}/download/q4.ics") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param({"filename": "a.csv", "length": 0}, "missing_argument", id="empty"),
        pytest.param({"filename": "", "length": 1}, "invalid_arguments", id="no name"),
        pytest.param(
            {"filename": "a.csv", "length": LARGEST + 1},
            "file_upload_size_restricted",
            id="too large",
        ),
        pytest.param(
            {"filename": "a.png", "length": 1, "alt_txt": "x" * 1001},
            "alt_txt_too_large",
            id="long description",
        ),
    ],
)
async def test_an_upload_that_cannot_be_is_refused(stage: Stage, given: JSON, error: str) -> None:
    answer = await refusal(stage.client.files_getUploadURLExternal(**given))

    assert answer["error"] == error


async def test_bytes_of_another_length_are_refused(stage: Stage, http: ClientSession) -> None:
    ticket = await stage.client.files_getUploadURLExternal(filename="a.csv", length=3)

    async with http.post(ticket["upload_url"], data=b"four") as answer:
        assert answer.status == 400


async def test_bytes_may_come_as_a_file_in_a_form(stage: Stage, http: ClientSession) -> None:
    ticket = await stage.client.files_getUploadURLExternal(filename="a.csv", length=3)
    form = FormData()
    form.add_field("file", b"a,b", filename="a.csv")

    async with http.post(ticket["upload_url"], data=form) as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 3")


async def test_a_form_without_a_file_brings_no_bytes(stage: Stage, http: ClientSession) -> None:
    ticket = await stage.client.files_getUploadURLExternal(filename="a.csv", length=3)
    form = FormData({"words": "a,b"}, default_to_multipart=True)

    async with http.post(ticket["upload_url"], data=form) as answer:
        assert answer.status == 400


async def test_an_invented_address_takes_no_bytes(http: ClientSession) -> None:
    async with http.post("/upload/v1/guess", data=b"a") as answer:
        assert answer.status == 404


async def test_a_file_is_posted_once(stage: Stage, http: ClientSession) -> None:
    ticket = await stage.client.files_getUploadURLExternal(filename="a.csv", length=1)
    complete = stage.client.files_completeUploadExternal
    named: Any = [{"id": ticket["file_id"], "title": "A"}]

    assert (await refusal(complete(files=named, channel_id=TOWN_HALL)))["error"] == "file_not_found"
    await http.post(ticket["upload_url"], data=b"a")
    assert (await complete(files=named, channel_id=TOWN_HALL))["files"][0]["title"] == "A"
    assert (await refusal(complete(files=named, channel_id=TOWN_HALL)))["error"] == "file_not_found"
    async with http.post(ticket["upload_url"], data=b"b") as late:
        assert late.status == 404


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        pytest.param(ME, "channel_not_found", id="a person is no channel"),
        pytest.param("#general", "channel_not_found", id="a name is no id"),
        pytest.param(EARNINGS, "channel_not_found", id="private, not a member"),
        pytest.param(INVESTORS, "not_in_channel", id="public, not a member"),
        pytest.param(ARCHIVED, "posting_to_channel_denied", id="archived"),
    ],
)
async def test_a_file_needs_an_open_channel_by_its_id(
    stage: Stage, channel: str, error: str
) -> None:
    assert (await refusal(upload(stage.client, channel=channel)))["error"] == error


async def test_a_channel_for_admins_takes_no_file(stage: Stage) -> None:
    stage.slack.set_channel(TOWN_HALL, restricted=True)

    answer = await refusal(upload(stage.client, channel=TOWN_HALL))

    assert answer["error"] == "posting_to_channel_denied"


async def test_blocks_introduce_a_file_unless_there_are_words(stage: Stage) -> None:
    blocks = json.dumps([section("Here it is")])

    await upload(stage.client, channel=TOWN_HALL, blocks=blocks)
    await upload(stage.client, channel=TOWN_HALL, blocks=blocks, initial_comment="Words")

    first, second = stage.messages()
    assert (first["blocks"][0]["text"]["text"], second["blocks"]) == ("Here it is", [])


async def test_bad_blocks_post_no_file(stage: Stage) -> None:
    blocks = json.dumps([section("x" * 3001)])

    answer = await refusal(upload(stage.client, channel=TOWN_HALL, blocks=blocks))

    assert answer["error"] == "invalid_blocks"
    assert stage.messages() == []


@pytest.mark.parametrize("files", ["[]", '"F0"', '["F0"]'])
async def test_files_are_a_list_of_objects(stage: Stage, files: str) -> None:
    call = stage.client.api_call("files.completeUploadExternal", params={"files": files})

    assert (await refusal(call))["error"] == "invalid_arguments"


async def test_an_upload_needs_its_scope(staging: Staging) -> None:
    stage = await staging()

    answer = await refusal(upload(stage.client, channel=TOWN_HALL))

    assert (answer["error"], answer["needed"]) == ("missing_scope", "files:write")


async def test_a_file_survives_a_restart(tmp_path: Path, staging: Staging) -> None:
    path = tmp_path / "state.json"
    first = await staging(scopes=SCOPES | {"files:write"})
    await upload(first.client, channel=TOWN_HALL)
    write_whole(path, json.dumps(first.slack.world.workspace.dump()))

    second = await staging(state_file=path)
    [file] = files_in(second, TOWN_HALL)

    async with (
        ClientSession() as session,
        session.get(file["url_private_download"]) as answer,
    ):
        assert await answer.text() == CALENDAR
