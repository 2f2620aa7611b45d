"""Help articles by hand: found, read, answered; written and published at the desk."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect

from support.guides.loading import load_articles
from support.guides.models import Helped, Subscriber
from support.guides.subscribing import ask_to_subscribe, link_of
from tests.browser.looking import examine, fits, keep_picture
from tests.browser.test_portal import PHONE, open_page, site
from tests.factories import NOW
from tests.reference import load_reference

__all__ = ["site"]
pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]
DESK = {"width": 1440, "height": 900}


@pytest.fixture(autouse=True)
def articles() -> None:
    load_reference()
    load_articles(settings.BASE_DIR / "fixtures" / "articles", now=NOW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_reader_finds_an_article_reads_it_and_says_whether_it_helped(
    chromium: Browser, site: str, locale: str, scheme: str
):
    look: dict[str, Any] = {"java_script_enabled": False, "locale": locale, "color_scheme": scheme}
    page = open_page(chromium, f"{site}/guides/", viewport=PHONE, **look)
    keep_picture(page, f"articles/list-{locale}-{scheme}")
    page.locator("#q").fill("单笔限额" if locale == "zh-CN" else "limits midnight")
    page.locator(".search button").click()
    page.locator(".articles a").first.click()
    expect(page.locator(".article h2").first).to_be_visible()
    keep_picture(page, f"articles/article-{locale}-{scheme}")
    assert fits(page)
    page.locator(".beside a").last.click()
    page.locator("#words").fill("The limit of my own bank")
    keep_picture(page, f"articles/helped-{locale}-{scheme}")
    assert fits(page)
    page.locator("main button").click()
    expect(page.locator(".sent-now")).to_be_visible()

    assert Helped.objects.get().is_yes is False
    assert page.context.cookies() == []
    page.context.close()
    wide = open_page(chromium, f"{site}/guides/limits-and-hours/", viewport=DESK, **look)
    keep_picture(wide, f"articles/article-{locale}-{scheme}-wide")
    wide.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_axe_finds_nothing_wrong_at_either_side(
    chromium: Browser, site: str, desk: Any, locale: str, scheme: str
):
    ask_to_subscribe("reader@example.test", "en", now=NOW)
    reader = Subscriber.objects.get()
    look = {"locale": locale, "color_scheme": scheme, "java_script_enabled": True}
    outside = open_page(chromium, f"{site}/guides/", **look)
    for path in ("", "?q=xyz", "limits-and-hours/", "limits-and-hours/helped/", "gone/"):
        outside.goto(f"{site}/guides/{path}")
        found = examine(outside)
        assert found.violations_count == 0, found.generate_report()
    own = link_of(reader).partition("/guides/")[2]
    for path in ("news/", "news/?sent=1", own):
        outside.goto(f"{site}/guides/{path}")
        found = examine(outside)
        keep_picture(outside, f"articles/{path.partition('/')[0]}-{len(path)}-{locale}-{scheme}")
        assert found.violations_count == 0, found.generate_report()
        assert fits(outside)
    outside.context.close()
    page = desk("amy", locale=locale, color_scheme=scheme, viewport=DESK)
    User.objects.update(is_superuser=True)
    for path in ("", "new/", "limits-and-hours/", "limits-and-hours/announcement/"):
        page.goto(f"/settings/articles/{path}")
        found = examine(page)
        keep_picture(
            page, f"articles/desk-{path.strip('/').replace('/', '-') or 'list'}-{locale}-{scheme}"
        )
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page)
