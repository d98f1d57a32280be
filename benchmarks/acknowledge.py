"""How soon `/webcast help` is acknowledged, beside a bare Bolt app in the same run.

Run: .venv/bin/python -m benchmarks.acknowledge [requests]

Both apps are served over HTTP on loopback, behind Slack's signature check, to one client that sends
one request at a time, taking turns. The bare app is what Bolt's documentation shows: `await ack()`.
Our help follows the acknowledgement, in the reader's language; it is waited for, unmeasured.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import ClientSession, web
from slack_sdk.signature import SignatureVerifier

from benchmarks.bare import SECRET, bare_app
from bot.assembly import listening
from bot.showcase import open_demo
from bot.web import make_web_app

if TYPE_CHECKING:
    from collections.abc import Iterable

FORM = {
    "command": "/webcast",
    "text": "help",
    "user_id": "U0COMMSLEAD",
    "team_id": "T0DEMOTEAM1",
    "channel_id": "C0TOWNHALL1",
    "trigger_id": "1.2",
}


async def take(_request: web.Request) -> web.Response:
    """Take an answer, as Slack's response URLs do."""
    return web.Response(text="ok")


async def acknowledge(session: ClientSession, url: str, secret: str, respond: str) -> float:
    """Send the command once; return the seconds until its acknowledgement was read."""
    body, timestamp = urlencode({**FORM, "response_url": respond}), str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature or "",
    }
    begun = time.perf_counter()
    async with session.post(url, data=body, headers=headers) as response:
        text = await response.text()
    if response.status != 200 or text not in {"", "help"}:  # noqa: PLR2004  (HTTP's OK)
        raise SystemExit(f"{url} answered {response.status}: {text[:200]}")
    return time.perf_counter() - begun


def told(name: str, seconds: Iterable[float]) -> str:
    """Write median and 99th percentile in milliseconds."""
    times = sorted(seconds)
    middle, worst = 1e3 * median(times), 1e3 * quantiles(times, n=100)[98]
    return f"{name:10} median {middle:6.2f} ms   p99 {worst:6.2f} ms"


async def main(requests: int) -> None:
    """Measure both, taking turns, after a warm-up."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        show = await enter(open_demo(port=0))
        served = make_web_app(bare_app())
        served.router.add_post("/answers", take)
        base = await enter(listening(served, host="127.0.0.1", port=0))
        bare, answers = f"{base}/slack/events", f"{base}/answers"
        ours, secret = show.slack.events_url or "", show.slack.world.settings.signing_secret
        session = await enter(ClientSession())
        times: dict[str, list[float]] = {"bare Bolt": [], "this bot": []}
        for count in range(requests + 20):
            pair = {
                "bare Bolt": await acknowledge(session, bare, SECRET, answers),
                "this bot": await acknowledge(session, ours, secret, answers),
            }
            await show.bot.parts.desk.idle()
            if count >= 20:  # noqa: PLR2004  (the warm-up)
                for name, took in pair.items():
                    times[name].append(took)
    for name, each in times.items():
        print(told(name, each))
    print(f"ratio of medians {median(times['this bot']) / median(times['bare Bolt']):.2f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
