"""A customer complains on a page of their own, in their language, once for each form."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.cases.links import link_for
from support.cases.models import Case, Message
from support.complaints.models import Complaint
from support.complaints.services import hold_complaint
from tests.complaints.world import LATE, answered, make_complaint
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.portal.world import address_of, case_of
from tests.portal.writing import key_in, refusal_in

pytestmark = pytest.mark.django_db
WORDS = "You have not answered me for a week."
CARD = "4111 1111 1111 1111"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def complain(case, body=WORDS, **given):
    client, address = Client(), f"{address_of(case)}complaint/"
    once = given.pop("once", None) or key_in(client.get(address).text)
    return client.post(address, {"once": once, "body": body}, **given)


def test_the_page_of_a_case_leads_there_and_what_they_write_opens_a_complaint(client):
    case = make_case()
    assert f'href="{address_of(case)}complaint/?lang=en"' in client.get(address_of(case)).text

    answer = complain(case)

    assert answer.url == f"{address_of(case)}complaint/?lang=en&sent=1"
    complaint = Complaint.objects.get()
    said = Message.objects.get(kind="incoming")
    assert (said.case, said.body, said.medium) == (complaint.case, WORDS, "page")
    page = client.get(answer.url).text
    assert "We have your complaint." in page
    assert (
        f"Its number is {complaint.case.reference}. We will answer it by 9 December 2026." in page
    )


def test_the_page_of_the_case_says_that_we_have_it_and_shows_what_they_wrote(client):
    case = make_case()
    complain(case)

    page = client.get(address_of(case)).text

    assert "We have your complaint" in page
    assert "I want to complain" not in page
    assert WORDS in page


def test_the_page_of_the_complaint_shows_what_they_wrote(client):
    complain(make_case())
    case = Complaint.objects.get().case

    page = client.get(address_of(case)).text

    assert WORDS in page[page.index('<ol class="messages">') :]


def test_the_same_form_again_is_one_complaint_and_another_adds_to_it(client):
    case = make_case()
    once = key_in(client.get(f"{address_of(case)}complaint/").text)

    for _again in range(2):
        complain(case, once=once)
    complain(case, "And nobody calls back.")

    assert Complaint.objects.count() == 1
    assert Message.objects.filter(kind="incoming").count() == 2
    page = client.get(f"{address_of(case)}complaint/").text
    assert "Add to your complaint" in page
    assert "What would you like to add?" in page


def test_a_key_of_the_other_form_is_not_heard_as_something_else(client):
    case = make_case()
    once = key_in(client.get(address_of(case)).text)
    client.post(f"{address_of(case)}messages/", {"once": once, "body": WORDS})

    answer = complain(case, once=once)

    assert answer.status_code == 422
    assert "We have what you sent before" in refusal_in(answer)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(" ", "Please write something first."), ("x" * 5_001, "5,001 characters")],
    ids=["empty", "long"],
)
def test_what_can_not_be_taken_is_shown_again_with_the_reason(body, sentence):
    answer = complain(make_case(), body)

    assert answer.status_code == 422
    assert sentence in refusal_in(answer)
    assert not Complaint.objects.exists()


def test_a_form_of_nobody_is_not_taken(client):
    answer = complain(make_case(), once="nothing:of:ours")

    assert answer.status_code == 422
    assert WORDS in answer.text


def test_a_card_number_is_not_kept():
    complain(make_case(), f"My card {CARD} was charged.")

    assert "4111" not in Message.objects.get(kind="incoming").body
    assert Complaint.objects.get().case.events.filter(kind="masked").exists()


def test_of_a_complaint_the_page_says_so_and_offers_no_second_one(client):
    complaint = make_complaint()

    page = client.get(address_of(complaint.case)).text

    assert f"It belongs to case {complaint.about.reference}." in page
    assert "I want to complain" not in page
    there = client.get(f"{address_of(complaint.case)}complaint/")
    assert there.url == f"{address_of(complaint.case)}?lang=en"


def test_the_page_of_a_complaint_names_it_and_what_it_is_about(client):
    case = case_of()
    complaint = make_complaint(case)

    page = client.get(address_of(complaint.case)).text

    about = f"your {case.payment.direction} {case.payment.reference}"
    assert f"<h1>We are looking into your complaint about {about}</h1>" in page
    assert '<p class="lead">We have your complaint.</p>' in page
    assert "question" not in page
    assert f'<dd class="quote">{case.payment.reference} ' in page
    assert "1,200.00 CNY" in page


def test_the_page_says_why_the_answer_takes_longer(client):
    complaint = make_complaint()
    hold_complaint(complaint, reason="bank", until=LATE, now=NOW, actor=make_agent())

    page = client.get(address_of(complaint.case)).text

    reason = "A bank or another company has not answered us yet."
    assert f"We cannot answer your complaint yet. {reason}" in page


def test_the_final_answer_stands_on_the_page_and_says_whom_to_turn_to(client, monkeypatch):
    complaint = answered(make_complaint(), words="We sent it\nagain.", outcome="partly")
    monkeypatch.setattr("django.utils.timezone.now", lambda: complaint.answered_at)

    page = client.get(address_of(complaint.case)).text

    assert "<h1>We have answered your complaint</h1>" in page
    assert '<p class="lead">We agree with part of your complaint.</p>' in page
    assert '<p class="text" lang="">We sent it\nagain.</p>' in page
    body = "the Financial Ombudsman Service (https://www.financial-ombudsman.org.uk/)"
    assert f"This was our final answer. If you do not agree, you can turn to {body}." in page
    assert "we will reopen your case" not in page
    assert "Something is still wrong" not in page


def test_the_page_of_the_first_case_leads_to_the_answer(client):
    case = make_case()
    complaint = answered(make_complaint(case), now=NOW)

    page = client.get(address_of(case)).text

    told = f"We answered your complaint {complaint.case.reference} on 18 November 2026."
    there = link_for(complaint.case, NOW).url
    assert f'{told} <a href="{there}?lang=en">Read the answer.</a>' in page


def test_it_leads_nobody_to_what_went_to_another_contact(client):
    case = make_case()
    complaint = answered(make_complaint(case), now=NOW)
    Case.objects.filter(pk=complaint.case.pk).update(contact_email="other@example.test")

    page = client.get(address_of(case)).text

    assert "We answered your complaint" in page
    assert "Read the answer" not in page


def test_after_the_answer_they_can_complain_again(client):
    case = make_case()
    answered(make_complaint(case))

    assert "I want to complain" in client.get(address_of(case)).text
    assert "Make a complaint" in client.get(f"{address_of(case)}complaint/").text
    complain(case)

    assert Complaint.objects.filter(about=case).count() == 2


def test_no_day_is_named_that_is_past_or_where_only_people_write(client, monkeypatch):
    late, silent = make_complaint(), make_complaint(make_case(silent_since=NOW))
    assert "It is not answered yet." in client.get(address_of(silent.about)).text
    at = late.answer_by
    address = address_of(late.about)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    assert "It is not answered yet." in client.get(address).text


def test_in_chinese(client):
    case = make_case(customer=make_customer(locale="zh-CN", time_zone="Asia/Shanghai"))
    complain(case)

    page = client.get(f"{address_of(case)}complaint/")

    assert page["Content-Language"] == "zh-Hans"
    assert Complaint.objects.get().case.subject
    assert "2026年12月9日" in page.text


def test_the_page_asks_as_often_with_a_complaint_as_without(client):
    case, other = make_case(), make_case()
    make_complaint(other)
    links = [address_of(one) for one in (case, other)]

    counts = []
    for address in links:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert Case.objects.count() == 3


def test_the_form_asks_once_what_there_is():
    client, case = Client(), make_case()
    make_complaint(case)
    address = f"{address_of(case)}complaint/"

    with CaptureQueriesContext(connection) as captured:
        client.get(address)

    about = [query for query in captured if 'FROM "complaints_complaint"' in query["sql"]]
    assert len(about) == 1
