"""The admin in the reader's language, and with the parts that readers of screens look for."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import translation

from config.strangers.admin import permission_in_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("codename", "language", "words"),
    [
        ("change_tree", "en", "change: tree"),
        ("change_tree", "zh-hans", "决策树"),
        ("view_customer", "zh-hans", "客户"),
        ("publish_tree", "en", "Can publish every tree"),
    ],
)
def test_a_right_is_named_in_the_readers_language(codename, language, words):
    permission = Permission.objects.select_related("content_type").get(codename=codename)

    with translation.override(language):
        told = permission_in_words(permission)

    assert told.split(" · ")[1].endswith(words)


@pytest.mark.parametrize("path", ["", "auth/user/", "auth/group/add/", "customers/customer/"])
def test_each_page_of_the_admin_has_one_main_part_and_a_way_back(admin_client, path):
    page = admin_client.get(f"/admin/{path}").content.decode()

    assert page.count("<main") == 1
    assert "Back to the queue" in page
    assert "js/admin" in page


def test_a_role_is_given_rights_by_their_words(admin_client):
    page = admin_client.get("/admin/auth/group/add/").content.decode()

    assert "Can change" not in page
    assert "change: channel</option>" in page
