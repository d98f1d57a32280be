"""Which database a URL names."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from bot.errors import Misconfigured

MEMORY = ":memory:"
"""What SQLite calls a database that lives as long as its connection."""


def is_postgres(url: str) -> bool:
    """Tell whether a database URL names a PostgreSQL server."""
    return url.startswith(("postgresql://", "postgres://"))


def postgres_url(url: str) -> str:
    """Return the URL of a PostgreSQL database; raises `Misconfigured` if it names none."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # `port` raises where it is no number
    except ValueError:
        host, parts = None, urlsplit("")
    is_somewhere = host or "host" in parse_qs(parts.query)
    if not is_postgres(url) or not is_somewhere or not parts.path.strip("/") or parts.fragment:
        message = (
            "DATABASE_URL must look like postgresql://user:password@host:5432/database. In a "
            "password write @ / : ? # and % as %40 %2F %3A %3F %23 and %25."
        )
        raise Misconfigured(message)
    return url


def sqlite_path(url: str) -> str:
    """Return the path of a SQLite database URL, `MEMORY` for one that is never written to disk."""
    if url in ("sqlite://", "sqlite:///:memory:"):
        return MEMORY
    path = url.removeprefix("sqlite:///")
    if path in ("", url) or set(path) & {"?", "#", "\0"}:
        message = (
            "DATABASE_URL must look like sqlite:///webcasts.db, with three slashes before a "
            "relative path and four before an absolute one, or like "
            "postgresql://user:password@host:5432/database."
        )
        raise Misconfigured(message)
    return path
