"""Start-up time and memory of the bot beside a bare Bolt app, each in fresh processes.

Run: .venv/bin/python benchmarks/start.py [processes]

A process imports, opens everything, serves HTTP on a free port, says so, and reports its resident
memory. The bot opens its database, warms up the time parser and talks to Slack and to the platform
sandbox on loopback; the bare app has none of these.
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

MEMORY = """
import psutil
print("ready", psutil.Process().memory_info().rss / 2**20, flush=True)
"""
BARE = f"""
import asyncio
from aiohttp import web
from slack_bolt.async_app import AsyncApp
async def main():
    app = AsyncApp(token="xoxb-1", signing_secret="x")
    runner = web.AppRunner(app.web_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    {MEMORY.strip().replace(chr(10), chr(10) + "    ")}
asyncio.run(main())
"""
OURS = f"""
import asyncio
from bot.assembly import listening, open_bot
from bot.config import Config
from bot.web import make_web_app
import sys
async def main():
    config = Config.from_env(dict(pair.split("=", 1) for pair in sys.argv[1:]))
    async with open_bot(config) as bot, listening(make_web_app(bot.door), host="127.0.0.1", port=0):
        {MEMORY.strip().replace(chr(10), chr(10) + "        ")}
asyncio.run(main())
"""
STAGE = """
import asyncio, sys
from bot import demo
from bot.assembly import listening
async def main():
    app = demo.make_app(demo.Settings(signing_secret="x", bot_token="xoxb-1"))
    async with listening(app, host="127.0.0.1", port=0) as url:
        print(url, flush=True)
        await asyncio.to_thread(sys.stdin.read)
asyncio.run(main())
"""


def measured(code: str, *args: str) -> tuple[float, float]:
    """Start a process; return seconds until it serves, and its memory in MiB."""
    begun = time.perf_counter()
    done = subprocess.Popen(
        [sys.executable, "-c", code, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    line = done.stdout.readline() if done.stdout else ""
    seconds = time.perf_counter() - begun
    done.communicate()
    if not line.startswith("ready"):
        raise SystemExit("the process did not start")
    return seconds, float(line.split()[1])


def main(processes: int) -> None:
    """Measure both, taking turns."""
    stage = subprocess.Popen(
        [sys.executable, "-c", STAGE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    slack = stage.stdout.readline().strip() if stage.stdout else ""
    settings = [
        "SLACK_BOT_TOKEN=xoxb-1",
        "SLACK_SIGNING_SECRET=x",
        f"SLACK_API_URL={slack}/api/",
        "WEBCASTS_API_URL=http://localhost:9/api",
        "WEBCASTS_USERNAME=svc",
        "WEBCASTS_PASSWORD=secret",
        "DATABASE_URL=sqlite://",
        "ENCRYPTION_KEY=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=",
    ]
    runs = [(measured(BARE), measured(OURS, *settings)) for _ in range(processes)]
    stage.communicate()
    for number, unit, name in ((0, "s", "start-up"), (1, "MiB", "memory")):
        bare = median(run[0][number] for run in runs)
        ours = median(run[1][number] for run in runs)
        print(
            f"{name:9} bare Bolt {bare:7.2f} {unit}   this bot {ours:7.2f} {unit}   "
            f"ratio {ours / bare:.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
