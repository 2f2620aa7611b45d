"""Who asks what we hold of them gets it: all that is theirs, and nothing of anybody else."""

import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from support.audit.models import Entry
from support.cases.services import add_note, record_words, send_reply
from support.files.services import storing
from support.payments.models import Payment, PaymentStatus
from support.surveys.models import Survey
from tests.factories import make_agent, make_case, make_customer, make_payment, sign_in
from tests.intake.texts.writing import came as text_came
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(client, tmp_path, monkeypatch):
    lie_in(tmp_path, monkeypatch)
    lead = make_agent("sofia-the-lead", is_superuser=True)
    customer = make_customer(name="Li Wei", email="li@customer.example", locale="zh-Hans")
    case = make_case(customer=customer, payment=make_payment(customer=customer))
    now = timezone.now()
    record_words(case, "钱在哪里？", now=now)
    send_reply(case, "We are looking.", actor=lead, now=now, context={})
    add_note(case, "Sounds angry.", actor=lead, now=now)
    other = make_case(customer=make_customer(name="Somebody Else"))
    record_words(other, "Not theirs.", now=now)
    with storing([SimpleUploadedFile("slip.txt", b"paid")], now=now) as [kept]:
        case.messages.earliest("pk").files.add(kept)
    return sign_in(client, lead), customer, case


def archive(house, **form):
    desk, customer, _case = house
    answer = desk.post(reverse("customer-archive", args=[customer.pk]), form)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as kept:
        return {name: kept.read(name) for name in kept.namelist()}


def test_it_holds_what_is_theirs_for_people_and_for_machines(house):
    kept = archive(house)

    data, page = json.loads(kept["data.json"]), kept["index.html"].decode()
    assert data["customers.Customer"][0]["email"] == "li@customer.example"
    for words in ("钱在哪里？", "We are looking.", "Li Wei"):
        assert words in kept["data.json"].decode()
        assert words in page
    assert 'lang="zh-hans"' in page
    assert kept["files/001 slip.txt"] == b"paid"


def test_it_holds_their_sms_that_wait_for_a_person_and_no_key_of_ours(house):
    text_came("钱还没到。", house[1].phone)
    text_came("STOP", house[1].phone)

    data = json.loads(archive(house)["data.json"])

    assert [row["text"] for row in data["intake.Letter"]] == ["钱还没到。"]
    assert [row["became"] for row in data["intake.IncomingSms"]] == ["letter", "stop"]
    assert data["intake.IncomingSms"][0].keys() == {
        "part",
        "parts",
        "became",
        "attempts",
        "received_at",
    }


def test_it_holds_nothing_of_others_and_no_names_of_ours(house):
    kept = b"".join(archive(house).values()).decode()

    for words in ("Somebody Else", "Not theirs.", "sofia-the-lead", "Sounds angry."):
        assert words not in kept


def test_our_notes_come_where_a_lead_wants_it(house):
    assert "Sounds angry." in archive(house, with_notes="on")["data.json"].decode()


def test_handing_it_out_is_logged_without_a_name(house):
    desk, customer, case = house
    make_case(customer=customer, payment=None)
    archive(house)

    entry = Entry.objects.get(kind=Entry.Kind.CUSTOMER_TOLD)
    cases = sorted(customer.cases.values_list("reference", flat=True))
    assert entry.values == {"customer": customer.pk, "cases": cases}
    assert case.reference in cases
    assert f"<td>{cases[0]} · {cases[1]}</td>" in desk.get(reverse("log")).text


def test_an_agent_gets_nothing(house):
    agent = sign_in(Client(), make_agent("amy"))

    address = reverse("customer-archive", args=[house[1].pk])
    assert agent.post(address).status_code == 403


def test_it_tells_nobody_that_their_case_is_silent_or_what_must_not_be_told(house):
    case = house[2]
    payment = case.payment
    Payment.objects.filter(pk=payment.pk).update(
        failure_scheme="iso", failure_code="RR04", failure_message="sanctions screening hit"
    )
    PaymentStatus.objects.create(
        payment=payment, status="failed", read_at=timezone.now(), source="s", scheme="iso",
        code="RR04", message="sanctions screening hit", digest="d",
    )  # fmt: skip
    case.fall_silent(timezone.now())
    case.tags, case.subject = ["suspect-ring"], f"{payment.reference} · RR04"
    case.save()
    Survey.objects.create(case=case, considered_at=timezone.now(), left_out=Survey.LeftOut.SILENT)

    kept = b"".join(archive(house).values()).decode()

    for words in ("silent", "RR04", "sanctions", "suspect-ring"):
        assert words not in kept, words
    assert payment.reference in kept


def test_what_the_bank_said_of_an_open_cause_is_theirs(house):
    Payment.objects.filter(pk=house[2].payment_id).update(failure_code="AC04")

    assert "AC04" in archive(house)["data.json"].decode()
