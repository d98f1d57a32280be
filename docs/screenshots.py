"""Take the README's pictures from the running demo.

Run: .venv/bin/python docs/screenshots.py   (needs Debian's chromium)
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Locator, Page, expect

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.showcase import open_demo
from tests.chromium import open_page

HERE = Path(__file__).parent
CREATE = '/webcast create "Q4 town hall" next tuesday 3pm for 90 minutes guests:live,qa'


def qa(page: Page, name: str) -> Locator:
    """Find a part of the demo's page."""
    return page.locator(f"[data-qa='{name}']")


async def picture(page: Page, name: str) -> None:
    """Save what the page shows."""
    await page.wait_for_timeout(400)
    await page.screenshot(path=HERE / f"{name}.png")


async def main() -> None:
    """Play the main job, and take a picture of each step."""
    async with open_demo(port=0) as show, open_page(show.page, width=1120, height=780) as page:
        await qa(page, "coach-dismiss").click()
        await qa(page, "composer").fill(CREATE)
        await page.keyboard.press("Enter")
        await expect(qa(page, "modal-title")).to_have_text("Create webcast")
        await expect(page.locator("[data-block-id='seen']")).to_contain_text("people will see it")
        await picture(page, "form")
        await qa(page, "modal-submit").click()
        await expect(qa(page, "modal-body")).to_contain_text("Announced in")
        await qa(page, "modal-cancel").click()
        await qa(page, "composer").focus()
        await picture(page, "card")
        await page.get_by_role("button", name="Webcasts").click()
        await page.get_by_role("button", name="Reveal presenter").click()
        await expect(qa(page, "modal-title")).to_have_text("Presenter access")
        await picture(page, "presenters")


if __name__ == "__main__":
    asyncio.run(main())
