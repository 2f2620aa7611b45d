"""Trees that come in: looked at first, then imported as they were shown."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.editor.authors import SLUG, change, live_tree, outcome, small_document, step
from tests.editor.forms import fields_of
from tests.editor.importing import IMPORT, NEW, PRINT, carry_out, drafts, look, other
from tests.editor.publishing import page_of, retitled
from tests.factories import NOW, make_agent
from tests.trees.building import both, chain, document
from troubleshooting.editor.exchange import files
from troubleshooting.trees.drafts.services import change_draft, discard_draft
from troubleshooting.trees.editing.operations import SetMeta
from troubleshooting.trees.exchange.exporting import as_json, as_yaml
from troubleshooting.trees.models import TreeLogEntry, TreeVersion
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db


def test_a_look_says_what_differs_and_stores_nothing(editor):
    live_tree()

    answer = look(editor, as_yaml(other()))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Version 1 stays published" in page
    assert "Anything?" in page
    assert "1 step changed" in page
    assert "No errors." in page
    assert not drafts().exists()


def test_what_was_shown_is_imported(editor, author):
    live_tree()

    answer = carry_out(editor, look(editor, as_json(other())))

    assert answer.url == f"/trees/{SLUG}/edit/"
    draft = drafts().get()
    assert draft.document == other()
    assert draft.updated_by == author
    assert draft.tree.log.first().kind == TreeLogEntry.Kind.IMPORTED
    assert "Undo has back what was." in page_of(editor, answer.url)


def test_a_text_is_imported_as_it_was_pasted_in_a_browser(editor):
    live_tree()
    pasted = as_yaml(other()).replace("\n", "\r\n")

    carry_out(editor, editor.post(IMPORT, {"text": pasted}))

    assert drafts().get().document == other()


def test_the_undo_button_of_the_editor_brings_the_old_draft_back(editor, author):
    before = change(live_tree().tree, author, retitled(title="Mine")).document
    carry_out(editor, look(editor, as_yaml(other())))
    undo = f"/trees/{SLUG}/edit/steps/undo/"

    editor.post(undo, fields_of(page_of(editor, f"/trees/{SLUG}/edit/"), undo))

    assert drafts().get().document == before


def test_a_look_at_a_draft_names_its_revision_and_who_changed_it(editor, author):
    change(live_tree().tree, author, retitled())

    page = look(editor, as_yaml(other())).content.decode()

    assert "version 2, as it is at revision 1" in page
    assert "changed by Ann Author" in page
    assert "What differs from the draft" in page


def test_errors_and_warnings_are_said_step_by_step_and_do_not_block(editor):
    live_tree()
    broken = document(step("a", yes="gone"), outcome("lost", colour="red"), slug=SLUG)

    answer = look(editor, as_yaml(broken))
    page = answer.content.decode()
    carry_out(editor, answer)

    assert "leads to “gone”, which does not exist" in page
    assert "“colour” that means nothing" in page
    assert "It can be imported, and published once they are mended." in page
    assert drafts().get().document == broken


def test_a_draft_that_was_changed_meanwhile_is_not_replaced_and_both_are_shown(editor, author):
    live = live_tree()
    draft = change(live.tree, author, retitled())
    shown = look(editor, as_yaml(other()))
    mary = make_agent("mary", first_name="Mary", last_name="Other", is_superuser=True)
    change_draft(draft, [SetMeta("title", both("Later"))], seen=1, actor=mary, now=NOW)

    answer = carry_out(editor, shown)
    page = answer.content.decode()
    again = carry_out(editor, answer)

    assert answer.status_code == 409
    assert "changed meanwhile, so nothing was imported" in page
    assert "changed by Mary Other" in page
    assert "as it is at revision 2" in page
    assert again.status_code == 302
    assert drafts().get().document == other()


def test_a_draft_that_was_made_meanwhile_is_not_replaced(editor, author):
    live = live_tree()
    shown = look(editor, as_yaml(other()))
    draft = change(live.tree, author, retitled())

    answer = carry_out(editor, shown)

    assert answer.status_code == 409
    assert "changed meanwhile" in answer.content.decode()
    assert drafts().get().document == draft.document


def test_a_version_that_came_into_force_meanwhile_is_noticed(editor):
    live_tree()
    shown = look(editor, as_yaml(other()))
    import_tree(small_document(title=both("Later")), now=NOW)

    answer = carry_out(editor, shown)

    assert answer.status_code == 409
    assert not drafts().exists()


def test_another_draft_than_the_one_that_was_shown_is_not_replaced(editor, author):
    live = live_tree()
    draft = change(live.tree, author, retitled())
    shown = look(editor, as_yaml(other()))
    discard_draft(draft, seen=1, actor=author, now=NOW)
    fresh = change(live.tree, author, retitled(title="Fresh"))

    assert carry_out(editor, shown).status_code == 409
    assert drafts().get().document == fresh.document


def test_nothing_but_what_was_shown_is_imported(editor):
    live_tree()
    shown = look(editor, as_yaml(other()))

    answer = carry_out(editor, shown, carried=files.pack(chain(9, slug=SLUG)))

    assert answer.status_code == 409
    assert "not the document that was shown" in answer.content.decode()
    assert not drafts().exists()


def test_a_document_too_large_to_be_carried_asks_for_its_file_again(editor, monkeypatch):
    live_tree()
    monkeypatch.setattr(files, "CARRIED_LIMIT_BYTES", 100)
    shown = look(editor, as_yaml(other()))

    file = SimpleUploadedFile("tree.yaml", as_yaml(other()).encode())
    answer = carry_out(editor, shown, file=file)

    assert "choose the same file again" in shown.content.decode()
    assert 'name="carried"' not in shown.content.decode()
    assert answer.status_code == 302
    assert drafts().get().document == other()


def test_what_the_tree_holds_already_offers_nothing_to_import(editor):
    live_tree()

    page = look(editor, as_yaml(small_document())).content.decode()

    assert "nothing to import" in page
    assert 'name="digest"' not in page


def test_a_document_of_another_tree_comes_in_under_this_trees_name_if_one_says_so(editor):
    live_tree()
    live_tree(chain(2, slug="other-tree"))

    shown = look(editor, as_yaml(chain(4, slug="other-tree")))
    page = shown.content.decode()
    carry_out(editor, shown)

    assert "The document is of the tree “other-tree”" in page
    assert "Import as “payout”" in page
    assert drafts().get().document == chain(4, slug=SLUG)


def test_a_new_tree_is_made_of_a_document(editor, author):
    shown = look(editor, as_yaml(chain(3, slug="fresh")), NEW)

    answer = carry_out(editor, shown, NEW)

    assert "A new tree “fresh” with 4 steps." in shown.content.decode()
    assert answer.url == "/trees/fresh/edit/"
    draft = drafts().get()
    assert (draft.tree.slug, draft.document) == ("fresh", chain(3, slug="fresh"))
    assert page_of(editor, answer.url)


def test_a_new_tree_of_a_name_that_is_taken_leads_to_that_tree(editor):
    live_tree()

    answer = look(editor, as_yaml(other()), NEW)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "There is a tree “payout” already." in page
    assert f'href="{IMPORT}"' in page
    assert TreeVersion.objects.count() == 1


def test_a_name_that_was_taken_after_the_look_makes_no_second_tree(editor):
    shown = look(editor, as_yaml(small_document()), NEW)
    live_tree()

    assert carry_out(editor, shown, NEW).status_code == 422
    assert TreeVersion.objects.count() == 1


def test_the_editor_and_the_list_lead_to_all_of_it(editor):
    live_tree()

    page, listed = page_of(editor, f"/trees/{SLUG}/edit/"), page_of(editor, "/trees/")

    for address in (IMPORT, PRINT, *(f"/trees/{SLUG}/export/{form}/" for form in files.FORMS)):
        assert f'href="{address}' in page
    assert f'href="{NEW}"' in listed


def test_a_report_takes_as_many_queries_for_a_large_tree(
    editor, django_assert_max_num_queries, django_assert_num_queries
):
    live_tree()
    look(editor, as_yaml(other()))
    with django_assert_max_num_queries(20) as few:
        look(editor, as_yaml(other()))

    with django_assert_num_queries(len(few)):
        look(editor, as_yaml(chain(300, slug=SLUG)))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_come_in_both_languages(editor, language):
    live_tree()
    editor.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    for address in (IMPORT, NEW, PRINT):
        assert f'<html lang="{language}"' in page_of(editor, address)
