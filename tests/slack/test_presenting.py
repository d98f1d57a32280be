"""Presenters as their owner sees them: naming, inviting, the list, sending again, revoking."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import people
from bot.domain import Role
from bot.people import Candidate, Deed, PresenterState
from bot.rules import Access
from bot.service.present import Casting
from tests.stage import COMMS, CREATE, INVESTOR, PRESENTER, TOWN_HALL, Stage, overwrite, text_of

if TYPE_CHECKING:
    from bot.domain import Event
    from bot.people import Presenter
    from bot.service.ports import Store
    from bot.slack.chat import SlackChat

OWNER_DM, PRESENTER_DM, INVESTOR_DM = "D0COMMSLEAD", "D0PRESENTER", "D0IRMANAGER"
GUEST, AGENCY = people.GUEST.id, people.AGENCY.id


@pytest.fixture
async def stage(stage: Stage) -> Stage:
    """Open the curtain with everybody reading English."""
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], locale="en-US")
    return stage


async def created(stage: Stage, **fields: object) -> str:
    """Create the town hall and close the window; returns its event id."""
    await stage.command(CREATE)
    await stage.submit(dict(fields))
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    return str((await on_platform(stage))["event_id"])


async def on_platform(stage: Stage) -> dict[str, Any]:
    event: dict[str, Any] = (await stage.platform())["events"][-1]
    return event


async def stored(stage: Stage, event_id: str) -> Event:
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    return event


async def presenters(stage: Stage, event_id: str) -> dict[str, Presenter]:
    parts = stage.show.bot.parts
    return {each.user: each for each in await parts.store.presenters(parts.workspace, event_id)}


async def history(stage: Stage, event_id: str) -> list[str]:
    parts = stage.show.bot.parts
    return [entry.what for entry in await parts.store.history(parts.workspace, event_id)]


def answer(stage: Stage, user: str = COMMS) -> dict[str, Any]:
    return stage.from_bot(TOWN_HALL, user=user)[-1]


def invitations(stage: Stage, channel: str = PRESENTER_DM, user: str = PRESENTER) -> list[Any]:
    return [m for m in stage.from_bot(channel, user=user) if not m["is_reply"]]


async def invited(stage: Stage, *mentions: str) -> str:
    """Create the town hall and invite people by command; returns its event id."""
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} {' '.join(mentions)}")
    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")
    return event_id


async def choose(stage: Stage, what: str, user: str = PRESENTER) -> None:
    """Choose from somebody's menu in the list."""
    board = answer(stage)
    row = next(b for b in board["blocks"] if b.get("block_id") == f"presenter~{user}")
    values = [option["value"] for option in row["accessory"]["options"]]
    value = next(each for each in values if each.startswith(what))
    await stage.show.slack.action(
        COMMS,
        row["block_id"],
        "presenter_menu",
        channel=TOWN_HALL,
        ts=board["ts"],
        value=value,
    )
    await stage.settled()


async def test_naming_somebody_shows_what_would_happen_first(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast presenters {event_id} @presenter:host")

    words = text_of(answer(stage)["blocks"])
    assert "Host (Live Studio, Reports, Content, Q&A Only)" in words
    assert "the platform adds 1 presenter portal" in words
    assert not invitations(stage)
    assert not (await on_platform(stage))["portals"]


async def test_an_invitation_reaches_the_presenter_and_the_list(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:host")

    [message] = invitations(stage)
    words = text_of(message["blocks"])
    [portal] = (await on_platform(stage))["portals"]
    assert "Q4 town hall" in words
    assert "Tue 1 Dec 2026, 15:00 US/Eastern" in words
    assert "Your part: Host" in words
    assert "https://event.webcasts.com/test" in str(message["blocks"])
    assert COMMS in str(message["blocks"])
    assert "<!date^" in message["text"]
    assert portal["guest_presenter_type"] == 1 + 4 + 8 + 16
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.INVITED
    assert (await history(stage, event_id))[-3:] == [
        "named a presenter",
        "changed portals",
        "invited a presenter",
    ]
    assert "Invited 1 of 1" in text_of(answer(stage)["blocks"])


async def test_presenters_are_reminded_from_then_on(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")

    parts = stage.show.bot.parts
    jobs = await parts.store.jobs(parts.workspace, event_id)
    assert [job.target for job in jobs if job.kind == "presenter"] == [PRESENTER] * 3


async def test_no_message_or_record_holds_a_pin_or_a_portal_link(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:host", "@ir.manager:moderator")
    await stage.command(f"/webcast presenters {event_id}")
    await stage.command(f"/webcast history {event_id}")
    await stage.command(f"/webcast show {event_id}")

    said = [
        *stage.messages(TOWN_HALL),
        *stage.messages(OWNER_DM),
        *stage.messages(PRESENTER_DM, user=PRESENTER),
        *stage.messages(INVESTOR_DM, user=INVESTOR),
    ]
    parts = stage.show.bot.parts
    lines = await parts.store.history(parts.workspace, event_id)
    everything = f"{said} {lines}"
    for portal in (await on_platform(stage))["portals"]:
        assert portal["pin"] not in everything
    for kept in (await stored(stage, event_id)).webcast.portals:
        assert kept.link not in everything


async def test_people_of_one_part_share_a_portal_which_is_said(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} @presenter @ir.manager:speaker")
    preview = answer(stage)

    await stage.click(preview, TOWN_HALL, "invite_presenters")

    assert "share one portal and one PIN" in text_of(preview["blocks"])
    assert len((await on_platform(stage))["portals"]) == 1
    assert len(invitations(stage)) == len(invitations(stage, INVESTOR_DM, INVESTOR)) == 1


async def test_portals_that_exist_are_kept_and_used(stage: Stage) -> None:
    event_id = await created(stage, **{"portals~0": ["16"]})
    [before] = (await on_platform(stage))["portals"]

    await stage.command(f"/webcast presenters {event_id} @presenter:moderator @ir.manager:analyst")
    assert "PINs of the other portals should stay" in text_of(answer(stage)["blocks"])
    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")

    portals = (await on_platform(stage))["portals"]
    assert [portal["guest_presenter_type"] for portal in portals] == [16, 4]
    assert portals[0] == before
    assert (await stored(stage, event_id)).request.portals == (Access.Q_AND_A, Access.REPORTS)


async def test_access_can_be_chosen_by_name(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:live+qa")

    assert [portal["guest_presenter_type"] for portal in (await on_platform(stage))["portals"]] == [
        17
    ]
    assert "Your part: Live Studio, Q&A Only" in text_of(invitations(stage)[0]["blocks"])
    assert (await presenters(stage, event_id))[PRESENTER].preset == ""


async def test_an_on_demand_webcast_opens_the_studio_of_its_kind(stage: Stage) -> None:
    await stage.command('/webcast create ondemand "Demo" next tuesday 3pm')
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.command("/webcast presenters last @presenter")

    assert "Speaker (OD Studio)" in text_of(answer(stage)["blocks"])


async def test_a_double_click_sends_one_invitation(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} @presenter")
    preview = answer(stage)
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.click(preview, TOWN_HALL, "invite_presenters")

    assert len(invitations(stage)) == 1
    assert (await history(stage, event_id)).count("invited a presenter") == 1


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        pytest.param(AGENCY, "only people of this workspace", id="another company"),
        pytest.param(people.BOT_USER, "an app cannot present", id="an app"),
        pytest.param(INVESTOR, "that account is deactivated", id="deactivated"),
    ],
)
async def test_who_cannot_present_is_named_with_the_reason(
    stage: Stage, user: str, reason: str
) -> None:
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], deleted=True)
    event_id = await created(stage)

    await open_modal(stage, event_id)
    await stage.submit({"people": [user, PRESENTER], "preset": "speaker"})

    view = stage.view()
    assert reason in text_of(view["blocks"])
    assert user in str(view["blocks"])
    await stage.submit()
    assert set(await presenters(stage, event_id)) == {PRESENTER}


async def open_modal(stage: Stage, event_id: str) -> None:
    await stage.command(f"/webcast presenters {event_id}")
    await stage.click(answer(stage), TOWN_HALL, "add_presenters")


async def test_the_modal_invites_several_people_after_a_look(stage: Stage) -> None:
    event_id = await created(stage)
    await open_modal(stage, event_id)
    assert "Live Studio, Reports, Content, Q&A Only" in text_of(stage.view()["blocks"])

    await stage.submit({"people": [PRESENTER, GUEST], "preset": "moderator"})
    assert "Invite to present" in text_of(stage.view()["blocks"])
    assert not invitations(stage)
    await stage.submit()

    assert "Invited 2 of 2" in text_of(stage.view()["blocks"])
    assert set(await presenters(stage, event_id)) == {PRESENTER, GUEST}


async def test_a_portal_beyond_the_tenth_is_refused(stage: Stage) -> None:
    event_id = await created(stage)
    parts = stage.show.bot.parts
    event = await stored(stage, event_id)
    full = replace(event.request, portals=tuple(Access(mask) for mask in range(2, 12)))
    await overwrite(parts.store, replace(event, request=full))

    await stage.command(f"/webcast presenters {event_id} @presenter:host")

    shown = answer(stage)
    assert "10 presenter portals already" in text_of(shown["blocks"])
    assert "invite_presenters" not in str(shown["blocks"])


async def test_a_portal_that_the_platform_refuses_leaves_people_on_the_list(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} @presenter")
    await stage.fault(endpoint="event/update", kind="code", code=72)

    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")

    words = text_of(answer(stage)["blocks"])
    assert "nobody was sent anything" in words
    assert "Reference" in words
    assert not invitations(stage)
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.NAMED

    await stage.command(f"/webcast presenters {event_id}")
    assert "not invited yet" in text_of(answer(stage)["blocks"])
    await choose(stage, "again")
    assert len(invitations(stage)) == 1


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("restricted_action", "does not let me post"),
        ("team_paused", "Slack refused it (“team_paused”). Try again, or tell your administrator."),
    ],
)
async def test_a_message_that_slack_does_not_take_is_told_to_who_invited(
    stage: Stage, code: str, sentence: str
) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} @presenter")
    stage.show.slack.fault(method="chat.postMessage", error=code)

    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")

    words = text_of(answer(stage)["blocks"])
    assert "Invited 0 of 1" in words
    assert sentence in words
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.NAMED


async def test_new_pins_are_told_to_the_owner_and_to_whom_they_concern(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:moderator")
    await switch(stage, portals="reissue")

    await stage.command(f"/webcast presenters {event_id} @ir.manager:host")
    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")

    told = invitations(stage)[-1]
    assert PRESENTER in str(answer(stage)["blocks"])
    assert "new PIN" in text_of(answer(stage)["blocks"])
    assert "does not work any more" in text_of(told["blocks"])
    assert len(invitations(stage, INVESTOR_DM, INVESTOR)) == 1
    for portal in (await on_platform(stage))["portals"]:
        assert portal["pin"] not in str(stage.messages(PRESENTER_DM, user=PRESENTER))


async def test_new_pins_by_an_edit_are_told_as_well(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:moderator")
    await switch(stage, portals="reissue")
    await stage.command(f"/webcast update {event_id}")
    add = next(b for b in stage.view()["blocks"] if b.get("block_id") == "add_portal")
    await stage.show.slack.action(
        COMMS, "add_portal", add["elements"][0]["action_id"], view_id=stage.view()["id"]
    )
    await stage.settled()

    await stage.submit({"portals~1~e1": ["4"]})
    await stage.submit()

    assert "does not work any more" in text_of(invitations(stage)[-1]["blocks"])


async def switch(stage: Stage, **switches: str) -> None:
    url = f"{stage.show.platform}/_sandbox/mode"
    async with stage.session.post(url, json=switches) as answered:
        assert answered.ok, await answered.text()


async def test_the_list_tells_how_far_everybody_is(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:host", "@ir.manager")
    await stage.click(invitations(stage)[0], PRESENTER_DM, "presenter_ready", user=PRESENTER)

    await stage.command(f"/webcast presenters {event_id}")

    words = text_of(answer(stage)["blocks"])
    assert "Presenters: 1 of 2 ready" in words
    assert f"<@{PRESENTER}> · Host (Live Studio, Reports, Content, Q&amp;A Only) · ready" in words
    assert f"<@{INVESTOR}> · Speaker (Live Studio) · invited, no answer yet" in words
    assert answer(stage)["ephemeral"]


async def test_an_empty_list_offers_to_add_somebody(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast presenters {event_id}")

    assert "Nobody is to present yet" in text_of(answer(stage)["blocks"])
    assert "add_presenters" in str(answer(stage)["blocks"])


async def test_sending_again_replaces_the_message_before(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    await stage.command(f"/webcast presenters {event_id}")
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await choose(stage, "again")

    old, new = invitations(stage)
    assert "holds no more" in text_of(old["blocks"])
    assert "reveal_mine" in str(new["blocks"])
    assert (await history(stage, event_id)).count("sent an invitation again") == 1


async def test_revoking_asks_and_is_honest_about_the_pin(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    await stage.command(f"/webcast presenters {event_id}")

    await choose(stage, "revoke")
    assert "still works on the platform" in text_of(answer(stage)["blocks"])
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.INVITED
    await stage.click(answer(stage), TOWN_HALL, "revoke_presenter")

    [message] = invitations(stage)
    thread = [m for m in stage.from_bot(PRESENTER_DM, user=PRESENTER) if m["is_reply"]]
    assert "I took their button away" in text_of(answer(stage)["blocks"])
    assert "actions" not in [block["type"] for block in message["blocks"]]
    assert "You do not present this webcast any more" in text_of(thread[-1]["blocks"])
    assert (await history(stage, event_id))[-1] == "revoked a presenter"
    parts = stage.show.bot.parts
    jobs = await parts.store.jobs(parts.workspace, event_id)
    assert not [job for job in jobs if job.kind == "presenter"]


async def test_who_was_revoked_can_be_invited_again(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    await stage.command(f"/webcast presenters {event_id}")
    await choose(stage, "revoke")
    await stage.click(answer(stage), TOWN_HALL, "revoke_presenter")

    await stage.command(f"/webcast presenters {event_id} @presenter:moderator")
    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")

    assert "Moderator" in text_of(invitations(stage)[-1]["blocks"])
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.INVITED


async def test_who_is_invited_already_is_not_invited_twice(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")

    await stage.command(f"/webcast presenters {event_id} @presenter:speaker")

    assert "invited already" in text_of(answer(stage)["blocks"])
    assert "invite_presenters" not in str(answer(stage)["blocks"])


async def test_a_list_longer_than_a_screen_has_pages(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    store = stage.show.bot.parts.store
    one = (await presenters(stage, event_id))[PRESENTER]
    for number in range(9):
        await store.keep_presenter(replace(one, user=f"U0NUMBER{number}0"))
    await stage.command(f"/webcast presenters {event_id}")
    assert "U0NUMBER80" not in str(answer(stage)["blocks"])

    await stage.click(answer(stage), TOWN_HALL, "turn_presenters")

    assert "U0NUMBER80" in str(answer(stage)["blocks"])


async def test_somebody_else_cannot_name_presenters(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast presenters {event_id} @presenter", user=INVESTOR)

    assert "Only the owner" in text_of(answer(stage, INVESTOR)["blocks"])
    assert not await presenters(stage, event_id)


async def test_a_click_is_checked_with_the_role_that_holds_now(stage: Stage) -> None:
    users = stage.show.slack.world.workspace.users
    users[COMMS] = replace(users[COMMS], is_admin=False)
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} @presenter")
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, COMMS, Role.VIEWER)

    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")

    assert "Your role lets you look" in text_of(answer(stage)["blocks"])
    assert not invitations(stage)


async def test_nobody_is_invited_to_a_cancelled_webcast(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} @presenter")
    preview = answer(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.click(preview, TOWN_HALL, "invite_presenters")

    assert "Restore it before" in text_of(answer(stage)["blocks"])
    assert not invitations(stage)


async def test_nobody_is_invited_to_a_webcast_that_is_over(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.advance(timedelta(days=8))

    await stage.command(f"/webcast presenters {event_id} @presenter")

    assert "That webcast is over" in text_of(answer(stage)["blocks"])


async def test_a_failure_in_the_modal_keeps_who_was_chosen(stage: Stage) -> None:
    event_id = await created(stage)
    await open_modal(stage, event_id)
    await stage.advance(timedelta(days=8))

    await stage.submit({"people": [PRESENTER], "preset": "host"})

    view = stage.view()
    assert "That webcast is over" in text_of(view["blocks"])
    assert view["state"]["values"]["people"]["form_input"]["selected_users"] == [PRESENTER]
    assert view["state"]["values"]["preset"]["form_input"]["selected_option"]["value"] == "host"


async def test_the_owner_is_offered_presenters_after_creating(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    view = stage.view()

    await stage.show.slack.action(COMMS, "created", "add_presenters", view_id=view["id"])
    await stage.settled()

    assert stage.view()["title"]["text"] == "Add presenters"
    assert "add_presenters" in str(stage.from_bot(OWNER_DM)[0]["blocks"])


async def test_a_portal_that_the_platform_left_out_invites_nobody(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast presenters {event_id} @presenter")
    await stage.fault(endpoint="event/update", kind="partial", drop="portals")

    await stage.click(answer(stage), TOWN_HALL, "invite_presenters")

    assert "did not add the portal" in text_of(answer(stage)["blocks"])
    assert not invitations(stage)
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.NAMED


async def test_the_owner_is_told_of_new_pins_that_an_admin_brought_about(stage: Stage) -> None:
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], is_admin=True)
    event_id = await invited(stage, "@presenter:moderator")
    await switch(stage, portals="reissue")

    await stage.command(f"/webcast presenters {event_id} @ir.manager:host", user=INVESTOR)
    await stage.click(answer(stage, INVESTOR), TOWN_HALL, "invite_presenters", user=INVESTOR)

    assert "new PINs. I told them." in stage.from_bot(OWNER_DM)[-1]["text"]


async def test_an_admin_invites_but_reveals_nothing(stage: Stage) -> None:
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], is_admin=True)
    event_id = await invited(stage, "@presenter")

    await stage.command(f"/webcast presenters {event_id}", user=INVESTOR)

    assert "presenter_menu" in str(answer(stage, INVESTOR)["blocks"])
    assert "reveal_presenters" not in str(answer(stage, INVESTOR)["blocks"])


async def test_two_who_invite_at_once_send_one_invitation(stage: Stage) -> None:
    event_id = await created(stage)
    parts = stage.show.bot.parts
    event, person = await parts.event_for(Deed.PRESENT, event_id, COMMS)
    wanted = [Candidate(user=PRESENTER, preset="speaker", access=Access.LIVE_STUDIO)]
    casting = Casting(parts.webcasts, parts.chat, parts.store, parts.clock)

    first, second = await asyncio.gather(
        casting.invite(event, wanted, person=person), casting.invite(event, wanted, person=person)
    )

    assert len(invitations(stage)) == 1
    assert len(first.sent) + len(second.sent) == 1
    assert [each.reason for each in (*first.unsent, *second.unsent)] == ["invited meanwhile."]


async def test_an_invitation_that_was_revoked_while_it_was_sent_is_closed(stage: Stage) -> None:
    event_id = await created(stage)
    parts = stage.show.bot.parts
    event, person = await parts.event_for(Deed.PRESENT, event_id, COMMS)
    wanted = [Candidate(user=PRESENTER, preset="speaker", access=Access.LIVE_STUDIO)]
    casting = Casting(parts.webcasts, Revoking(parts.chat, parts.store), parts.store, parts.clock)

    outcome = await casting.invite(event, wanted, person=person)

    assert "reveal_mine" not in str(invitations(stage)[0]["blocks"])
    assert not outcome.sent
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.REVOKED


async def test_a_stale_menu_does_nothing(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    await stage.command(f"/webcast presenters {event_id}")
    one = (await presenters(stage, event_id))[PRESENTER]
    store = stage.show.bot.parts.store
    await store.keep_presenter(replace(one, state=PresenterState.REVOKED), before=one)

    await choose(stage, "again")

    assert "do not present that webcast any more" in text_of(answer(stage)["blocks"])
    assert len(invitations(stage)) == 1


async def test_the_history_mentions_who_was_named(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:host")

    await stage.command(f"/webcast history {event_id}")

    assert "invited a presenter" in text_of(answer(stage)["blocks"])
    assert {"type": "user", "user_id": PRESENTER} in answer(stage)["blocks"][1]["elements"][0][
        "elements"
    ]


async def test_more_than_ten_at_a_time_are_too_many(stage: Stage) -> None:
    event_id = await created(stage)
    users = stage.show.slack.world.workspace.users
    for number in range(11):
        users[f"U0EXTRA000{number}"] = replace(
            people.PRESENTER, id=f"U0EXTRA000{number}", username=f"extra{number}"
        )

    mentions = " ".join(f"@extra{number}" for number in range(11))
    await stage.command(f"/webcast presenters {event_id} {mentions}")

    assert "At most 10 people" in text_of(answer(stage)["blocks"])


class Revoking:
    """A Slack in which somebody revokes a presenter while their invitation is posted."""

    def __init__(self, chat: SlackChat, store: Store) -> None:
        self._chat = chat
        self._store = store

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (whatever the chat has)
        return getattr(self._chat, name)

    async def post_invitation(self, presenter: Presenter, event: Event) -> tuple[str, str]:
        where = await self._chat.post_invitation(presenter, event)
        gone = replace(presenter, state=PresenterState.REVOKED)
        await self._store.keep_presenter(gone, before=presenter)
        return where
