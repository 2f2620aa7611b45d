"""Complaints at the desk: opened by a press, proposed by words, and what the panel does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support.cases.services import record_words
from support.complaints.models import Complaint, NoComplaint
from support.complaints.services import hear_complaint
from support.desk.queue.rows import rows_of
from support.notifications.models import Notification
from tests.complaints.world import WORDS, answered, make_complaint
from tests.desk.walking import HTMX
from tests.factories import NOW, make_agent, make_case, make_customer, sign_in
from tests.portal.world import case_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return sign_in(client, make_agent("amy"))


def address(name, case):
    return reverse(name, args=[case.reference])


def page_of(desk, case, query=""):
    return desk.get(address("case", case) + query).text


def heard(case, words="I want to make a complaint about you."):
    record_words(case, words, medium="email", now=NOW)
    return case


def test_a_press_says_first_by_which_rule_and_then_opens_and_leads_to_it(desk):
    case = make_case()
    shown = page_of(desk, case, "?complaint")
    assert "with its own deadlines (United Kingdom)" in shown
    assert "is told at once that we have it" in shown
    assert not Complaint.objects.exists()

    answer = desk.post(address("case-complaint", case))

    complaint = Complaint.objects.get()
    assert answer.url == address("case", complaint.case)
    page = page_of(desk, complaint.case)
    assert f'href="{address("case", case)}">{case.reference}</a>' in page
    assert "FCA Handbook, DISP 1.6" in page
    assert "End the case" not in page
    assert 'id="guide"' not in page
    assert 'id="guide"' in page_of(desk, case)


def test_beside_a_complaint_stands_the_payment_that_it_is_about(desk):
    complaint = make_complaint(case_of())
    payment = complaint.about.payment

    part = desk.get(reverse("case-part", args=[complaint.case.reference, "payment"]), headers=HTMX)

    place = f'<a href="{address("case", complaint.about)}">{complaint.about.reference}</a>'
    told = f"This complaint is about {payment.reference}, {payment.amount_label} (case {place})."
    for page in (page_of(desk, complaint.case), part.text):
        assert told in page
        assert "not about a payment we know" not in page


@pytest.mark.parametrize(
    "make",
    [lambda: make_case(payment=None), lambda: make_complaint().case],
    ids=["no payment", "complaint"],
)
def test_the_page_asks_once_whether_a_case_is_a_complaint(desk, make):
    case = make()
    with CaptureQueriesContext(connection) as captured:
        page_of(desk, case)

    assert sum('WHERE "complaints_complaint"."case_id" = ' in one["sql"] for one in captured) == 1


def test_with_htmx_it_leads_there_too_and_a_second_press_to_the_same(desk):
    case = make_case()

    places = {desk.post(address("case-complaint", case), headers=HTMX)["HX-Redirect"] for _ in "12"}

    assert places == {address("case", Complaint.objects.get().case)}


def test_the_palette_leads_to_it(desk):
    case = make_case()
    at = f"http://testserver{address('case', case)}"

    found = desk.get(
        reverse("go"), {"where": "complaint"}, headers={**HTMX, "HX-Current-URL": at}
    ).text

    assert f"{address('case', case)}?complaint#complaint" in found


def test_words_propose_it_and_who_saw_none_is_not_asked_again(desk):
    case = heard(make_case())
    assert "This reads like a complaint: “make a complaint”." in page_of(desk, case)

    desk.post(address("case-no-complaint", case), headers=HTMX)
    heard(case)

    assert "reads like a complaint" not in page_of(desk, case)
    assert NoComplaint.objects.get().seen_by.username == "amy"
    assert "what they wrote is no complaint" in page_of(desk, case)


def test_beside_a_complaint_stands_what_it_was_made_of(desk):
    case = heard(make_case(), "I want to make a complaint about this.")
    desk.post(address("case-complaint", case))
    complaint = Complaint.objects.get()

    said = "What they wrote in " + case.reference
    page = page_of(desk, complaint.case)
    assert said in page
    assert "I want to make a complaint about this." in page

    hear_complaint(case, "And another complaint.", now=NOW, medium="page")
    page = page_of(desk, complaint.case)
    assert "And another complaint." in page
    assert said not in page


def test_what_customers_type_is_text_in_the_proposal(desk):
    case = heard(make_case(), "My complaint<script>alert(1)</script>")

    assert "<script>alert(1)" not in page_of(desk, case)


def test_who_is_reached_by_nobody_is_acknowledged_by_a_press(desk):
    complaint = make_complaint(make_case(customer=make_customer(email="", phone="")))
    assert "No message could acknowledge it." in page_of(desk, complaint.case)

    desk.post(address("case-complaint-acknowledged", complaint.case))

    assert "No message could acknowledge it." not in page_of(desk, complaint.case)
    assert "acknowledged by a colleague" in page_of(desk, complaint.case)


def test_it_is_put_off_and_the_panel_says_why_and_until_when(desk):
    complaint = make_complaint()
    given = {"reason": "records", "until": "2026-12-18"}

    desk.post(address("case-complaint-hold", complaint.case), given)

    page = page_of(desk, complaint.case)
    assert "We are still gathering the records of the payment." in page
    assert "Put the answer off, once" not in page
    assert Notification.objects.filter(event="complaint-held").exists()


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("case-complaint-hold", {"reason": "bank", "until": ""}, "Please choose a day."),
        ("case-complaint-hold", {"reason": "bank", "until": "2027-02-01"},
         "Please choose a day from 2026-12-10 to 2027-01-11."),
        ("case-complaint-answer", {"words": WORDS, "outcome": "upheld", "root_cause": ""},
         "Please choose the root cause."),
        ("case-complaint-answer", {"words": WORDS, "outcome": "", "root_cause": "fault"},
         "Please say how the complaint ends."),
        ("case-complaint-answer", {"words": "", "outcome": "upheld", "root_cause": "fault"},
         "Please write something first."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("htmx", [{}, HTMX], ids=["plain", "htmx"])
def test_what_is_refused_is_said_beside_what_was_typed(desk, name, given, sentence, htmx):
    complaint = make_complaint()

    answer = desk.post(address(name, complaint.case), given, headers=htmx)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(word in answer.text for word in given.values())
    complaint.refresh_from_db()
    assert (complaint.held_at, complaint.answered_at) == (None, None)


def test_the_answer_ends_it_and_the_page_shows_how(desk):
    complaint = make_complaint()
    given = {"words": WORDS, "outcome": "rejected", "root_cause": "terms"}

    answer = desk.post(address("case-complaint-answer", complaint.case), given, headers=HTMX)

    assert answer.status_code == 200
    page = page_of(desk, complaint.case)
    assert "Rejected" in page
    assert "Our terms or our product" in page
    assert WORDS in page
    again = desk.post(address("case-complaint-answer", complaint.case), given, headers=HTMX)
    assert "This complaint is answered already." in again.text


def test_about_a_complaint_none_is_offered_to_be_opened_nor_once_it_is_answered(desk):
    complaint = make_complaint()
    offer = "?complaint#complaint"
    related = reverse("case-part", args=[complaint.case.reference, "related"])
    assert offer in page_of(desk, complaint.about)
    assert offer not in page_of(desk, complaint.case)

    answered(complaint)

    assert offer not in page_of(desk, complaint.case)
    assert offer not in desk.get(related, headers=HTMX).text
    assert offer in page_of(desk, complaint.about)


def test_what_is_no_complaint_has_nothing_to_answer(desk):
    case = make_case()

    for name in ("case-complaint-acknowledged", "case-complaint-hold", "case-complaint-answer"):
        assert desk.post(address(name, case)).status_code == 404


def test_about_a_complaint_none_is_opened(desk):
    complaint = answered(make_complaint())

    answer = desk.post(address("case-complaint", complaint.case))

    assert answer.status_code == 422
    assert "This case is a complaint itself." in answer.text


def test_in_chinese_the_panel_is_chinese_where_lists_are(desk):
    complaint = make_complaint()
    desk.cookies["django_language"] = "zh-hans"

    page = page_of(desk, complaint.case)

    assert "英国 FCA 手册 DISP 1.6：确认函须写明两个期限" in page
    assert "款项未到账" in page
    assert "银行或其他机构尚未答复我们。" in page


def test_the_queue_names_its_clock():
    case = make_complaint().case
    case.refresh_from_db()

    (row,) = rows_of([case.pk], make_agent(), NOW)

    assert (row.clock.kind, row.clock.at) == ("Complaint", case.complaint_due_at)


@pytest.mark.parametrize("kind", ["plain", "heard", "complaint"])
def test_the_page_asks_once_for_it_and_not_where_it_can_not_be(desk, kind):
    case = make_complaint().case if kind == "complaint" else make_case()
    if kind == "heard":
        heard(case)
    part = reverse("case-part", args=[case.reference, "complaint"])
    with CaptureQueriesContext(connection) as captured:
        desk.get(part, headers=HTMX)

    own = [query["sql"] for query in captured if "complaints_" in query["sql"]]
    assert len(own) == (0 if kind == "plain" else 1)
