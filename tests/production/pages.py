"""A real browser at the proxy: every style sheet and module comes under its hashed name."""

import re
import shutil
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.faults.verdicts import Verdict, none_of

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
PAGES = ("/", "/trees/payout-not-received/edit/")
FEWEST_MODULES = 10


def judge_pages(port: int, username: str, password: str) -> list[Verdict]:
    """Sign in and open pages with modules that import each other. Needs Debian's chromium."""
    asked: set[str] = set()
    wrong: list[str] = []
    with sync_playwright() as playwright:
        rules = f"MAP casewalk.example:443 127.0.0.1:{port}"
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", f"--host-resolver-rules={rules}"],
        )
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.on("request", lambda request: asked.add(urlsplit(request.url).path))
        page.on("requestfailed", lambda request: wrong.append(f"{request.url} failed"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "response",
            lambda response: (
                wrong.append(f"{response.status} {response.url}")
                if response.status >= 400
                else None
            ),
        )
        page.goto("https://casewalk.example/sign-in/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url("https://casewalk.example/")
        for path in PAGES:
            page.goto(f"https://casewalk.example{path}", wait_until="networkidle")
        browser.close()
    static = {path for path in asked if path.startswith("/static/")}
    modules = {path for path in static if path.endswith(".js")}
    return [
        none_of("what a browser could not load or run", wrong, len(asked)),
        none_of("static files without a hash", {p for p in static if not HASHED.search(p)}),
        Verdict("modules loaded by a browser", str(len(modules)), len(modules) >= FEWEST_MODULES),
    ]
