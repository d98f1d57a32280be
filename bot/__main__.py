"""`webcast-bot`: the command line; the only reader of arguments and environment."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import webbrowser
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values

from bot import sandbox, upkeep
from bot.assembly import examine, forget_workspace, listening, reencrypt
from bot.config import Config
from bot.errors import BotError, Misconfigured, NotUnderstood
from bot.logs import set_up as set_up_log
from bot.serving import run
from bot.showcase import open_demo
from bot.store import Cipher, copy_database, migrate
from bot.when import as_json, batch_line, explain, read_moment, read_start

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

_STOPS = (signal.SIGINT, signal.SIGTERM)
LAST_RESORT = 10
"""Seconds after which a process that was asked to stop is ended, whatever it still waits for."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except BotError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="webcast-bot", description="webcasts.com webcasts, run from Slack"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: object, about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        return command

    add("run", _run, "serve a Slack workspace")
    command = add("demo", _demo, "try it in the browser, without Slack and without an account")
    command.add_argument("--port", type=int, default=3000, help="port of the page (3000)")
    command.add_argument("--no-browser", action="store_true", help="do not open the page")
    command.add_argument("--data", type=Path, help="folder that keeps everything for next time")
    command.add_argument(
        "--oauth", action="store_true", help="begin before the bot is installed and connected"
    )
    command = add("sandbox", _sandbox, "emulate the webcast platform over HTTP")
    command.add_argument("--port", type=int, default=8080, help="port (8080; 0 takes a free one)")
    command.add_argument("--username", default="sandbox", help="name of its account (sandbox)")
    command.add_argument("--password", default="sandbox", help="password of it (sandbox)")
    command.add_argument("--state", type=Path, help="file that keeps its state")
    _add_when(add("when", _when, "show how a time in words is understood"))
    add("doctor", _doctor, "check that everything works")
    add("migrate", _migrate, "bring the database up to date")
    command = add("copy-database", _copy_database, "move from SQLite to PostgreSQL")
    command.add_argument("source", metavar="FROM", help="URL of the SQLite database")
    command.add_argument(
        "target", metavar="TO", nargs="?", help="URL of the PostgreSQL database (DATABASE_URL)"
    )
    _add_upkeep(add)
    add("key", _key, "make a key for ENCRYPTION_KEY")
    add("reencrypt", _reencrypt, "encrypt everything with the first key of ENCRYPTION_KEY")
    command = add("forget-workspace", _forget, "remove all that is kept of a workspace")
    command.add_argument("team", metavar="TEAM", help="its id in Slack, such as T0123ABCD")
    return parser


def _add_when(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", nargs="?", help="the words, such as: next tuesday 3pm")
    command.add_argument("--now", help="the time it is, ISO 8601 (the clock's)")
    command.add_argument("--tz", default="Etc/UTC", help="the person's time zone (Etc/UTC)")
    command.add_argument("--json", action="store_true", help="answer in JSON")
    command.add_argument("--batch", action="store_true", help="JSON lines from standard input")


def _add_upkeep(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add what looks after the database; it is told the environment, which is read here alone."""

    def look_after(work: Callable[..., int]) -> Callable[[argparse.Namespace], int]:
        return lambda args: work(args, _environment())

    command = add("backup", look_after(upkeep.backup), "copy a SQLite database while the bot runs")
    command.add_argument("file", type=Path, help="the copy, which must not be there yet")
    command = add("restore", look_after(upkeep.restore), "put a copy in the database's place")
    command.add_argument("file", type=Path, help="a copy that backup made")
    command.add_argument(
        "--replace", action="store_true", help="keep the database that is there under a dated name"
    )
    command = add("audit", look_after(upkeep.audit), "write the audit trail as CSV")
    command.add_argument("--workspace", metavar="TEAM", help="of one workspace only, by its id")
    command.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="from that day")
    command.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="to that day")
    command.add_argument("--output", type=Path, metavar="FILE", help="a new file")
    command = add("retention", look_after(upkeep.retention), "show what RETENTION_MONTHS removes")
    command.add_argument(
        "--dry-run", action="store_true", required=True, help="only the bot removes it"
    )


def _run(_args: argparse.Namespace) -> int:
    config = Config.from_env(_environment())
    set_up_log(config.log_level, config.log_format)

    async def serve() -> None:
        async with _stop_signal() as stop:
            await run(config, stop)

    asyncio.run(serve())
    return 0


def _demo(args: argparse.Namespace) -> int:
    set_up_log("WARNING")

    async def serve() -> None:
        opening = open_demo(port=args.port, data=args.data, oauth=args.oauth)
        async with _stop_signal() as stop, opening as show:
            print(f"The demo is ready: {show.page}  (Ctrl+C stops it)", flush=True)
            if not args.no_browser and _has_screen():
                webbrowser.open(show.page)
            await stop.wait()

    asyncio.run(serve())
    return 0


def _sandbox(args: argparse.Namespace) -> int:
    try:
        platform = sandbox.make_app(
            sandbox.Settings(username=args.username, password=args.password, state_file=args.state)
        )
    except ValueError as error:
        raise Misconfigured(str(error)) from error

    async def serve() -> None:
        served = listening(platform, host="127.0.0.1", port=args.port)
        async with _stop_signal() as stop, served as url:
            print(url, flush=True)
            print(f"for the bot: WEBCASTS_API_URL={url}/api", flush=True)
            await stop.wait()

    asyncio.run(serve())
    return 0


def _when(args: argparse.Namespace) -> int:
    if args.batch:
        for line in sys.stdin:
            print(batch_line(line), flush=True)
        return 0
    if args.text is None:
        raise Misconfigured('Give the words, such as: webcast-bot when "next tuesday 3pm"')
    now = read_moment(args.now, args.tz) if args.now else datetime.now(UTC)
    tell = as_json if args.json else explain
    print(tell(args.text, now=now, zone=args.tz))
    return 0 if _is_understood(args.text, now, args.tz) else 1


def _is_understood(text: str, now: datetime, zone: str) -> bool:
    try:
        read_start(text, now=now, zone=zone)
    except NotUnderstood:
        return False
    return True


def _doctor(_args: argparse.Namespace) -> int:
    set_up_log("ERROR")
    found = asyncio.run(examine(Config.from_env(_environment())))
    for each in found:
        print(f"{'ok' if each.is_well else 'FAILS':6}{each.about}: {each.verdict}")
    return 0 if all(each.is_well for each in found) else 1


def _migrate(_args: argparse.Namespace) -> int:
    applied = asyncio.run(migrate(_database_url()))
    print("\n".join(applied) if applied else "The database is up to date.")
    return 0


def _copy_database(args: argparse.Namespace) -> int:
    copied = asyncio.run(copy_database(args.source, args.target or _database_url()))
    for table, rows in copied:
        print(f"{table:18}{rows:8}")
    print(
        "Everything is copied. Set DATABASE_URL to the new one, and keep ENCRYPTION_KEY as it is."
    )
    return 0


def _key(_args: argparse.Namespace) -> int:
    print(Cipher.new_key())
    return 0


def _database_url() -> str:
    return _environment().get("DATABASE_URL") or "sqlite:///webcasts.db"


def _reencrypt(_args: argparse.Namespace) -> int:
    for table, written in asyncio.run(reencrypt(Config.from_env(_environment()))).items():
        print(f"{table}: {written} rows encrypted anew")
    return 0


def _forget(args: argparse.Namespace) -> int:
    gone = asyncio.run(forget_workspace(Config.from_env(_environment()), args.team))
    print(f"{gone} rows of workspace {args.team} removed")
    return 0 if gone else 1


def _environment() -> Mapping[str, str]:
    """Read `.env`, if there is one; the environment itself goes before it."""
    kept = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**kept, **os.environ}


def _has_screen() -> bool:
    """Tell whether opening a browser would show one, and not take over the terminal."""
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


@asynccontextmanager
async def _stop_signal() -> AsyncIterator[asyncio.Event]:
    """Yield an event that is set when the process is asked to stop.

    A second signal ends the process at once; so does the last resort, should a stop take too long,
    such as for a name that nobody resolves.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def asked() -> None:
        stop.set()
        signal.alarm(LAST_RESORT)
        for number in _STOPS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in _STOPS:
        loop.add_signal_handler(number, asked)
    try:
        yield stop
    finally:
        for number in _STOPS:
            loop.remove_signal_handler(number)


if __name__ == "__main__":
    sys.exit(main())
