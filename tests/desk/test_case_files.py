"""Files with what is written: attached, sent with the mail, read on the status page."""

import email
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.answering.models import Draft
from support.audit.models import Entry
from support.cases.links import link_for, revoke_link
from support.cases.services import record_words, send_reply
from support.cases.telling.attaching import hand_out
from support.files.models import StoredFile
from support.notifications.delivery.draining import drain
from support.notifications.delivery.preparing import prepare
from support.notifications.models import Notification, Provider
from support.notifications.transports.base import TransportError
from support.notifications.transports.composing import compose_email
from support.sending.breaker import OPENS_AFTER
from tests.desk.attaching import PDF, attach, keep, mail_of, upload
from tests.desk.walking import HTMX
from tests.factories import NOW, make_agent, make_case
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


def test_a_file_waits_with_the_words_and_goes_out_with_them(desk):
    case = make_case()
    shown = attach(desk, case)
    assert "proof.pdf" in shown.text
    assert ">Here it is.</textarea>" in shown.text

    body = {"body": "Here it is."}
    desk.post(reverse("case-reply", args=[case.reference]), body, headers=HTMX)

    row = StoredFile.objects.get()
    assert [*case.messages.get().files.all()] == [row]
    assert not Draft.objects.exists()
    message = compose_email(prepare(mail_of(case))).message()
    parts = [part for part in email.message_from_bytes(message.as_bytes()).walk()
             if part.get_filename()]  # fmt: skip
    assert [(part.get_filename(), part.get_payload(decode=True)) for part in parts] == [
        ("proof.pdf", PDF)
    ]
    answer = desk.get(reverse("case-file", args=[case.reference, row.pk]))
    assert (answer.content, answer["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert f"/files/{row.pk}/" in desk.get(reverse("case", args=[case.reference])).text


def test_a_mail_is_the_same_bytes_each_time():
    case = make_case()
    send_reply(
        case, "Here.", now=case.opened_at, actor=make_agent(), context={},
        files=keep(PDF, now=case.opened_at),
    )  # fmt: skip

    first, second = (compose_email(prepare(mail_of(case))).message().as_bytes() for _time in "ab")

    assert first == second


@pytest.mark.parametrize(
    ("fault", "is_lost"), [(FileNotFoundError, True), (PermissionError, False), (KeyError, False)]
)
def test_a_mail_whose_file_can_not_be_read_fails_by_our_own_fault(monkeypatch, fault, is_lost):
    case = make_case()
    (row,) = keep(PDF, now=case.opened_at)
    send_reply(case, "Here.", now=case.opened_at, actor=make_agent(), context={}, files=[row])

    def fail(*_given, **_more):
        raise fault

    monkeypatch.setattr(FileSystemStorage, "open", fail)
    with pytest.raises(TransportError) as failed:
        compose_email(prepare(mail_of(case)))

    error = failed.value
    assert (error.reason, error.permanent, error.uncertain) == ("file", is_lost, False)
    assert not error.is_providers


def test_a_lost_file_fails_its_own_mail_and_no_other(settings, tmp_path):
    settings.EMAIL_URL, settings.OUTBOX_DIR = "files:", tmp_path / "outbox"
    case, now, agent = make_case(), timezone.now(), make_agent()
    for number in range(OPENS_AFTER):
        (row,) = keep(PDF, now=now)
        send_reply(case, f"Here, {number}.", now=now, actor=agent, context={}, files=[row])
        row.blob.storage.delete(row.blob.name)
    send_reply(case, "Nothing with it.", now=now, actor=agent, context={})

    for _message in range(OPENS_AFTER + 1):
        drain("email")

    mails = Notification.objects.filter(event="agent-reply", channel="email")
    states = [(row.state, row.reason) for row in mails.order_by("sequence")]
    assert states == [("failed", "file")] * OPENS_AFTER + [("sent", "")]
    assert Provider.objects.get(channel="email").failures == 0


def test_what_is_refused_says_why_and_keeps_the_words(desk):
    case = make_case()

    refused = attach(desk, case, file=upload(b"MZ\x90\0", "proof.pdf"))

    assert refused.status_code == 422
    assert refused.context["reply_error"].startswith("proof can't be taken: PDF, pictures")
    assert ">Here it is.</textarea>" in refused.text
    assert not StoredFile.objects.exists()


def test_a_file_of_a_note_is_taken_away_again_and_never_the_customers(desk, client):
    case = make_case()
    attach(desk, case, "note")
    address = reverse("case-draft-files", args=[case.reference, "note"])
    row = StoredFile.objects.get()
    desk.post(address, {"take": str(row.pk), "body": "For us"}, headers=HTMX)
    assert not Draft.objects.get().files.exists()

    attach(desk, case, "note")
    desk.post(reverse("case-note", args=[case.reference]), {"body": "For us"}, headers=HTMX)
    kept = case.messages.get().files.get()
    link = link_for(case, timezone.now()).url
    path = link[link.index("/s/") :]
    assert client.get(f"{path}files/{kept.pk}/").status_code == 404


def test_the_customer_reads_it_on_the_status_page_once_it_was_sent(desk, client):
    case, other = make_case(), make_case()
    attach(desk, case)
    desk.post(reverse("case-reply", args=[case.reference]), {"body": "Here."}, headers=HTMX)
    row = StoredFile.objects.get()
    paths = [link_for(one, timezone.now()).url for one in (case, other)]
    mine, theirs = (path[path.index("/s/") :] for path in paths)
    assert client.get(f"{mine}files/{row.pk}/").status_code == 404

    Notification.objects.filter(event="agent-reply").update(state="sent", sent_at=timezone.now())

    assert f"files/{row.pk}/" in client.get(mine).text
    assert client.head(f"{mine}files/{row.pk}/").status_code == 200
    assert not Entry.objects.exists()
    for _time in "ab":
        answer = client.get(f"{mine}files/{row.pk}/")
        assert answer.content == PDF
    assert Entry.objects.get().actor is None
    assert answer["Content-Disposition"] == 'attachment; filename="proof.pdf"'
    assert client.get(f"{theirs}files/{row.pk}/").status_code == 404
    assert client.get(f"{mine[:-2]}/files/{row.pk}/").status_code == 404
    StoredFile.objects.update(harm="Eicar")
    assert f"files/{row.pk}/" not in client.get(mine).text
    assert "proof.pdf" in client.get(mine).text
    assert client.get(f"{mine}files/{row.pk}/").status_code == 404
    revoke_link(case, timezone.now())
    ended = client.get(f"{mine}files/{row.pk}/")
    assert (ended.status_code, ended.text) == (410, client.get(mine).text)


def test_a_file_that_is_taken_again_is_logged_once_a_day_and_person(desk, agent):
    case = make_case()
    (row,) = keep(PDF, now=NOW)
    colleague = make_agent("bo")
    taken = {"method": "GET", "actor": agent}

    for now in (NOW, NOW + timedelta(hours=23), NOW + timedelta(hours=25)):
        hand_out(row, case.reference, now=now, **taken)
    hand_out(row, case.reference, method="GET", actor=colleague, now=NOW)
    hand_out(row, case.reference, method="HEAD", actor=None, now=NOW)

    assert [entry.actor for entry in Entry.objects.order_by("pk")] == [agent, agent, colleague]


def test_nobody_opens_what_was_not_scanned_or_is_anothers_draft(desk, settings):
    settings.CLAMD = "/nowhere/clamd.ctl"
    case = make_case()
    assert "Waits for the scanner" in attach(desk, case).text
    row = StoredFile.objects.get()

    answer = desk.get(reverse("case-file", args=[case.reference, row.pk]))
    assert answer.status_code == 302
    sent = desk.post(reverse("case-reply", args=[case.reference]), {"body": "Here."}, headers=HTMX)
    assert "has not been scanned yet" in sent.context["reply_error"]
    StoredFile.objects.update(scanned_at=timezone.now(), harm="Eicar")
    shown = desk.get(reverse("case", args=[case.reference])).text
    assert "Harmful, kept away: Eicar" in shown
    Draft.objects.update(author=make_agent())
    assert desk.get(reverse("case-file", args=[case.reference, row.pk])).status_code == 404
    assert not Entry.objects.exists()


def test_what_a_customer_sends_stands_in_the_conversation_for_who_reads_it(desk, agent):
    case = make_case()
    rows = keep(PDF, PDF, now=case.opened_at)
    StoredFile.objects.filter(pk=rows[1].pk).update(harm="Eicar")
    record_words(case, "", medium="email", files=rows, now=case.opened_at)

    shown = desk.get(reverse("case", args=[case.reference])).text

    assert f"/files/{rows[0].pk}/" in shown
    assert f"/files/{rows[1].pk}/" not in shown
    assert desk.get(reverse("case-file", args=[case.reference, rows[0].pk])).content == PDF
    other = make_case()
    assert desk.get(reverse("case-file", args=[other.reference, rows[0].pk])).status_code == 404
    taken = Entry.objects.get()
    assert (taken.kind, taken.actor_name) == ("file_taken", agent.username)
    assert taken.values == {"name": case.reference, "file": str(rows[0].pk)}


def test_a_case_asks_once_for_the_files_of_all_its_messages(desk):
    case = make_case()
    address = reverse("case-part", args=[case.reference, "stream"])

    def queries_of_page():
        with CaptureQueriesContext(connection) as asked:
            desk.get(address)
        return len(asked)

    record_words(case, "", medium="email", files=keep(PDF, now=NOW), now=NOW)
    few = queries_of_page()
    for _number in range(4):
        record_words(case, "", medium="email", files=keep(PDF, PDF, now=NOW), now=NOW)

    assert queries_of_page() == few


def test_whether_a_file_was_taken_today_is_found_by_an_index():
    case, (row,) = make_case(), keep(PDF, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        hand_out(row, case.reference, method="GET", actor=None, now=NOW)
    with connection.cursor() as cursor:
        (query,) = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
        cursor.execute(f"EXPLAIN {query}")
        assert "audit_by_file" in str(cursor.fetchall())
