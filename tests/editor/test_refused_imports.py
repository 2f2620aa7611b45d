"""Imports that are refused: unreadable, too large, from elsewhere, by the wrong person."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.editor.authors import SLUG, live_tree, signed_in
from tests.editor.importing import IMPORT, NEW, PRINT, carry_out, drafts, look, other
from tests.editor.publishing import page_of
from tests.factories import make_agent
from tests.trees.building import both, chain
from troubleshooting.editor.exchange import files
from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES
from troubleshooting.trees.exchange.exporting import as_yaml
from troubleshooting.trees.models import Tree

pytestmark = pytest.mark.django_db


def test_what_cant_be_read_is_refused_with_its_line(editor):
    live_tree()

    answer = look(editor, "format: casewalk.tree/1\nslug: &a payout\n")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Line 2:" in page
    assert "Anchors and aliases are not allowed." in page
    assert "Nothing was stored." in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (as_yaml({**chain(2), "nodes": {}}), "must be a list of steps"),
        ("[" * 10_000, "nested too deeply"),
        ("", "choose a file or paste"),
        (" \n", "choose a file or paste"),
    ],
)
def test_a_refused_document_leaves_everything_as_it_was(editor, content, said):
    live_tree()

    answer = look(editor, content)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'name="digest"' not in answer.content.decode()
    assert not drafts().exists()


def test_markup_in_a_document_is_shown_as_text(editor):
    live_tree()
    evil = other()
    evil["nodes"][0] |= {"title": both("<script>alert(1)</script>"), "<b>": 1}

    page = look(editor, as_yaml(evil)).content.decode()
    refused = look(editor, "format: casewalk.tree/1\n'<b>': 1\n'<b>': 2\n").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "“&lt;b&gt;” is given twice" in refused


@pytest.mark.parametrize("carried", ["%%%", "AAAA", "", "eJwDAAAAAAE="])
def test_what_a_page_never_carried_is_refused(editor, carried):
    live_tree()

    answer = carry_out(editor, look(editor, as_yaml(other())), carried=carried)

    assert answer.status_code == 422
    assert not drafts().exists()


def test_a_bomb_in_the_place_of_what_the_page_carried_does_not_go_off(editor):
    live_tree()
    packed = files.pack({"a": " " * 50_000_000})

    answer = carry_out(editor, look(editor, as_yaml(other())), carried=packed)

    assert len(packed) < 100_000
    assert "larger than 2 MiB" in answer.content.decode()


def test_a_file_over_the_bound_is_refused_unread(editor):
    live_tree()

    slightly = look(editor, b"a" * (SIZE_LIMIT_BYTES + 1))
    far = look(editor, b" " * (SIZE_LIMIT_BYTES + 200_000))

    assert "larger than 2 MiB" in slightly.content.decode()
    assert (slightly.status_code, far.status_code) == (422, 413)
    assert "larger than 2 MiB" in far.content.decode()


def test_too_much_to_paste_asks_for_the_file(editor):
    live_tree()

    answer = editor.post(IMPORT, {"text": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})

    assert answer.status_code == 413
    assert "choose the file instead" in answer.content.decode()


def test_an_import_from_another_site_is_refused(author):
    live_tree()
    client = Client(enforce_csrf_checks=True)
    client.force_login(author, backend=settings.AUTHENTICATION_BACKENDS[-1])

    assert look(client, as_yaml(other())).status_code == 403
    assert look(client, as_yaml(chain(2)), NEW).status_code == 403


def test_who_may_only_read_exports_and_prints_but_imports_nothing(author):
    live_tree()
    reader = signed_in(make_agent("reader"))

    assert reader.get(f"/trees/{SLUG}/export/yaml/").status_code == 200
    assert reader.get(PRINT).status_code == 200
    for address in (IMPORT, NEW):
        assert reader.get(address).status_code == 403
        assert look(reader, as_yaml(other()), address).status_code == 403
    assert "Import" not in page_of(reader, "/trees/")


def test_who_may_edit_but_not_add_trees_imports_into_what_is_there(db):
    live_tree()
    ed = make_agent("ed")
    ed.user_permissions.set(Permission.objects.filter(codename="change_tree"))
    client = signed_in(User.objects.get(pk=ed.pk))

    assert look(client, as_yaml(other())).status_code == 200
    assert look(client, as_yaml(chain(2, slug="new")), NEW).status_code == 403
    assert Tree.objects.count() == 1


@pytest.mark.parametrize("address", [IMPORT, NEW, PRINT, f"/trees/{SLUG}/export/yaml/"])
def test_strangers_are_sent_to_sign_in(client, db, address):
    live_tree()

    answer = client.get(address)

    assert answer.status_code == 302
    assert "/login" in answer.url or "sign" in answer.url


@pytest.mark.parametrize("address", ["import/", "print/", "export/yaml/"])
def test_a_tree_that_is_not_there_is_not_found(editor, address):
    assert editor.get(f"/trees/nowhere/{address}").status_code == 404
