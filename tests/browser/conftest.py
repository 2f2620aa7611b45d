"""Debian's Chromium, at pages that a live server of the test serves."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.looking import watch

# Playwright keeps an event loop in this thread; the tests' own queries run beside it, not in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The machine of the checks is root's, has no graphics and no way to other machines.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# No test measures a machine: what comes at all may come late, and only what fails waits that long.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium once; CHROMIUM names another program than the one on the path."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open windows that know nothing of each other; they are closed after the test.

    No script may fail in any of them. Who raised at once, in the midst of Playwright's own loop,
    would end its driver, and with it every later test of the process.
    """
    opened: list[BrowserContext] = []
    failures: list[str] = []

    def open_one(**options: Any) -> BrowserContext:
        window = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        window.set_default_timeout(PATIENCE_MS)
        window.set_default_navigation_timeout(30_000)  # the first page of a process comes slowly
        window.on("weberror", lambda failure: failures.append(str(failure.error)))
        watch(window)
        opened.append(window)
        return window

    yield open_one
    for window in opened:
        window.close()
    assert not failures, f"A script failed: {failures}"


@pytest.fixture
def desk(live_server: Any, open_window: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Return a page at which an agent is signed in."""
    from tests.factories import make_agent  # needs the settings, which come later than this file

    def sit_down(name: str = "amy", **options: Any) -> Page:
        from django.test import Client

        client = Client()
        client.force_login(make_agent(name), backend=settings.AUTHENTICATION_BACKENDS[-1])
        window = open_window(base_url=live_server.url, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return window.new_page()

    return sit_down
