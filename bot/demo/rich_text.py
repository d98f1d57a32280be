"""Slack's rules for rich_text blocks."""

from bot.demo.shapes import Check, boolean, by_type, listing, one_of, shape, string, whole

_STYLE = shape(
    {},
    dict.fromkeys(
        (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ),
        boolean,
    ),
)


def _inline(kind: str, required: dict[str, Check], optional: dict[str, Check]) -> Check:
    return shape(required, {"style": _STYLE, **optional}, kind=kind)


_INLINE = by_type(
    {
        "text": _inline("text", {"text": string(least=1)}, {}),
        "link": _inline("link", {"url": string(3000)}, {"text": string(), "unsafe": boolean}),
        "emoji": _inline(
            "emoji",
            {"name": string(least=1)},
            {"unicode": string(), "skin_tone": whole(1, 6), "url": string()},
        ),
        "user": _inline("user", {"user_id": string(least=1)}, {}),
        "channel": _inline("channel", {"channel_id": string(least=1)}, {}),
        "usergroup": _inline("usergroup", {"usergroup_id": string(least=1)}, {}),
        "team": _inline("team", {"team_id": string(least=1)}, {}),
        "broadcast": _inline("broadcast", {"range": one_of("here", "channel", "everyone")}, {}),
        "color": _inline("color", {"value": string(least=1)}, {}),
        "date": _inline(
            "date",
            {"timestamp": whole(), "format": string(least=1)},
            {"url": string(), "fallback": string()},
        ),
    }
)
_SECTION = shape({"elements": listing(_INLINE, least=0)}, {}, kind="rich_text_section")
_PARTS = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            {
                "style": one_of("bullet", "ordered"),
                "elements": listing(by_type({"rich_text_section": _SECTION}), least=0),
            },
            {"indent": whole(0, 8), "offset": whole(0), "border": whole(0, 1)},
            kind="rich_text_list",
        ),
        "rich_text_quote": shape(
            {"elements": listing(_INLINE, least=0)},
            {"border": whole(0, 1)},
            kind="rich_text_quote",
        ),
        "rich_text_preformatted": shape(
            {"elements": listing(_INLINE, least=0)},
            {"border": whole(0, 1), "language": string()},
            kind="rich_text_preformatted",
        ),
    }
)
RICH_TEXT = shape(
    {"elements": listing(_PARTS, least=0)}, {"block_id": string(255)}, kind="rich_text"
)
