"""Authors who are not agents land on their trees, not before a closed door."""

import pytest
from django.contrib.auth.models import User

from tests.factories import sign_in
from troubleshooting.trees.models import TreeRight

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client, tree):
    person = User.objects.create_user("tess", password="tess-writes-trees")
    TreeRight.objects.create(tree=tree.tree, user=person, level="edit")
    return person


def test_an_author_lands_on_the_trees_after_signing_in(client, author):
    typed = {"username": "tess", "password": "tess-writes-trees", "next": "/"}

    answer = client.post("/sign-in/", typed, follow=True)

    assert answer.redirect_chain[-1][0] == "/trees/"
    assert answer.status_code == 200


def test_whoever_has_no_tree_and_no_desk_is_told_so(client, db):
    person = User.objects.create_user("nobody")

    assert sign_in(client, person).get("/").status_code == 403


def test_people_roles_and_customers_stand_in_the_admin(client, db):
    admin = User.objects.create_superuser("root")
    page = sign_in(client, admin)

    index = page.get("/admin/").text
    for table in ("auth/user", "auth/group", "customers/customer"):
        assert f'href="/admin/{table}/"' in index
        assert page.get(f"/admin/{table}/").status_code == 200
    for form in ("auth/user/add", "auth/group/add", f"auth/user/{admin.pk}/change"):
        assert page.get(f"/admin/{form}/").status_code == 200
    assert 'href="/"' in index
    assert page.get("/admin/customers/customer/add/").status_code == 403
