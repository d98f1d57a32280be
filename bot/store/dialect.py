"""Statements as PostgreSQL reads them: pure text."""

from __future__ import annotations

import re
from functools import lru_cache

_COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
_NAME = re.compile(r"(?<![:\w]):([a-z_0-9]+)")
_IN_POSTGRES = {
    "TEXT": 'text COLLATE "C"',
    "INTEGER": "bigint",
    "INTEGER PRIMARY KEY": "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    ") STRICT": ")",
}
"""Text is compared byte by byte, as SQLite does; its whole numbers have 64 bits."""
_WORDS = re.compile(r"\bTEXT\b|\bINTEGER PRIMARY KEY\b|\bINTEGER\b|\) STRICT\b")


@lru_cache(maxsize=1000)
def in_postgres(sql: str) -> bytes:
    """Return a statement with its comments opened, and its values named psycopg's way."""
    opened = _COMMENT.sub(r"\1", sql.replace("%", "%%"))
    return _NAME.sub(r"%(\1)s", opened).encode()


def shaped_in_postgres(sql: str) -> str:
    """Return a statement that makes or changes a table, with PostgreSQL's words for SQLite's."""
    return _WORDS.sub(lambda word: _IN_POSTGRES[word[0]], sql)
