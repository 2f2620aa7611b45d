"""The part of a case's page that asks banks: shown first, sent once, answered, passed on."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from support.cases.models import Case
from support.desk.case.inquiry.views import AskForm
from support.files.services import storing
from support.guidance.hearing import hear_customer
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.payments.models import Payment
from support.staff.roles import Role
from tests.factories import make_agent, sign_in
from tests.inquiries import bank as desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> Client:
    return sign_in(client, make_agent("amy"))


@pytest.fixture
def bank() -> Bank:
    return desk.make_bank()


@pytest.fixture
def case(tree: Any) -> Case:
    return desk.paid_case(now=timezone.now())


def press(client: Client, case: Case, *way: str, **form: Any) -> Any:
    return client.post("/".join(["", "cases", case.reference, "bank", *way, ""]), form)


def hidden(shown: str) -> dict[str, str]:
    """Return what the page of a letter sends back, as its button does."""
    reference = re.search(r'name="reference" value="([^"]*)"', shown)
    seal = re.search(r'name="shown" value="([^"]+)"', shown)
    assert reference is not None
    assert seal is not None
    return {"reference": reference[1], "shown": seal[1]}


def page(client: Client, case: Case, query: str = "") -> str:
    return client.get(f"/cases/{case.reference}/{query}").text


def test_the_letter_is_shown_before_it_leaves_and_leaves_once(
    agent: Client, case: Case, bank: Bank
):
    assert "?bank#inquiry" in page(agent, case)
    assert "Tarnfield Bank" in page(agent, case, "?bank")
    form = {"bank": "tarnfield", "type": "not_received", "way": "mail", "words": "Please hurry."}

    shown = press(agent, case, **form)
    assert shown.status_code == 200
    assert "Dear colleagues at Tarnfield Bank" in shown.text
    assert "Please hurry." in shown.text
    assert not Inquiry.objects.exists()

    assert press(agent, case, **form, **hidden(shown.text)).status_code == 302
    again = press(agent, case, **form, **hidden(shown.text))
    assert again.status_code == 422
    assert "has been asked the same" in again.text
    assert BankLetter.objects.count() == 1
    asked = page(agent, case)
    assert 'class="course"' in asked
    assert "then a lead is told" in asked
    assert desk.E2E in asked


def test_the_letter_that_leaves_is_called_as_the_one_that_was_shown(
    agent: Client, case: Case, bank: Bank
):
    form = {"bank": "tarnfield", "type": "not_received", "way": "mail"}
    shown = press(agent, case, **form).text
    [reference] = set(re.findall(r"INQ-[0-9A-Z]{8}", shown))

    press(agent, case, **form, **hidden(shown))

    assert Inquiry.objects.get().reference == reference
    assert reference in BankLetter.objects.get().text


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "recall", "recall_reason": "DUPL"},
        {"words": "Something else."},
        {"bank": "other"},
        {"file": "a file that nobody has seen"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_is_changed_after_the_letter_was_shown_is_shown_before_it_leaves(
    agent: Client, case: Case, bank: Bank, changed: dict[str, str]
):
    desk.make_bank(slug="other", name_en="Other Bank", name_zh="另一家银行")
    form = {"bank": "tarnfield", "type": "not_received", "way": "mail"}
    shown = press(agent, case, **form).text

    anew = press(agent, case, **form | changed, **hidden(shown))
    assert anew.status_code == 200
    assert "You changed something after the letter was shown" in anew.text
    assert not BankLetter.objects.exists()

    assert press(agent, case, **form | changed, **hidden(anew.text)).status_code == 302
    assert BankLetter.objects.count() == 1


def test_a_name_with_the_end_of_a_line_breaks_no_subject():
    form = AskForm({"reference": "INQ-7K2M4P9Q\n"})

    form.is_valid()

    assert form.cleaned_data["reference"] == "INQ-7K2M4P9Q"


def test_banks_of_the_payments_channel_come_first_and_another_is_warned_of(
    agent: Client, case: Case, bank: Bank
):
    own = desk.make_bank(slug="own", name_en="Own Bank", name_zh="自己的银行")
    assert case.payment is not None
    own.channels.add(case.payment.channel)

    shown = page(agent, case, "?bank")
    assert shown.index("Own Bank") < shown.index("Other banks") < shown.index("Tarnfield Bank")
    form = {"type": "not_received", "way": "mail"}
    warning = "This payment did not go through"
    assert f"{warning} Tarnfield Bank." in press(agent, case, **form, bank="tarnfield").text
    assert warning not in press(agent, case, **form, bank="own").text


def test_an_answered_inquiry_can_be_read_from_one_line(agent: Client, case: Case, bank: Bank):
    inquiry = desk.ask(case, bank, timezone.now())
    press(agent, case, inquiry.reference, "answer", code="NOOR")

    shown = page(agent, case)

    assert "they never received it." in shown
    assert "Read the letters" in shown
    assert "Dear colleagues at Tarnfield Bank" in shown


def test_a_payment_that_was_never_made_is_not_recalled(agent: Client, case: Case, bank: Bank):
    assert case.payment is not None
    since = datetime(2026, 11, 24, 12, tzinfo=UTC)
    Payment.objects.filter(pk=case.payment.pk).update(status="rejected", status_since=since)

    assert 'value="recall"' not in page(agent, case, "?bank").replace('hidden" value', "")
    form = {"bank": "tarnfield", "type": "recall", "way": "mail", "recall_reason": "DUPL"}
    refused = press(agent, case, **form)

    assert refused.status_code == 422
    assert "was rejected on 24 November 2026; there is nothing to recall" in refused.text


def test_a_recall_warns_before_it_is_sent(agent: Client, case: Case, bank: Bank):
    form = {"bank": "tarnfield", "type": "recall", "way": "mail"}

    refused = press(agent, case, **form)
    assert (refused.status_code, "why it is recalled" in refused.text) == (422, True)

    shown = press(agent, case, **form, recall_reason="DUPL")
    assert "Promise nobody that it comes back" in shown.text


def test_by_phone_nothing_leaves_and_the_answer_is_recorded(agent: Client, case: Case, bank: Bank):
    press(agent, case, bank="tarnfield", type="not_received", way="phone")
    inquiry = Inquiry.objects.get()
    assert not BankLetter.objects.exists()

    told = press(agent, case, inquiry.reference, "answer", code="CONF", words="Credited on Monday.")

    assert told.status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.answer == "CONF"
    assert "Credited on Monday." in page(agent, case)
    late = press(agent, case, inquiry.reference, "answer", code="RJCR")
    assert (late.status_code, "meanwhile" in late.text) == (422, True)


def test_a_reminder_and_waiting_no_more(agent: Client, case: Case, bank: Bank):
    inquiry = desk.ask(case, bank, timezone.now())

    press(agent, case, inquiry.reference, "reminder")
    inquiry.refresh_from_db()
    assert inquiry.chased == 1
    press(agent, case, inquiry.reference, "withdrawal")
    inquiry.refresh_from_db()
    assert inquiry.withdrawn


def test_papers_are_asked_for_and_passed_on(agent: Client, case: Case, bank: Bank):
    day = timezone.now().date() + timedelta(days=7)
    assert press(agent, case, "papers", bank="tarnfield", until=str(day)).status_code == 422
    press(agent, case, "papers", bank="tarnfield", until=str(day), papers=["invoice"])
    inquiry = Inquiry.objects.get()
    assert "an invoice or contract" in page(agent, case)

    now = timezone.now()
    with storing([SimpleUploadedFile("a.pdf", b"%PDF-1.7\n" + b"0" * 50)], now=now) as files:
        hear_customer(case, "Here.", now=now, medium="page", files=files)
    assert "a.pdf" in page(agent, case)
    press(agent, case, inquiry.reference, "papers", file=[str(files[0].pk)])

    assert BankLetter.objects.get().kind == "passed_on"
    inquiry.refresh_from_db()
    assert not inquiry.is_open


def test_a_letter_in_trouble_says_so_and_is_sent_again_by_a_press(
    agent: Client, case: Case, bank: Bank
):
    desk.ask(case, bank, timezone.now())
    BankLetter.objects.update(state="in_doubt")
    letter = BankLetter.objects.get()
    assert "May have left" in page(agent, case)

    assert press(agent, case, "letters", str(letter.pk)).status_code == 302

    letter.refresh_from_db()
    assert letter.state == "queued"


def test_who_looks_on_changes_nothing(client: Client, case: Case, bank: Bank):
    looker = make_agent()
    looker.groups.add(Group.objects.get(name=Role.VIEWER))
    viewer = sign_in(client, looker)

    assert press(viewer, case, bank="tarnfield", type="other", way="phone").status_code == 403
    assert not Inquiry.objects.exists()


def test_of_a_case_without_banks_nothing_is_read(
    agent: Client, case: Case, django_assert_num_queries: Any
):
    from support.desk.case.inquiry.panel import bank_panel

    with django_assert_num_queries(0):
        assert bank_panel(case, now=timezone.now(), asks=False, was_asked=False) is None


def test_the_queue_knows_which_bank_a_case_waits_for(agent: Client, case: Case, bank: Bank):
    now = timezone.now()
    inquiry = desk.ask(case, bank, now)

    assert case.reference in agent.get("/?bank=tarnfield").text
    assert case.reference not in agent.get("/?bank=other").text
    assert case.reference not in agent.get("/?bank_late=tarnfield").text
    Inquiry.objects.filter(pk=inquiry.pk).update(due_at=now - timedelta(days=1))
    assert case.reference in agent.get("/?bank_late=tarnfield").text


def test_the_page_is_whole_in_chinese(agent: Client, case: Case, bank: Bank):
    desk.ask(case, bank, timezone.now())

    with translation.override("zh-hans"):
        shown = agent.get(f"/cases/{case.reference}/?bank", headers={"accept-language": "zh-hans"})

    assert shown.status_code == 200
    assert "塔恩菲尔德银行" in shown.text


def test_files_of_the_case_are_ticked_shown_and_sent(agent: Client, case: Case, bank: Bank):
    now, upload = timezone.now(), SimpleUploadedFile("i.pdf", b"%PDF-1.7\n" + b"0" * 50)
    with storing([upload], now=now) as got:
        hear_customer(case, "Here.", now=now, medium="page", files=got)
    ticked = {"bank": "tarnfield", "type": "not_received", "way": "mail", "file": str(got[0].pk)}

    shown = press(agent, case, **ticked)
    press(agent, case, **ticked, **hidden(shown.text))

    assert f'value="{got[0].pk}" checked' in shown.text
    assert [file.name for file in BankLetter.objects.get().files.all()] == ["i.pdf"]
    other = desk.paid_case(name="E2E-2", now=now)
    press(
        agent, other, **ticked, **hidden(press(agent, other, **ticked).text)
    )  # of another case: nothing goes with it
    assert BankLetter.objects.get(inquiries__case=other).files.count() == 0
