"""Files and words that come at the very moment at which something else is done with them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.answering.drafts import add_files, sending
from support.answering.models import Draft
from support.cases.links import link_for
from support.cases.services import add_note
from support.files.models import StoredFile
from support.portal.writing.services import Written, write
from tests.factories import NOW, make_agent, make_case
from tests.stored.making import lie_in
from tests.waiting import done_once_changed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


def upload(name="proof.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 proof")


def test_a_file_that_is_attached_while_the_words_leave_begins_another_draft():
    case, agent = make_case(), make_agent()
    mine = {"author": agent, "now": NOW}
    add_files(case, "note", [upload()], **mine)

    def send():
        with sending(case, "note", agent) as files:
            add_note(case, "For us", now=NOW, actor=agent, files=files)

    with done_once_changed(
        send, lambda: add_files(case, "note", [upload("late.pdf")], **mine)
    ) as done:
        done.result(timeout=10)

    assert [row.name for row in case.messages.get().files.all()] == ["proof.pdf"]
    assert [row.name for row in Draft.objects.get().files.all()] == ["late.pdf"]


def test_a_form_of_a_customer_that_comes_twice_at_once_is_one_message(folder):
    case = make_case()
    link, key = link_for(case, NOW), uuid4()

    def post():
        return write(link, Written(key=key, words="Once.", uploads=[upload()]), now=NOW)

    first = []
    with done_once_changed(lambda: first.append(post()), post) as second:
        assert second.result(timeout=10) == first[0]

    assert case.messages.count() == StoredFile.objects.count() == 1
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
