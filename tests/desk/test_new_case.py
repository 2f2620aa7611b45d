"""A case opened at the desk: who and what about is found, what was said stands in it, once."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from support.cases.models import Case, Message
from support.customers.models import Customer
from support.guidance.beginning import present_walk
from support.guidance.models import GuideRule
from support.guidance.reports.finding import find
from support.payments.models import Payment, PaymentReference
from tests.editor.authors import signed_in
from tests.factories import make_agent, make_case, make_customer, make_payment
from tests.reference import publish
from tests.trees.building import document, outcome, step
from troubleshooting.trees.models import Tree

pytestmark = pytest.mark.django_db
PAGE = "/cases/new/"
WORDS = "My bank says it was sent on Monday, and nothing came."


@pytest.fixture
def agent() -> Any:
    return make_agent("amy")


@pytest.fixture
def desk(agent: Any) -> Client:
    return signed_in(agent)


@pytest.fixture
def guides() -> None:
    for slug in ("payout-not-received", "sent-not-received"):
        first = step(f"{slug}_first".replace("-", "_"), yes="end")
        publish(document(first, outcome("end", status="open"), slug=slug, title={"en": slug}))
    sent = Tree.objects.get(slug="sent-not-received")
    rest = Tree.objects.get(slug="payout-not-received")
    GuideRule.objects.create(place=1, statuses=["sent"], tree=sent)
    GuideRule.objects.create(place=2, tree=rest)


@pytest.fixture
def sent() -> Payment:
    customer = make_customer(name="Demo Zinnia", email="alder@example.net", phone="+447700900123")
    payment = make_payment(customer=customer, reference="PAY-77", status="sent")
    PaymentReference.objects.create(payment=payment, kind="uetr", value="97ed4827-7b6f-4491")
    return payment


def page(desk: Client, address: str = PAGE) -> str:
    return desk.get(address).content.decode()


def post(desk: Client, **given: Any) -> Any:
    return desk.post(PAGE, {"medium": "phone", "words": WORDS} | given)


@pytest.mark.parametrize("typed", ["PAY-77", "pay-77", " PAY-77 ", "97ED4827-7B6F-4491"])
def test_a_payment_is_found_by_any_of_its_names_and_its_facts_fill_themselves(
    desk: Client, sent: Payment, typed: str
):
    shown = page(desk, f"{PAGE}?who={typed}")

    assert 'name="payment" value="PAY-77"' in shown
    assert "120.00 GBP" in shown
    assert "Demo Zinnia" in shown
    assert "97ed4827-7b6f-4491" in shown
    assert 'name="words"' in shown


def test_another_one_can_be_chosen_after_all(desk: Client, sent: Payment):
    shown = page(desk, f"{PAGE}?who=PAY-77")

    assert "/cases/new/?who=PAY-77&amp;list=1" in shown
    listed = page(desk, f"{PAGE}?who=PAY-77&list=1")
    assert "/cases/new/?payment=PAY-77" in listed
    assert "/cases/new/?stranger=1" in listed


@pytest.mark.parametrize(
    "typed",
    [
        "+44 7700 900123", "07700 900123", "0044 (7700) 900-123", "ALDER@example.net",
        "Demo Zinnia", "demo zi", "zinnia", "  Zinnia  DEMO ",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_phone_in_any_form_by_e_mail_and_by_name(sent: Payment, typed: str):
    make_payment()

    found = find(" ".join(typed.split()))

    assert [row.customer for row in found.customers] == [sent.customer]
    assert [row.payment for row in found.customers[0].payments] == [sent]


def test_a_payment_is_listed_once_though_its_customer_is_found_as_well(desk: Client, sent: Payment):
    make_case(payment=sent, customer=sent.customer, subject="About PAY-77")

    shown = page(desk, f"{PAGE}?who=PAY-77&list=1")

    assert shown.count(">PAY-77</a>") == 1
    assert "No payment of theirs is known" not in shown


def test_a_chinese_name_is_found_whole_and_by_its_beginning():
    customer = make_customer(name="测试辛九零三")

    assert [row.customer for row in find("测试辛九零三").customers] == [customer]
    assert [row.customer for row in find("测试辛").customers] == [customer]


def test_somebody_is_found_by_what_a_case_was_told_and_as_who_they_were_joined_to():
    kept, case = make_customer(), make_case()
    Case.objects.filter(pk=case.pk).update(contact_email="other@example.org")
    joined = make_customer(email="joined@example.org", joined_into=kept)

    assert [row.customer for row in find("other@example.org").customers] == [case.customer]
    assert [row.customer for row in find(joined.email).customers] == [kept]


def test_a_case_is_found_by_its_own_reference(desk: Client):
    case = make_case()

    assert f'href="/cases/{case.reference}/"' in page(desk, f"{PAGE}?who={case.reference.lower()}")


@pytest.mark.parametrize("typed", ["", "x", "nobody at all", "@", "%", "_", "0000000", "a\0b", "-"])
def test_what_is_nobodys_finds_nothing_and_breaks_nothing(desk: Client, sent: Payment, typed: str):
    answer = desk.get(PAGE, {"who": typed})

    assert answer.status_code == 200
    assert "PAY-77" not in answer.content.decode()


@pytest.mark.parametrize("people", [1, 8])
def test_finding_costs_the_same_for_one_and_for_many(django_assert_num_queries: Any, people: int):
    for _ in range(people):
        make_case(customer=make_customer(name="Same Name"))

    find("same name")  # what causes and channels are called is read once
    with django_assert_num_queries(5):
        found = find("same name")

    assert len(found.customers) == people


def test_a_call_opens_a_case_with_the_customers_words_and_the_guide_of_its_payment(
    desk: Client, agent: Any, sent: Payment, guides: None
):
    answer = post(desk, payment="PAY-77")

    case = Case.objects.get()
    assert answer.url == f"/cases/{case.reference}/"
    assert (case.payment, case.customer) == (sent, sent.customer)
    assert case.subject.startswith("PAY-77 · My bank says")
    said = case.messages.get()
    assert (said.kind, said.medium, said.body, said.author) == ("incoming", "phone", WORDS, agent)
    walk = present_walk(case)
    assert walk is not None
    assert walk.version.tree.slug == "sent-not-received"
    shown = page(desk, answer.url)
    assert "By phone" in shown
    assert WORDS in shown
    assert [row.case for row in find("PAY-77").payments] == [case]


def test_the_guide_of_the_rules_is_chosen_on_the_page_and_another_one_can_be(
    desk: Client, sent: Payment, guides: None
):
    assert '<option value="sent-not-received" selected>' in page(desk, f"{PAGE}?payment=PAY-77")

    post(desk, payment="PAY-77", guide="payout-not-received")

    walk = present_walk(Case.objects.get())
    assert walk is not None
    assert walk.version.tree.slug == "payout-not-received"


def test_the_same_press_twice_makes_one_case_and_says_it_once(
    desk: Client, sent: Payment, guides: None
):
    key = str(uuid.uuid4())

    answers = [post(desk, payment="PAY-77", once=key) for _ in range(3)]

    assert Case.objects.count() == Message.objects.count() == 1
    assert len({answer.url for answer in answers}) == 1
    other = post(desk, stranger="1", name="Mock Rowan", language="en", once=key)
    assert other.status_code == 409
    assert Case.objects.count() == 1


def test_an_open_case_of_the_payment_is_shown_instead_of_a_second_one(
    desk: Client, sent: Payment, guides: None
):
    case = make_case(payment=sent)

    shown = page(desk, f"{PAGE}?payment=PAY-77")
    answer = post(desk, payment="PAY-77")

    assert f"Case {case.reference} is open for this payment." in shown
    assert "Write it down on the open case" in shown
    assert Case.objects.get() == case
    assert answer.url == f"/cases/{case.reference}/"
    assert case.messages.get().body == WORDS
    assert "This case was open already" in page(desk, answer.url)


def test_a_known_customer_gets_a_case_without_a_payment(desk: Client, sent: Payment, guides: None):
    chosen = f'name="customer" value="{sent.customer.pk}"'
    assert chosen in page(desk, f"{PAGE}?customer={sent.customer.pk}")

    post(desk, customer=sent.customer.pk)

    case = Case.objects.get()
    assert (case.customer, case.payment) == (sent.customer, None)
    assert present_walk(case) is not None


def test_a_stranger_is_written_down(desk: Client, guides: None):
    shown = page(desk, f"{PAGE}?stranger=1&who=%2B447700900777")
    assert 'name="phone" value="+447700900777"' in shown

    post(
        desk, stranger="1", name="Mock Rowan", phone="+44 7700 900777", language="zh-hans",
        about="order 12",
    )  # fmt: skip

    case, customer = Case.objects.get(), Customer.objects.get()
    assert (customer.name, customer.phone) == ("Mock Rowan", "+447700900777")
    assert case.contact.language == "zh-hans"
    assert case.subject.startswith("order 12 · ")
    assert [row.customer for row in find("07700 900777").customers] == [customer]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"stranger": "1", "language": "en"}, "Say who it is"),
        ({"stranger": "1", "language": "en", "phone": "12"}, "no number that can be called"),
        ({"stranger": "1", "language": "en", "email": "a@"}, "No mail can be sent"),
        ({"stranger": "1", "language": "en", "name": "Mock Rowan", "words": " "}, "Please write"),
        ({"stranger": "1", "name": "Mock Rowan", "language": "xx"}, "Select a valid choice"),
        ({"payment": "gone"}, "Say who it is"),
        ({"payment": "PAY-77", "guide": "nowhere"}, "This guide is not published."),
    ],
)
def test_what_can_not_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk: Client, sent: Payment, guides: None, given: dict[str, str], said: str
):
    answer = post(desk, **given)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    for value in (given.get("words", WORDS), given.get("name", ""), given.get("phone", "")):
        assert value.strip() in shown
    assert not Case.objects.exists()
    assert not Customer.objects.exclude(pk=sent.customer.pk).exists()


def test_nobody_changes_an_address_by_calling(desk: Client, sent: Payment, guides: None):
    post(desk, payment="PAY-77", email="thief@example.org", phone="+447700900666")

    case = Case.objects.get()
    assert (case.contact.email, case.contact.phone) == ("alder@example.net", "+447700900123")


def test_without_any_guide_the_case_is_opened_all_the_same(desk: Client, sent: Payment):
    post(desk, payment="PAY-77")

    assert present_walk(Case.objects.get()) is None


def test_only_agents_open_cases():
    assert Client().get(PAGE).status_code == 302
    stranger = signed_in(make_agent("zoe", is_staff=False))
    assert stranger.get(PAGE).status_code == 403
    assert post(stranger, payment="x").status_code == 403


def test_the_queue_leads_there_by_a_press_and_by_a_key(desk: Client):
    shown = page(desk, "/")

    assert re.search(r'<a class="button new-case" href="/cases/new/">.*New case', shown, re.DOTALL)
    assert 'data-new-case="/cases/new/"' in shown
