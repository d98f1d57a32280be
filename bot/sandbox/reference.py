"""What the vendor's reference fixes: names, closed sets, limits and sentences.

Source of every fact unless said otherwise: the Event Management API page,
https://www.webcasts.com/apis/eventcreation/.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 3

AUTHENTICATE: Final = "authenticate"
CREATE: Final = "event/create"
UPDATE: Final = "event/update"
STATUS: Final = "event/status"
TREE: Final = "folder/tree"
ENDPOINTS: Final = (AUTHENTICATE, CREATE, UPDATE, STATUS, TREE)

# Calls per account and endpoint. The reference gives no unit; "within one hour" in the sentence of
# code 62 is its only mention of a window.
RATE_LIMITS: Final[dict[str, int]] = {CREATE: 100, UPDATE: 100, STATUS: 500, TREE: 60}

TIMEZONES: Final = (
    "US/Hawaii",
    "US/Alaska",
    "US/Pacific",
    "US/Mountain",
    "US/Central",
    "US/Eastern",
    "Europe/London",
    "CET",
    "EET",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Hong_Kong",
    "Japan",
    "Australia/Sydney",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Pacific/Auckland",
    "Etc/UTC",
)
FALLBACK_TIMEZONE: Final = "Etc/UTC"

LIVE: Final = "live"
ONDEMAND: Final = "ondemand"
TYPES: Final = {LIVE: "Live", ONDEMAND: "On demand"}

REGIONS: Final = {
    1: "North America",
    2: "South America",
    3: "Europe",
    4: "Africa",
    5: "Asia/Pacific",
}

WEBCAM, VCU, ENCODER, TELEPHONE, VIDEO_BRIDGE = range(5)
ACQUISITION_TYPES: Final = {
    WEBCAM: "Webcam",
    VCU: "VCU/Telepresence",
    ENCODER: "Your Encoder",
    TELEPHONE: "Telephone",
    VIDEO_BRIDGE: "Video Bridge",
}
REGION_IGNORED_BY: Final = frozenset({TELEPHONE, VIDEO_BRIDGE})

VCU_CONNECTION_TYPES: Final = ("H.323", "SIP")
TELEPHONY_TYPES: Final = ("directdial", "bridge")
VIDEO_BRIDGE_TYPES: Final = ("standard", "advanced")
MEDIA_TYPES: Final = ("video", "audio")

GUEST_PRESENTER_TYPES: Final = {
    1: "Live Studio",
    2: "OD Studio",
    4: "Reports",
    8: "Content",
    16: "Q&A Only",
}
ALL_PORTALS: Final = sum(GUEST_PRESENTER_TYPES)

TITLE_LIMIT: Final = 1000
QUARTER_HOUR_MS: Final = 15 * 60 * 1000
DURATION_STEP: Final = 30
SHORTEST: Final = 30
LONGEST: Final = 480
CAPACITY: Final = (50, 10_000)
EXPIRATION_MONTHS: Final = (3, 12)

SUCCESS: Final = 1
PARTIAL_SUCCESS: Final = 2
NO_ACCESS: Final = 10
BAD_LOGIN: Final = 11
BAD_TOKEN: Final = 12
EVENT_LIMIT: Final = 61
HOUR_LIMIT: Final = 62
INSECURE_TAGS: Final = 70
BAD_INPUT: Final = 72
NO_RESOURCE: Final = 74
GENERAL_ERROR: Final = 0

RETURN_CODES: Final = {
    0: "General Error",
    1: "Success",
    2: "Partial Success",
    10: "You are not authorized to run a report on this event.",
    11: "The User ID or Session ID is invalid.",
    12: "The Token is invalid or expired.",
    50: (
        "The report for this event is currently not available."
        " Please contact your support representative."
    ),
    51: ("There was invalid data in the report. Please contact your support representative."),
    60: (
        "The reporting service is not available at this time."
        " Please contact your support representative."
    ),
    61: (
        "You have reached the limit on the number of calls you can run for an event."
        " Please try again later."
    ),
    62: (
        "You have reached the maximum number of reports that can be run within one hour."
        " Please try again later."
    ),
    70: "Oops!! Please remove any insecure tags from the input parameters and try again.",
    71: "Please use a valid version number.",
    72: "There were missing or invalid input parameters in your request.",
    73: "Ambiguous platform.",
    74: "Could not identify the Reporting Resource requested",
}


def sentence(code: int) -> str:
    """Return the vendor's sentence for a return code, word for word."""
    return RETURN_CODES.get(code, RETURN_CODES[GENERAL_ERROR])


def portals_in(mask: int) -> tuple[str, ...]:
    """Return the names of the guest presenter portals in a bitmask, in the table's order."""
    return tuple(name for bit, name in GUEST_PRESENTER_TYPES.items() if mask & bit)
