"""What the client reads: folders of any shape, tokens with and without an end."""

from __future__ import annotations

import pytest

from bot.domain import Folder
from bot.errors import Unavailable, Unreachable
from bot.webcasts import protocol
from tests.webcasts.exchanges import CREATE, LOG_IN, TREE, answer, portal
from tests.webcasts.scripted import event_data, success, token


def test_a_folder_tree_may_be_longer_than_other_answers() -> None:
    children = [{"folder_name": "x" * 100, "folder_id": str(n)} for n in range(1, 20_000)]
    tree = {"folder_name": "Acme", "folder_id": "0", "children": children}

    root = protocol.read_folder(answer(success(folder_tree=tree)), TREE)

    assert len(root.children) == 19_999


def test_children_may_be_missing_one_object_or_an_array_on_every_level() -> None:
    tree = {
        "folder_name": "Acme",
        "folder_id": "5100",
        "children": {
            "folder_name": "Marketing",
            "folder_id": "5120",
            "children": [
                {"folder_name": "Demos", "folder_id": "5121"},
                {
                    "folder_name": "Demos",
                    "folder_id": 5122,
                    "children": {"folder_name": "Old", "folder_id": "5123"},
                },
            ],
        },
    }

    root = protocol.read_folder(answer(success(folder_tree=tree)), TREE)

    assert [(folder.id, "/".join(path)) for folder, path in root.walk()] == [
        ("5100", "Acme"),
        ("5120", "Acme/Marketing"),
        ("5121", "Acme/Marketing/Demos"),
        ("5122", "Acme/Marketing/Demos"),
        ("5123", "Acme/Marketing/Demos/Old"),
    ]


@pytest.mark.parametrize("children", [None, "", [], {}, 0, ["x", None], {"folder_name": "no id"}])
def test_children_that_are_no_folders_are_left_out(children: object) -> None:
    tree = {"folder_name": "Demos", "folder_id": "5122", "children": children}

    root = protocol.read_folder(answer(success(folder_tree=tree)), TREE)

    assert root == Folder(id="5122", name="Demos")


def test_a_folder_without_a_name_is_called_by_its_id() -> None:
    root = protocol.read_folder(answer(success(folder_tree={"folder_id": "7"})), TREE)

    assert root.name == "7"


def test_a_folder_below_itself_is_left_out() -> None:
    again = {"folder_name": "Acme", "folder_id": "5100"}
    tree = {**again, "children": {"folder_name": "M", "folder_id": "1", "children": again}}

    root = protocol.read_folder(answer(success(folder_tree=tree)), TREE)

    assert [folder.id for folder, _ in root.walk()] == ["5100", "1"]


def test_a_tree_is_read_down_to_fifty_levels() -> None:
    tree: dict[str, object] = {"folder_name": "leaf", "folder_id": "0"}
    for number in range(1, 200):
        tree = {"folder_name": "f", "folder_id": str(number), "children": tree}

    root = protocol.read_folder(answer(success(folder_tree=tree)), TREE)

    assert len(list(root.walk())) == 50


@pytest.mark.parametrize("tree", [None, [], {}, {"folder_name": "Acme", "folder_id": "root"}])
def test_a_tree_without_a_root_can_be_read_again(tree: object) -> None:
    with pytest.raises(Unavailable):
        protocol.read_folder(answer(success(folder_tree=tree)), TREE)


def test_a_token_lives_as_long_as_the_platforms_own_clock_says() -> None:
    body = token(1, lifetime=7199.992)

    read = protocol.read_token(answer(body), LOG_IN)

    assert read.text == "sekret-token-1"
    assert read.lifetime == pytest.approx(7199.992)


@pytest.mark.parametrize(
    ("times", "lifetime"),
    [
        pytest.param({"currentTimestamp": 1000}, 600, id="the other spelling"),
        pytest.param({"current_timestamp": "1000"}, 600, id="in digits"),
        pytest.param({}, 1800, id="no time of answering"),
        pytest.param({"current_timestamp": 601_000}, 1800, id="already over"),
        pytest.param({"current_timestamp": "now"}, 1800, id="in words"),
    ],
)
def test_a_token_without_a_sensible_end_lives_half_an_hour(
    times: dict[str, object], lifetime: float
) -> None:
    data = {"token": "t", "token_expiration": 601_000}
    body = {"convey_api": {"result": {"returnCode": 1, "authenticationData": data}, **times}}

    assert protocol.read_token(answer(body), LOG_IN).lifetime == lifetime


def test_a_token_without_an_expiration_lives_half_an_hour() -> None:
    body = success(authenticationData={"token": "t"})

    assert protocol.read_token(answer(body), LOG_IN).lifetime == 1800


@pytest.mark.parametrize("data", [None, {}, {"token": ""}, {"token": 7}, {"token": None}])
def test_a_login_without_a_token_means_that_nothing_was_sent(data: object) -> None:
    with pytest.raises(Unreachable):
        protocol.read_token(answer(success(authenticationData=data)), LOG_IN)


def test_no_value_shows_a_secret() -> None:
    read = protocol.read_token(answer(token(1)), LOG_IN)
    data = event_data(guest_presenter_links=[portal(31, "sekret-pin")])
    receipt = protocol.read_receipt(answer(success(event_data=data)), CREATE)

    assert "sekret" not in repr((read, answer(token(1)), receipt))
    assert "guest.test" not in repr(receipt)
