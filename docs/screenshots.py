"""Take the README's pictures from the running demo, at a fixed time.

Run: .venv/bin/python docs/screenshots.py   (needs Debian's chromium)
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import ClientSession
from playwright.async_api import Locator, Page, expect

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.showcase import open_demo
from tests.chromium import open_page
from tests.stage import COMMS, CREATE, NOW, PRESENTER, Stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HERE = Path(__file__).parent
GENERAL = "C0GENERAL01"
EARLIER = timedelta(days=5)
SIZE = {"width": 1120, "height": 780}
PAST = ('/webcast create "Product launch" tomorrow 10am',)
AHEAD = (
    '/webcast create "Results call" thursday 2pm guests:live',
    '/webcast create "Investor day" 9 dec 9am london for 4 hours',
)


@dataclass(frozen=True, slots=True)
class Camera:
    """The page, and what is played on it."""

    page: Page
    stage: Stage

    def qa(self, name: str) -> Locator:
        """Find a part of the demo's page."""
        return self.page.locator(f"[data-qa='{name}']")

    async def enter(self, line: str) -> None:
        """Type a command."""
        await self.qa("composer").fill(line)
        await self.page.keyboard.press("Enter")

    async def press(self, name: str) -> None:
        """Press the last button whose name holds these words."""
        await self.page.get_by_role("button", name=name).last.click()

    async def go(self, place: str) -> None:
        """Go to a channel or to the bot."""
        await self.page.get_by_role("navigation").get_by_role("button", name=place).click()

    async def close(self) -> None:
        """Close the window."""
        await self.qa("modal-close").click()
        await expect(self.qa("modal-title")).to_be_hidden()

    async def become(self, user: str) -> None:
        """Look at the workspace as somebody else."""
        await self.qa("user-switcher").click()
        await self.qa(f"user-{user}").click()

    async def take(self, name: str) -> None:
        """Save what the page shows."""
        await self.stage.settled()
        await self.page.wait_for_timeout(400)
        await self.page.screenshot(path=HERE / f"{name}.png")


def began() -> datetime:
    """Tell when the demo is opened."""
    return NOW - EARLIER


async def prepare(stage: Stage) -> None:
    """Let there be webcasts before and after the one in the pictures."""
    for line in PAST:
        await create(stage, line)
    await stage.advance(EARLIER)
    for line in AHEAD:
        await create(stage, line)


async def create(stage: Stage, line: str) -> None:
    """Create a webcast and close its window."""
    await stage.command(line, channel=GENERAL)
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)


async def form(camera: Camera) -> None:
    """Show the form, filled in from the command."""
    await camera.qa("coach-dismiss").click()
    await camera.enter(f"{CREATE} guests:live,qa")
    await expect(camera.qa("modal-title")).to_have_text("Create webcast")
    await expect(camera.page.locator("[data-block-id='seen']")).to_contain_text("will see it")
    await camera.take("form")
    await camera.qa("modal-submit").click()
    await expect(camera.qa("modal-body")).to_contain_text("Announced in")
    await camera.close()


async def card(camera: Camera) -> None:
    """Show the announcement after a change, with the line in its thread."""
    await camera.enter('/webcast move "Q4 town hall" +30m')
    await expect(camera.qa("modal-title")).to_have_text("Edit webcast")
    await camera.qa("modal-submit").click()
    await expect(camera.qa("modal-body")).to_contain_text("Press Save again")
    await camera.qa("modal-submit").click()
    await expect(camera.qa("modal-title")).to_have_text("Saved")
    await camera.close()
    await camera.qa("open-thread").click()
    await camera.take("card")
    await camera.page.get_by_role("button", name="Close thread").click()


async def presenter(camera: Camera) -> None:
    """Show the invitation that a presenter gets."""
    await camera.enter('/webcast presenters "Q4 town hall" @presenter:speaker')
    await camera.press("Invite")
    await camera.stage.settled()
    await camera.become(PRESENTER)
    await camera.go("Webcasts")
    await camera.take("presenter")
    await camera.become(COMMS)


async def presenters(camera: Camera) -> None:
    """Show the window with every link and PIN, which the owner alone can open."""
    await camera.go("Webcasts")
    await camera.press("Reveal presenter")
    await expect(camera.qa("modal-title")).to_have_text("Presenter access")
    await camera.take("presenters")
    await camera.close()


async def home(camera: Camera) -> None:
    """Show the Home of somebody with webcasts."""
    await camera.page.get_by_role("tab", name="Home").click()
    await expect(camera.qa("home")).to_contain_text("Recent")
    await camera.take("home")


async def reminder(camera: Camera) -> None:
    """Show the channel on the day before."""
    await camera.go("town-hall")
    await camera.stage.advance(timedelta(days=6, hours=5.5))
    await expect(camera.qa("messages")).to_contain_text("starts")
    await camera.take("reminder")


async def account(camera: Camera) -> None:
    """Show the window in which an admin connects the platform, right after the installation."""
    await camera.qa("coach-install").click()
    await camera.qa("consent-allow").click()
    await camera.page.get_by_role("link", name="Open Slack").click()
    await camera.qa("coach-dismiss").click()
    await camera.enter("/webcast settings admin")
    await camera.press("Platform account")
    await expect(camera.qa("modal-title")).to_have_text("Platform account")
    await camera.page.get_by_label("User name").fill("events-api@example.com")
    await camera.take("account")


PICTURES: tuple[Callable[[Camera], Awaitable[None]], ...] = (
    form,
    card,
    presenter,
    presenters,
    home,
    reminder,
)


async def main() -> None:
    """Play the installation and the main job, and take a picture of each step."""
    opening = open_demo(port=0, clock=began, oauth=True)
    async with opening as show, ClientSession() as session, open_page(show.page, **SIZE) as page:
        await account(Camera(page, Stage(show, session)))
    async with open_demo(port=0, clock=began) as show, ClientSession() as session:
        stage = Stage(show, session)
        await prepare(stage)
        async with open_page(show.page, **SIZE) as page:
            for picture in PICTURES:
                await picture(Camera(page, stage))


if __name__ == "__main__":
    asyncio.run(main())
