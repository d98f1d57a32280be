"""How long the claims hold that tests make, where that does not matter."""

from __future__ import annotations

from datetime import UTC, datetime

UNTIL = datetime(2026, 12, 1, 20, tzinfo=UTC)
