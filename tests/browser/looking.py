"""Waiting until a page is all there, and pictures of it for who wants to look at them."""

import os
import time
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from playwright.sync_api import BrowserContext, Page, Request

from tests.database import PROJECT

QUIET_MS = 100
PATIENCE_SECONDS = 30
PICTURES = PROJECT / "var" / "screenshots"


@dataclass
class Traffic:
    """What a window has asked for, and what of it has not come yet."""

    begun: int = 0
    under_way: set[Request] = field(default_factory=set)

    def begin(self, request: Request) -> None:
        self.begun += 1
        self.under_way.add(request)

    def end(self, request: Request) -> None:
        self.under_way.discard(request)


_traffic: WeakKeyDictionary[BrowserContext, Traffic] = WeakKeyDictionary()


def watch(window: BrowserContext) -> None:
    """Count what a window asks for."""
    _traffic[window] = traffic = Traffic()
    window.on("request", traffic.begin)
    window.on("requestfinished", traffic.end)
    window.on("requestfailed", traffic.end)


def settle(page: Page) -> None:
    """Wait until all parts of a page are there that come by themselves.

    Playwright's "networkidle" waits half a second for another; ours come at once or not at all.
    """
    page.wait_for_load_state()
    traffic, ends_at = _traffic[page.context], time.monotonic() + PATIENCE_SECONDS
    begun = -1
    while traffic.under_way or traffic.begun != begun:
        assert time.monotonic() < ends_at, [request.url for request in traffic.under_way]
        begun = traffic.begun
        page.wait_for_timeout(QUIET_MS)


def examine(page: Page, **options: Any) -> AxeResults:
    """Let axe look at a page; what a click led to has begun to come, and axe would see it half."""
    page.wait_for_load_state()
    return Axe().run(page, options={**DEFAULT_OPTIONS, **options})


def fits(page: Page) -> bool:
    """Whether a page, once it is there, is no wider than its window."""
    page.wait_for_load_state()
    width = page.viewport_size["width"]  # type: ignore[index]
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture below var/screenshots; not without SCREENSHOTS=1, for each takes its time."""
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
