"""Files on what is being written: drafts keep them, macros and presses lose none."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from support.answering.deeds import Press
from support.answering.drafts import add_files, keep_draft, sending
from support.answering.macros import apply_macro, take_back_macro
from support.answering.models import Draft
from support.cases.services import add_note
from support.files.models import StoredFile
from tests.answering.making import make_macro
from tests.desk.attaching import PDF, attach, keep, mail_of, upload
from tests.desk.walking import HTMX
from tests.factories import NOW, make_agent, make_case
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("case-reply", "reply"), ("case-note", "note"), ("case-reply-preview", "reply"),
        ("case-macro", "reply"), ("case-macro-apply", "reply"), ("case-draft", "note"),
    ],
)  # fmt: skip
def test_without_a_script_files_are_attached_before_anything_leaves(desk, name, kind):
    case = make_case()
    named = [case.reference, kind] if name == "case-draft" else [case.reference]
    given = {"file": upload(PDF + bytes(9_000_000)), "body": "Here it is."}

    answer = desk.post(reverse(name, args=named), given)

    assert answer.status_code == 200
    assert ">Here it is.</textarea>" in answer.text
    assert Draft.objects.get(kind=kind).files.get().name == "proof.pdf"
    assert not case.messages.exists()


def test_a_draft_takes_five_files_and_keeps_those_that_it_has(desk):
    case = make_case()
    attach(desk, case, file=[upload() for _number in range(4)])

    refused = attach(desk, case, file=[upload(), upload()])

    assert refused.context["reply_error"] == "A message takes 5 files at most."
    assert StoredFile.objects.count() == Draft.objects.get().files.count() == 4
    address = reverse("case-draft-files", args=[case.reference, "reply"])
    assert desk.post(address, {"take": "none"}, headers=HTMX).status_code == 404


def test_a_draft_of_files_alone_is_kept_and_thrown_away(desk):
    case = make_case()
    attach(desk, case, body="")
    address = reverse("case-draft", args=[case.reference, "reply"])

    desk.post(address, {"body": ""}, headers=HTMX)
    assert Draft.objects.get().files.exists()
    desk.post(address, {"drop": "1"}, headers=HTMX)
    assert not Draft.objects.exists()


def test_files_of_a_macro_go_with_its_words_and_come_back_with_them(desk):
    case, agent = make_case(), make_agent()
    rows = keep(PDF, now=case.opened_at)
    macro = make_macro(texts={"en": "Here."})
    press = Press(body="Here.", files=rows)
    applied = apply_macro(case, macro, press, actor=agent, now=case.opened_at)
    assert [*mail_of(case).files.all()] == rows

    take_back_macro(applied, actor=agent, now=case.opened_at)

    assert [*Draft.objects.get(author=agent).files.all()] == rows


def test_files_of_a_macro_that_is_taken_back_leave_a_note_alone():
    case, agent = make_case(), make_agent()
    keep_draft(case, "note", "For us", author=agent, now=NOW)
    rows = keep(PDF, now=case.opened_at)
    press = Press(body="Here.", files=rows)
    macro = make_macro(texts={"en": "Here."})
    applied = apply_macro(case, macro, press, actor=agent, now=case.opened_at)

    take_back_macro(applied, actor=agent, now=case.opened_at)

    drafts = Draft.objects.of(agent, case)
    assert {kind: [*row.files.all()] for kind, row in drafts.items()} == {"note": [], "reply": rows}


def test_a_macro_without_words_leaves_attached_what_waits_for_words(desk):
    case, macro = make_case(), make_macro(tags=["seen"])
    attach(desk, case, body="")
    given = {"chosen": macro.slug, "seen": macro.version, "deed": "tags", "body": ""}

    answer = desk.post(reverse("case-macro-apply", args=[case.reference]), given, headers=HTMX)

    case.refresh_from_db()
    assert (answer.status_code, case.tags) == (200, ["seen"])
    assert Draft.objects.get().files.count() == 1


def test_a_file_that_is_attached_while_the_words_leave_stays_on_the_draft():
    case, agent = make_case(), make_agent()
    add_files(case, "note", [upload()], author=agent, now=NOW)

    with sending(case, "note", agent) as files:
        add_note(case, "For us", now=NOW, actor=agent, files=files)
        add_files(case, "note", [upload(name="late.pdf")], author=agent, now=NOW)

    assert [row.name for row in case.messages.get().files.all()] == ["proof.pdf"]
    assert [row.name for row in Draft.objects.get().files.all()] == ["late.pdf"]


@pytest.mark.parametrize("body", ["", "For us"])
def test_the_last_file_that_is_taken_away_leaves_no_empty_draft(desk, body):
    case = make_case()
    attach(desk, case, body=body)
    address = reverse("case-draft-files", args=[case.reference, "reply"])

    desk.post(address, {"take": str(StoredFile.objects.get().pk), "body": body}, headers=HTMX)

    assert [row.body for row in Draft.objects.all()] == ([body] if body else [])


def test_what_is_too_much_is_refused_before_any_of_it_is_written(desk, folder, monkeypatch):
    case = make_case()
    attach(desk, case, file=[upload() for _number in range(4)])
    written = []
    monkeypatch.setattr(FileSystemStorage, "save", lambda *given, **more: written.append(given))

    refused = attach(desk, case, file=[upload(), upload()])

    assert refused.context["reply_error"] == "A message takes 5 files at most."
    assert written == []


def test_a_script_that_attaches_says_nothing_of_words_and_gets_the_files_alone(desk, agent):
    case = make_case()
    keep_draft(case, "reply", "Typed since, elsewhere", author=agent, now=NOW)
    alone = HTMX | {"HX-Target": "reply-files"}

    for file in (upload(), upload(b"MZ\x90\0")):
        address = reverse("case-draft-files", args=[case.reference, "reply"])
        answer = desk.post(address, {"file": file, "body": "Old"}, headers=alone)
        assert "<textarea" not in answer.text
        assert "proof.pdf" in answer.text

    assert (answer.status_code, answer.context["error"][:20]) == (422, "proof can't be taken")
    assert Draft.objects.get().body == "Typed since, elsewhere"


def test_without_a_script_an_empty_field_does_not_throw_away_what_was_kept(desk, agent):
    case = make_case()
    keep_draft(case, "reply", "Typed on the telephone", author=agent, now=NOW)

    shown = desk.post(
        reverse("case-draft-files", args=[case.reference, "reply"]), {"file": upload(), "body": ""}
    )

    assert ">Typed on the telephone</textarea>" in shown.text
    assert Draft.objects.get().body == "Typed on the telephone"
