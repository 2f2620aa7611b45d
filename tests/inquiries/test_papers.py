"""A bank wants papers: the customer is asked, and what they sent is passed on as one mail."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from support.cases.models import Case
from support.cases.taking.following_up import follow_up
from support.files.models import StoredFile
from support.files.services import storing
from support.guidance.hearing import hear_customer
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.inquiries.wanting import Wanted, pass_on, want_papers
from support.notifications.models import Notification
from tests.factories import NOW, make_agent
from tests.inquiries import bank as desk
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
PDF = b"%PDF-1.7\n" + b"0" * 50


@pytest.fixture
def bank() -> Bank:
    return desk.make_bank()


@pytest.fixture
def case() -> Case:
    return desk.paid_case()


def wanted(case: Case, bank: Bank) -> Inquiry:
    told = Wanted(bank, ["invoice", "identity"], date(2026, 11, 30))
    return want_papers(case, told, actor=make_agent(), now=NOW)


def sent_file(case: Case) -> StoredFile:
    with storing([SimpleUploadedFile("invoice.pdf", PDF)], now=LATER) as files:
        hear_customer(case, "Here it is.", now=LATER, medium="page", files=files)
    return files[0]


def test_the_customer_is_asked_and_the_papers_are_passed_on(case: Case, bank: Bank, sink: Sink):
    inquiry = wanted(case, bank)

    case.refresh_from_db()
    assert case.status == "waiting_customer"
    told = Notification.objects.filter(thread=case.reference, event="step-needs-you")
    assert set(told.values_list("channel", flat=True)) == {"email", "sms"}
    question = told[0].context["question"]
    assert "an invoice or contract, a proof of identity" in question
    assert "30 November 2026" in question
    assert case.messages.get(kind="outgoing").body == question

    file = sent_file(case)
    case.refresh_from_db()
    assert case.status == "open"
    pass_on(inquiry, [file], actor=make_agent(), now=LATER, words="Please see page 2.")
    desk.post(LATER)

    mail = sink.messages[-1]
    assert mail["To"] == desk.AT
    assert "Please see page 2." in desk.text_of(mail)
    [part] = mail.iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("invoice.pdf", PDF)
    inquiry.refresh_from_db()
    assert not inquiry.is_open


def test_the_case_stays_open_for_as_long_as_the_bank_gave(case: Case, bank: Bank):
    wanted(case, bank)
    told = Notification.objects.filter(thread=case.reference, event="step-needs-you")
    assert "from you by 30 November 2026" in told[0].context["what_to_do"]
    told.update(state="sent", sent_at=NOW)

    for day in range(12):
        follow_up(NOW + timedelta(days=day))
        Notification.objects.filter(thread=case.reference).update(state="sent", sent_at=NOW)
    case.refresh_from_db()
    assert (case.status, case.follow_ups) == ("waiting_customer", 1)

    follow_up(NOW + timedelta(days=14))
    case.refresh_from_db()
    assert (case.status, case.ending) == ("resolved", "no_answer")


def test_it_is_passed_on_once(case: Case, bank: Bank):
    inquiry, agent = wanted(case, bank), make_agent()
    file = sent_file(case)
    pass_on(inquiry, [file], actor=agent, now=LATER)

    with pytest.raises(ValidationError):
        pass_on(inquiry, [file], actor=agent, now=LATER)

    assert BankLetter.objects.count() == 1


def test_a_chinese_customer_reads_it_in_chinese(bank: Bank):
    case = desk.paid_case(contact_locale="zh-Hans")

    inquiry = wanted(case, bank)

    told = Notification.objects.filter(thread=inquiry.case.reference, event="step-needs-you")
    assert "2026年11月30日" in told[0].context["question"]


@pytest.mark.parametrize(
    ("papers", "until"), [([], date(2026, 11, 30)), (["invoice"], date(2026, 11, 1))]
)
def test_what_cannot_be_wanted_is_refused(case: Case, bank: Bank, papers: list[str], until: date):
    with pytest.raises(ValidationError):
        want_papers(case, Wanted(bank, papers, until), actor=make_agent(), now=NOW)

    assert not Inquiry.objects.exists()
    case.refresh_from_db()
    assert case.status == "new"


def test_a_silent_case_asks_nobody_by_itself(case: Case, bank: Bank):
    case.fall_silent(NOW)

    with pytest.raises(ValidationError, match="write to them"):
        wanted(case, bank)

    assert not Inquiry.objects.exists()


def test_a_file_that_may_not_leave_does_not(case: Case, bank: Bank):
    inquiry, file = wanted(case, bank), sent_file(case)
    StoredFile.objects.update(harm="Eicar")
    file.refresh_from_db()

    with pytest.raises(ValidationError):
        pass_on(inquiry, [file], actor=make_agent(), now=LATER)

    assert not BankLetter.objects.exists()


def test_files_that_are_chosen_go_with_what_a_bank_is_asked(case: Case, bank: Bank, sink: Sink):
    file = sent_file(case)

    desk.ask(case, bank, LATER, files=[file])
    desk.post(LATER)

    [part] = sink.messages[-1].iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("invoice.pdf", PDF)


@pytest.mark.parametrize("state", [{"harm": "EICAR"}, {"scanned_at": None}], ids=str)
def test_what_may_not_leave_asks_no_bank(
    case: Case, bank: Bank, settings: Settings, state: dict[str, str | None]
):
    file = sent_file(case)
    StoredFile.objects.filter(pk=file.pk).update(**state)
    settings.CLAMD = "127.0.0.1:1"
    file.refresh_from_db()

    with pytest.raises(ValidationError):
        desk.ask(case, bank, LATER, files=[file])

    assert not Inquiry.objects.exists()
