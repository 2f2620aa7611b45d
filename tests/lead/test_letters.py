"""Letters that wait for a person: seen, put into a case, made a case, set aside, once each."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.audit.models import Entry
from support.cases.models import Case, Message
from support.customers.models import Customer
from support.files.services import storing
from support.intake.letters.letter import Letter
from support.mailbox.models import IncomingMail
from support.notifications.models import Notification
from tests.factories import make_agent, sign_in
from tests.intake.letters.writing import WORDS, case_of, values, words_in
from tests.intake.texts.writing import came

pytestmark = pytest.mark.django_db
PAGE = "/letters/"


def make_letter(**overrides: Any) -> Letter:
    number = IncomingMail.objects.count()
    at = timezone.now() - timedelta(hours=1) + timedelta(seconds=number)
    mail = IncomingMail.objects.create(
        digest=f"{number:064}", sealed=b"x", size=100, received_at=at, state=IncomingMail.State.READ
    )
    return Letter.objects.create(mail=mail, received_at=at, **values(**overrides))


@pytest.fixture
def agents(db, client):
    """A browser at which an agent is signed in."""
    return sign_in(client, make_agent("amy"))


def test_an_agent_sees_who_wrote_what_and_why_it_waits(agents):
    case = case_of()
    make_letter(subject="Where is it?", suggested=case, why=Letter.Why.OTHER_SENDER)

    page = agents.get(PAGE).text

    assert "Where is it?" in page
    assert WORDS in page
    assert "li@customer.example" in page
    assert "from another address" in page
    assert f'value="{case.reference}"' in page


def test_what_a_letter_says_is_text_and_never_markup(agents):
    make_letter(new_text="<script>alert(1)</script>", subject="<b>", sender_name="<i>", text="<u>")

    page = agents.get(PAGE).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>" not in page


def test_the_page_is_told_in_chinese(agents):
    make_letter()

    page = agents.get(PAGE, headers={"accept-language": "zh-hans"}).text

    assert 'lang="zh-hans"' in page


def test_the_list_costs_the_same_however_many_letters_there_are(agents):
    make_letter(suggested=case_of())
    agents.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        agents.get(PAGE)
    for _number in range(9):
        make_letter(suggested=case_of())
    with CaptureQueriesContext(connection) as many:
        agents.get(PAGE)

    assert len(many) == len(few)
    assert sum("intake_letter" in query["sql"] for query in many) == 3


def test_no_letter_says_so(agents):
    assert "No message is waiting" in agents.get(PAGE).text


def test_a_file_of_a_letter_is_opened_before_anybody_decides(agents, tmp_path, settings):
    letter, other = make_letter(), make_letter()
    with storing([SimpleUploadedFile("slip.txt", b"paid")], now=timezone.now()) as [kept]:
        letter.files.add(kept)
    address = reverse("letter-file", args=[letter.pk, kept.pk])
    assert address in agents.get(PAGE).text

    answer = agents.get(address)

    assert (answer.content, answer["Content-Type"]) == (b"paid", "application/octet-stream")
    assert Entry.objects.get(kind=Entry.Kind.FILE_TAKEN).values["file"] == str(kept.pk)
    elsewhere = reverse("letter-file", args=[other.pk, kept.pk])
    assert agents.get(elsewhere).status_code == 404
    kept.harm = "Eicar"
    kept.save(update_fields=["harm"])
    assert (agents.get(address).status_code, address in agents.get(PAGE).text) == (422, False)
    letter.settle(Letter.Ending.ASIDE, None, by=make_agent("bo"), now=timezone.now())
    assert agents.get(address).status_code == 404


def test_a_letter_is_put_into_a_case_as_its_customers_words(agents):
    case, letter = case_of(), make_letter(sender="eve@else.test")
    before = list(Customer.objects.values())

    answer = agents.post(f"{PAGE}{letter.pk}/putting/", {"reference": f" {case.reference.lower()}"})

    assert answer.status_code == 302
    assert words_in(case) == [WORDS]
    assert case.messages.get().medium == Message.Medium.EMAIL
    letter.refresh_from_db()
    assert (letter.ending, letter.case) == ("put", case)
    assert list(Customer.objects.values()) == before
    assert not Notification.objects.exists()


def test_a_reference_that_there_is_not_says_so_and_keeps_what_was_typed(agents):
    letter = make_letter()

    answer = agents.post(f"{PAGE}{letter.pk}/putting/", {"reference": "CW-NOSUCH\0"})

    assert answer.status_code == 422
    assert "no case with this reference" in answer.text
    assert 'value="CW-NOSUCH"' in answer.text
    assert Letter.objects.waiting().count() == 1


def test_a_case_is_opened_with_a_letter(agents):
    letter = make_letter(sender="new@else.test", sender_name="Nia New")

    answer = agents.post(f"{PAGE}{letter.pk}/opening/")

    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.reference}/"
    assert words_in(case) == [WORDS]
    assert (case.customer.name, case.contact.email) == ("Nia New", "new@else.test")
    assert not Notification.objects.exists()


@pytest.mark.parametrize(("words", "language"), [("我的款还没到。", "zh-hans"), (WORDS, "en")])
def test_who_writes_chinese_is_written_to_in_chinese(agents, words, language):
    letter = make_letter(new_text=words)

    agents.post(f"{PAGE}{letter.pk}/opening/")

    assert Case.objects.get().contact.language == language


def test_a_letter_set_aside_changes_nothing_else(agents):
    letter = make_letter()

    assert agents.post(f"{PAGE}{letter.pk}/aside/").status_code == 302

    letter.refresh_from_db()
    assert letter.ending == "aside"
    assert not Case.objects.exists()
    assert "No message is waiting" in agents.get(PAGE).text


def test_all_of_one_sender_is_set_aside_at_once(agents):
    for _number in range(3):
        letter = make_letter(sender="eve@else.test")
    other = make_letter(sender="li@customer.example")
    assert "All 3 of this sender" in agents.get(PAGE).text

    answer = agents.post(f"{PAGE}{letter.pk}/aside/all/", follow=True)

    assert "3 messages are set aside" in answer.text
    assert list(Letter.objects.waiting()) == [other]
    assert "of this sender" not in answer.text
    settled = Letter.objects.exclude(pk=other.pk)
    assert set(settled.values_list("ending", "settled_by__username")) == {("aside", "amy")}


def test_who_nobody_knows_is_not_one_sender(agents):
    letter, _other = make_letter(sender=""), make_letter(sender="")
    assert "of this sender" not in agents.get(PAGE).text

    assert agents.post(f"{PAGE}{letter.pk}/aside/all/").status_code == 422

    assert Letter.objects.waiting().count() == 2


def test_letters_behind_the_first_page_are_reached(agents):
    for number in range(51):
        make_letter(subject=f"Letter {number:02}")

    assert "Letter 50" not in agents.get(PAGE).text
    page = agents.get(PAGE, {"page": "2"}).text

    assert "Letter 50" in page
    assert "Letter 49" not in page


def text_came(words: str = "我的款还没到。", phone: str = "+8613800000001") -> Letter:
    came(words, phone, now=timezone.now())
    return Letter.objects.latest("pk")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_sms_waits_beside_the_letters_with_its_number_and_its_links_as_text(agents, language):
    make_letter()
    text_came("Look [image/jpeg https://mms.example/1]\n<b>")

    page = agents.get(PAGE, headers={"accept-language": language}).text

    assert "+8613800000001" in page
    assert "Look [image/jpeg https://mms.example/1]<br>&lt;b&gt;" in page
    assert 'href="https://mms.example' not in page
    assert WORDS in page
    assert f'lang="{language}"' in page
    assert "Its number has no open case" in agents.get(PAGE, headers={"accept-language": "en"}).text


def test_an_sms_is_put_into_a_case_as_words_by_sms(agents):
    case, letter = case_of(), text_came()

    agents.post(f"{PAGE}{letter.pk}/putting/", {"reference": case.reference})

    message = case.messages.get()
    assert (message.medium, message.author.username) == (Message.Medium.SMS, "amy")
    assert words_in(case) == ["我的款还没到。"]


def test_a_case_is_opened_with_an_sms_for_its_number(agents):
    letter = text_came()

    agents.post(f"{PAGE}{letter.pk}/opening/")

    contact = Case.objects.get().contact
    assert (contact.phone, contact.email, contact.language) == ("+8613800000001", "", "zh-hans")
    assert not Notification.objects.exists()


def test_an_sms_without_words_can_only_be_set_aside(agents):
    case, letter = case_of(), text_came("")

    refused = agents.post(f"{PAGE}{letter.pk}/putting/", {"reference": case.reference})
    assert (refused.status_code, words_in(case)) == (422, [])

    assert agents.post(f"{PAGE}{letter.pk}/aside/").status_code == 302


@pytest.mark.parametrize("deed", ["putting", "opening", "aside", "aside/all"])
def test_a_letter_is_decided_about_once(agents, deed):
    case, letter = case_of(), make_letter()
    agents.post(f"{PAGE}{letter.pk}/aside/")

    answer = agents.post(f"{PAGE}{letter.pk}/{deed}/", {"reference": case.reference})

    assert answer.status_code == 422
    assert "decided about this message already" in answer.text
    assert words_in(case) == []


def test_a_lead_has_quarantined_mail_read_once_more(desk):
    letter = make_letter()
    IncomingMail.objects.update(state=IncomingMail.State.QUARANTINED, attempts=3)

    assert letter.mail.digest[:12] in desk.get(f"{PAGE}quarantined/").text
    assert desk.post(f"{PAGE}quarantined/", {"mail": letter.mail_id}).status_code == 302

    mail = IncomingMail.objects.get()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert "Every mail could be read" in desk.get(f"{PAGE}quarantined/").text


@pytest.mark.parametrize("given", ["", "x", "9" * 30])
def test_what_names_no_mail_changes_nothing(desk, given):
    assert desk.post(f"{PAGE}quarantined/", {"mail": given}).status_code == 302
