"""Ids, keys, PINs and tokens, all following from one start value. Pure.

Shapes: event ids have 7 digits and grow with gaps, tp_key is 10 hex characters (links on public
pages), a PIN is 5 to 8 of A-Z and 0-9, a token is "a very long string" (the reference).
"""

from __future__ import annotations

import hashlib
import string
from typing import Final

ALPHABET: Final = string.ascii_uppercase + string.digits
FIRST_EVENT: Final = 1_890_000
SPREAD: Final = 100
WIDEST_GAP: Final = 9
KEY_LENGTH: Final = 10
PIN_LENGTHS: Final = (5, 6, 7, 8)


def _bytes(seed: int, *parts: object) -> bytes:
    return hashlib.sha256("/".join(map(str, (seed, *parts))).encode()).digest()


def next_event_id(seed: int, last: int | None) -> int:
    """Return the id of the next event; other customers' events lie between two of ours."""
    if last is None:
        return FIRST_EVENT + _bytes(seed, "first event")[0] % SPREAD
    return last + 1 + _bytes(seed, "gap", last)[0] % WIDEST_GAP


def tp_key(seed: int, event_id: int) -> str:
    """Return the key that a viewer link carries."""
    return _bytes(seed, "tp_key", event_id).hex()[:KEY_LENGTH]


def portal_key(seed: int, event_id: int, number: int) -> str:
    """Return the key that tells a portal from others of the same mask."""
    return _bytes(seed, "gp_key", event_id, number).hex()[:KEY_LENGTH]


def pin(seed: int, event_id: int, number: int) -> str:
    """Return the PIN of an event's nth portal."""
    drawn = _bytes(seed, "pin", event_id, number)
    length = PIN_LENGTHS[drawn[0] % len(PIN_LENGTHS)]
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn[1 : 1 + length])


def token(seed: int, number: int) -> str:
    """Return the nth token handed out."""
    return "sbx" + "".join(_bytes(seed, "token", number, part).hex() for part in range(4))


def fingerprint(token: str) -> str:
    """Return what is kept of a token, so that no token lies in a file or in memory."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
