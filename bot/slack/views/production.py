"""The part of the form that says where picture and sound come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import PlainTextInputElement, StaticSelectElement

from bot.language import say
from bot.rules import (
    AcquisitionType,
    Kind,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)
from bot.slack.ids import Action, Field
from bot.slack.views.inputs import choice, field_input, option, options
from bot.slack.views.message import plain

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from bot.slack.form import Draft

_REGIONLESS = {AcquisitionType.TELEPHONE, AcquisitionType.VIDEO_BRIDGE}


def production(draft: Draft) -> list[Block]:
    """Ask where the picture comes from; it is fixed once the webcast exists."""
    return _on_demand(draft) if draft.kind is Kind.ON_DEMAND else _live(draft)


def _live(draft: Draft) -> list[Block]:
    source = field_input(
        draft,
        Field.SOURCE,
        say("Source"),
        StaticSelectElement(
            action_id=Action.FORM_CHANGED,
            options=options(AcquisitionType),
            initial_option=option(draft.source),
        ),
        dispatch=True,
    )
    return [source, *_source_details(draft), *_region(draft)]


def _source_details(draft: Draft) -> list[Block]:
    match draft.source:
        case AcquisitionType.VCU:
            address = PlainTextInputElement(
                initial_value=draft.vcu_address or None,
                placeholder=plain("203.0.113.20"),
                max_length=64,
            )
            return [
                field_input(draft, Field.VCU_ADDRESS, say("VCU address (IP)"), address),
                _vcu_connection(draft),
            ]
        case AcquisitionType.TELEPHONE:
            name = say("Telephone connection")
            return [choice(draft, Field.TELEPHONY, name, draft.telephony, TelephonyType)]
        case AcquisitionType.VIDEO_BRIDGE:
            name = say("Video bridge")
            return [choice(draft, Field.VIDEO_BRIDGE, name, draft.video_bridge, VideoBridgeType)]
        case _:
            return []


def _vcu_connection(draft: Draft) -> Block:
    name = say("VCU connection")
    return choice(draft, Field.VCU_CONNECTION, name, draft.vcu_connection, VcuConnectionType)


def _region(draft: Draft) -> list[Block]:
    if draft.source in _REGIONLESS:
        return []
    return [choice(draft, Field.REGION, say("Region"), draft.region, Region)]


def _on_demand(draft: Draft) -> list[Block]:
    return [choice(draft, Field.MEDIA, say("Media"), draft.media, MediaType)]
