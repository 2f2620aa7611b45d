"""The pages of leads and of a new case in a browser, in every look, and a person in the admin."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from support.guidance.models import GuideRule
from tests.brand.making import enter
from tests.guidance.test_choosing import publish_all
from troubleshooting.trees.models import Tree

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="lead")
def leading(desk):
    def sit_down(**options):
        page = desk("lena", **options)
        User.objects.update(is_superuser=True)
        return page

    return sit_down


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(lead, width, scheme, language):
    publish_all()
    tree = Tree.objects.earliest("pk")
    GuideRule.objects.create(place=1, direction="payout", statuses=["sent", "accepted"], tree=tree)
    enter("all", name="Harbourlight", reply_address="help@harbour.test")
    enter("zh-hans", name="海港支付")
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = lead(locale=language, **look)

    for path in ("/settings/", "/guides/", "/sources/", "/cases/new/", "/cases/new/?stranger=1"):
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_two_lists_of_a_person_stay_within_the_window_of_the_admin(lead):
    page = lead(viewport={"width": 1280, "height": 720})

    page.goto(f"/admin/auth/user/{User.objects.get().pk}/change/")

    expect(page.locator(".selector").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
