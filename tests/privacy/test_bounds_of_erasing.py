"""Where an erasure ends: others keep what is theirs, and what was joined or merged stays usable."""

import re
from base64 import b64encode, encodebytes

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.answering.models import Draft
from support.audit.models import Entry
from support.audit.services import record
from support.cases.joining import join_customers, part_customers
from support.cases.links import link_for
from support.cases.merging.services import merge_cases, unmerge_case
from support.cases.models import Case, Message
from support.intake.models import IdempotencyKey
from support.lead.privacy.erasing import erase
from support.lead.privacy.forgetting import SEALED_AT_ONCE
from support.mailbox.models import IncomingMail
from support.mailbox.services import receive
from support.notifications.models import Attempt, Reason, State, Suppression
from support.notifications.outbox.suppressions import suppress
from support.notifications.returns.mail_reports import mail_bounced
from tests.complaints.world import answered, make_complaint
from tests.factories import make_agent, make_case, make_customer, make_payment, sign_in
from tests.notifications.making import make_notification
from tests.portal.world import address_of
from tests.portal.writing import key_in
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_agent("sofia", is_superuser=True)


def gone(customer, lead):
    erase(customer, actor=lead, now=timezone.now(), why="asked")


def test_while_a_complaint_is_to_be_answered_nothing_is_erased_but_what_was_erased_before(lead):
    complaint = make_complaint()
    customer = complaint.case.customer

    with pytest.raises(ValidationError) as refusal:
        gone(customer, lead)
    assert refusal.value.code == "complaint"
    assert complaint.case.reference in refusal.value.messages[0]
    erase(customer, actor=None, now=timezone.now(), why="asked", again=True)

    customer.refresh_from_db()
    assert (customer.name, customer.erased_at is None) == ("", False)
    assert Case.objects.get(pk=complaint.case_id).is_done


def test_of_an_answered_complaint_the_facts_stay_without_its_words(lead):
    complaint = answered(make_complaint())

    gone(complaint.case.customer, lead)

    complaint.refresh_from_db()
    assert (complaint.outcome, complaint.root_cause) == ("upheld", "not_paid")
    assert set(complaint.case.messages.values_list("body", flat=True)) == {"—"}
    complaint.case.refresh_from_db()
    assert complaint.case.subject == "—"


def test_a_name_within_a_longer_one_is_somebody_else_s(lead, tmp_path, monkeypatch):
    lie_in(tmp_path, monkeypatch)
    customer = make_customer(name="Bo", email="bo@x.example", phone="+4477009001")
    make_payment(customer=customer, reference="PAY-1")
    for text in ("PAY-10", "XPAY-1", "jumbo@x.example", "bo@x.example.org", "+44770090012"):
        receive(f"From: other@y.example\n\nabout {text} please".encode(), "", timezone.now())
        IdempotencyKey.objects.create(
            scope="s", key=text, fingerprint="f", body=f'{{"a":"{text}"}}'
        )
    receive(b"From: other@y.example\n\nabout PAY-1.", "", timezone.now())
    IdempotencyKey.objects.create(
        scope="s", key="own", fingerprint="f", body='{"a":"bo@x.example"}'
    )

    gone(customer, lead)

    assert IncomingMail.objects.count() == 5
    assert not IdempotencyKey.objects.filter(key="own").exists()
    assert IdempotencyKey.objects.count() == 5


def test_of_raw_mail_only_a_few_are_in_the_memory_at_once(lead):
    customer = make_customer(email="bo@x.example")
    for number in range(12):
        receive(b"From: bo@x.example\n\nnumber %d" % number, "", timezone.now())

    with CaptureQueriesContext(connection) as asked:
        gone(customer, lead)

    sealed = '"mailbox_incomingmail"."sealed"'
    read = [one["sql"] for one in asked if sealed in one["sql"]]
    sets = [re.findall(r'"id" IN \(([\d, ]+)\)', sql) for sql in read]
    assert len(read) == 6  # three to look, three to delete
    assert all(min(len(keys.split(",")) for keys in of_one) <= SEALED_AT_ONCE for of_one in sets)
    assert not IncomingMail.objects.exists()


def test_cases_that_were_merged_can_be_taken_apart_after_one_is_erased(lead):
    kept, merged = make_case(customer=make_customer(name="Bo")), make_case(payment=None)
    merge_cases(kept, merged, now=timezone.now(), actor=lead, reason="one household")
    merged = Case.objects.get(pk=merged.pk)

    gone(merged.customer, lead)
    unmerge_case(Case.objects.get(pk=merged.pk), now=timezone.now(), actor=lead)

    assert Case.objects.get(pk=merged.pk).merged_into is None


def test_what_they_said_in_a_case_of_somebody_else_goes_too(client, lead):
    kept, merged = make_case(customer=make_customer(name="Bo")), make_case(payment=None)
    Message.objects.create(
        case=kept, kind=Message.Kind.INCOMING, body="Mine is Bo's", written_at=timezone.now()
    )
    link_for(merged, timezone.now())
    old = address_of(merged)
    merge_cases(kept, merged, now=timezone.now(), actor=lead, reason="one household")
    said = {"once": key_in(client.get(old).text), "body": "I am Quennell of Acacia Road"}
    assert client.post(f"{old}messages/", said).status_code == 302
    assert kept.messages.filter(body__contains="Quennell").exists()

    gone(Case.objects.get(pk=merged.pk).customer, lead)

    assert not Message.objects.filter(body__contains="Quennell").exists()
    assert kept.messages.filter(body="Mine is Bo's").exists()
    assert not any("quennell" in row.lower() for row in _search())


def _search():
    with connection.cursor() as cursor:
        cursor.execute("SELECT words::text FROM cases_searchentry")
        return [row[0] or "" for row in cursor.fetchall()]


def test_nobody_is_parted_from_or_joined_to_who_was_erased(lead):
    one = make_customer(name="Bo", email="bo@x.example")
    other = make_customer(name="Bo B", email="bo@x.example")
    case = make_case(customer=one)
    make_case(customer=other, payment=None)
    join = join_customers(case, other, actor=lead, now=timezone.now())

    gone(one, lead)

    with pytest.raises(ValidationError):
        part_customers(Case.objects.get(pk=case.pk), join, actor=lead, now=timezone.now())


def test_what_somebody_types_on_after_an_erasure_is_kept_nowhere(client, lead):
    case = make_case(payment=None)
    desk = sign_in(client, lead)
    gone(case.customer, lead)

    desk.post(reverse("case-draft", args=[case.reference, "reply"]), {"body": "Dear Quennell"})

    assert not Draft.objects.filter(body__contains="Quennell").exists()


def test_an_erasure_lets_others_point_at_the_customer(lead):
    customer = make_case(payment=None).customer
    with CaptureQueriesContext(connection) as asked:
        gone(customer, lead)

    locks = [
        one["sql"] for one in asked if "customers_customer" in one["sql"] and "FOR" in one["sql"]
    ]
    assert any("FOR NO KEY UPDATE" in sql for sql in locks)
    assert not any("FOR UPDATE" in sql for sql in locks)


@pytest.mark.parametrize(
    "around",
    ['"{}"', "<{}>", "x\\n{}\\n", "\\u3002{}\\u3002", "=E3=80=82{}=E3", "an {}.", "mailto:{}?a"],
)
@pytest.mark.parametrize("name", ["bo@x.example", "PAY-1", "+4477009001"])
def test_a_name_is_found_whatever_stands_around_it(lead, around, name):
    customer = make_customer(name="Bo", email="bo@x.example", phone="+4477009001")
    make_payment(customer=customer, reference="PAY-1")
    IdempotencyKey.objects.create(scope="s", key="k", fingerprint="f", body=around.format(name))

    gone(customer, lead)

    assert not IdempotencyKey.objects.exists()


# The same address as a mail program may write it.
ENCODED = {
    "a header, base64": b"From: =?utf-8?b?" + b64encode(b"Bo <bo@x.example>") + b"?=\n\nhello",
    "a header in two words": b"To: =?utf-8?B?"
    + b64encode(b"Bo <bo@")
    + b"?=\n =?utf-8?B?"
    + b64encode(b"x.example>")
    + b"?=\n\nhello",
    "a header, quoted": b"Subject: =?iso-8859-1?Q?for_bo=40x=2Eexample?=\n\nhello",
    "a body, base64": b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n"
    + encodebytes(b"Please write to someone, that is, to me: bo@x.example, not to Li."),
    "a body of Windows": b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + encodebytes("Write to bo@x.example.".encode("utf-16")).replace(b"\n", b"\r\n"),
    "a body, quoted and cut": b"From: a@b.example\n\nwrite to bo=40x.exa=\nmple, please",
}


@pytest.mark.parametrize("how", ENCODED)
def test_raw_mail_is_found_that_names_them_in_no_plain_letters(lead, how):
    customer = make_customer(email="bo@x.example")
    receive(ENCODED[how], "", timezone.now())
    receive(
        b"From: =?utf-8?b?" + b64encode(b"jumbo@x.example") + b"?=\n\nhello", "", timezone.now()
    )

    gone(customer, lead)

    assert IncomingMail.objects.count() == 1


def test_a_bounce_that_comes_later_brings_no_address_back(lead):
    case = make_case(customer=make_customer(email="bo@x.example"), payment=None)
    row = make_notification(
        customer=case.customer, address="bo@x.example", thread=case.reference, state=State.SENT,
        sent_at=timezone.now(),
    )  # fmt: skip
    gone(case.customer, lead)

    mail_bounced(
        row, recipient="bo@x.example", reason=Reason.NO_ADDRESS, at=None, now=timezone.now(),
        words="550 <bo@x.example>: no such user",
    )  # fmt: skip

    assert not Attempt.objects.filter(words__contains="bo@").exists()
    assert not Suppression.objects.exists()


def test_an_address_is_forgotten_by_the_small_letters_of_the_database(lead):
    customer = make_customer(email="İ@x.example")
    suppress("email", "İ@x.example", why="bounced", words="", now=timezone.now())

    gone(customer, lead)

    assert not Suppression.objects.filter(address__contains="@").exists()
    assert Suppression.objects.holding("email", "İ@X.example").exists()


@pytest.mark.parametrize("typed", ["bo@x.example", "Bo Quennell", "is bo quennell there"])
def test_the_log_of_exports_keeps_no_search_for_them(lead, typed):
    customer = make_customer(name="Bo Quennell", email="bo@x.example")
    for asked in ({"q": typed, "status": "new"}, {"q": "Bo Quennells"}):
        record(
            Entry.Kind.EXPORT_BEGUN, actor=lead, now=timezone.now(), form="csv", asked=asked,
            matching=1,
        )  # fmt: skip

    gone(customer, lead)

    kept = Entry.objects.filter(kind=Entry.Kind.EXPORT_BEGUN).order_by("pk")
    assert [entry.values["asked"] for entry in kept] == [
        {"q": "—", "status": "new"}, {"q": "Bo Quennells"},
    ]  # fmt: skip
