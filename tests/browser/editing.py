"""Sitting down at the tree editor in a real browser."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.editor.authors import SLUG, make_author

ADDRESS = f"/trees/{SLUG}/edit/"


@pytest.fixture(name="write")
def writing(live_server, open_window):
    """Open the editor for an author."""

    def sit_down(name="ann", **options):
        from django.test import Client

        client = Client()
        author = make_author(name, first_name=name.title(), last_name="Author")
        client.force_login(author, backend=settings.AUTHENTICATION_BACKENDS[-1])
        window = open_window(base_url=live_server.url, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return window.new_page()

    return sit_down


def shown_saved(page):
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
