"""Asking without a link: kept until the contact is proven, then the case that is theirs."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.brand.models import BrandVersion
from support.cases.models import Case, CaseEvent, Message, Status
from support.customers.models import Customer
from support.guidance.beginning import present_walk
from support.guidance.helping.links import token_of
from support.guidance.models import GuideRule, HelpWalk
from support.lead.retention.purging import purge
from support.notifications.delivery.preparing import words_of
from support.portal.asking.models import LINK_HOLDS, TYPED, Ask, Asker, FormRules
from support.portal.asking.proving import send_texts
from tests.asking.world import (
    DETAILS,
    EMAIL,
    ask,
    confirm,
    key_in,
    link_of,
    second_page,
    texts,
    waiting,
)
from tests.factories import NOW, make_customer, make_payment
from tests.portal.walking import asking_tree, press
from tests.portal.world import address_of, case_of
from tests.trees.building import document, outcome, step
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 proof"
CSS = Path(settings.BASE_DIR) / "static" / "css"


@pytest.fixture(autouse=True)
def present(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def payment():
    return make_payment(customer=make_customer(email=EMAIL), reference="PO-77", amount="120.00")


def read_at(case):
    return f"{address_of(case)}?lang=en"


def labels_in(page):
    return re.findall(r"<l(?:abel for=\"id_\w+\"|egend)>(.*?)</l", page)


def test_with_a_reference_nothing_is_asked_that_we_may_know(client):
    with_it, without = second_page(client, "PO-77").text, second_page(client).text

    assert "Back to case" not in with_it
    assert labels_in(with_it) == ["Your e-mail address or phone number", "What happened?"]
    assert labels_in(without) == [
        "Your e-mail address or phone number",
        "What did not arrive?",
        "When did you pay or ask for it?",
        "Amount and currency",
        "What happened?",
        "Your name",
    ]


def test_who_asked_reads_their_request_among_the_messages_of_the_case(client, payment):
    ask(client, "PO-77")
    confirm(client, link_of())
    case = Case.objects.get()

    page = client.get(read_at(case)).text
    messages = page[page.index('<ol class="messages">') :]

    assert "It has not arrived." in messages
    assert "On the public form" in messages
    other = case_of(customer=case.customer, reference="CW-2")
    assert "It has not arrived." not in client.get(read_at(other)).text


def test_nobody_hears_of_it_before_the_link_is_opened(client, payment):
    customers = Customer.objects.count()

    answer = ask(client, "PO-77")
    page = client.get(answer.url).text
    link_of()

    assert answer.url == "/new/?lang=en&sent=1"
    assert "Please check your messages" in page
    assert Case.objects.count() == Message.objects.count() == 0
    assert [one.words for one in waiting()] == ["It has not arrived."]
    assert [(row.address, row.thread) for row in texts()] == [(EMAIL, "")]
    assert texts()[0].customer.name == texts()[0].customer.email == ""
    assert Customer.objects.count() == customers + 1


def test_looking_at_the_link_opens_nothing(client, payment):
    ask(client, "PO-77")
    link = link_of()

    client.head(link)
    page = client.get(link).text

    assert Case.objects.count() == 0
    assert "It has not arrived." in page
    assert "PO-77" in page
    assert "120.00" in page
    assert labels_in(page) == []


def test_the_page_of_the_link_shows_all_that_was_said(client):
    ask(client)

    page = client.get(link_of()).text

    assert re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page) == [
        ("What did not arrive?", "Money to my account"),
        ("When did you pay or ask for it?", "3 November"),
        ("Amount and currency", "120 EUR"),
        ("Your name", "Mina Alder"),
    ]


@pytest.mark.parametrize(("lang", "zone"), [("en", "Europe/London"), ("zh-hans", "Asia/Shanghai")])
def test_who_names_no_place_lives_by_the_clock_of_their_market(client, lang, zone):
    ask(client, lang=lang)

    confirm(client, link_of())

    assert Case.objects.get().contact.time_zone == zone


def test_what_is_theirs_becomes_the_payments_case_and_leads_to_its_page(client, payment):
    ask(client, "PO-77")

    end = confirm(client, link_of())

    case = Case.objects.get()
    assert end.redirect_chain[-1][0] == read_at(case)
    assert (case.payment, case.customer) == (payment, payment.customer)
    message = case.messages.get()
    assert (message.body, message.medium) == ("It has not arrived.", "form")
    asked = case.events.get(kind=CaseEvent.Kind.ASKED)
    assert asked.values == {"is_theirs": True, "is_named": True}
    assert [(one.words, one.reference, one.case) for one in Ask.objects.all()] == [("", "", case)]


def test_pressed_once_more_or_opened_again_it_is_the_same_case(client, payment):
    ask(client, "PO-77")
    link = link_of()
    once = key_in(client.get(link).text)

    ends = [client.post(link, {"once": once}, follow=True) for _press in range(2)]
    again = client.get(link, follow=True)

    case = Case.objects.get()
    ways = {end.redirect_chain[-1][0] for end in [*ends, again]}
    assert ways == {read_at(case)}
    assert case.messages.count() == 1


def test_of_a_payment_with_an_open_case_it_goes_there_and_wakes_it(client, payment):
    case = case_of(customer=payment.customer, payment={"reference": "PO-78"})
    Case.objects.filter(pk=case.pk).update(status=Status.WAITING_CUSTOMER)
    ask(client, "PO-78")
    link = link_of()

    page = client.get(link).text
    end = confirm(client, link)

    case.refresh_from_db()
    assert f"in case {case.reference}" in page
    assert Case.objects.count() == 1
    assert case.status == Status.OPEN
    assert case.messages.get().body == "It has not arrived."
    assert end.redirect_chain[-1][0] == read_at(case)


@pytest.mark.parametrize("reference", ["PO-77", "PO-NOBODY"])
def test_of_a_payment_that_is_not_theirs_nothing_is_shown_and_a_person_looks(
    client, payment, reference
):
    ask(client, reference, "other@example.test")
    link = link_of("other@example.test")

    page = client.get(link).text
    refused = client.post(link, {"once": key_in(page)})
    confirm(client, link, **DETAILS)

    assert "120.00" not in page
    assert re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page) == [
        ("Reference of the payment", reference)
    ]
    assert labels_in(page) == [
        "What did not arrive?",
        "When did you pay or ask for it?",
        "Amount and currency",
        "Your name",
    ]
    assert refused.status_code == 422
    case = Case.objects.get()
    assert case.payment is None
    assert case.customer.email == "other@example.test"
    assert case.customer.name == "Mina Alder"
    assert case.subject.startswith(reference)
    assert case.messages.get().body == (
        "It has not arrived.\n\nWhat did not arrive: Money to my account\nWhen: 3 November\n"
        f"Amount: 120 EUR\nReference: {reference}"
    )
    asked = case.events.get(kind=CaseEvent.Kind.ASKED)
    assert asked.values == {"is_theirs": False, "is_named": True}


def test_without_a_reference_the_link_asks_nothing_more(client):
    ask(client, words="Where is it?")
    link = link_of()

    labels = labels_in(client.get(link).text)
    confirm(client, link)

    case = Case.objects.get()
    assert labels == []
    assert case.customer.email == EMAIL
    assert case.messages.get().body.startswith("Where is it?\n\nWhat did not arrive: Money to")


@pytest.mark.parametrize(
    "change",
    [
        {"is_email_proven": False},
        {"erased_at": NOW},
    ],
)
def test_an_address_that_is_not_proven_to_be_the_customers_shows_nothing(client, payment, change):
    Customer.objects.filter(pk=payment.customer_id).update(**change)
    ask(client, "PO-77")

    assert "120.00" not in client.get(link_of()).text


def test_where_the_contact_of_the_case_was_corrected_the_old_one_is_a_strangers(client, payment):
    case = case_of(customer=payment.customer, payment={"reference": "PO-78"})
    Case.objects.filter(pk=case.pk).update(contact_email="new@example.test")
    ask(client, "PO-78")

    page = client.get(link_of()).text

    assert case.reference not in page
    assert labels_in(page) != []


def test_a_link_no_longer_leads_to_a_case_whose_contact_is_another_since(client, payment):
    ask(client, "PO-77")
    link = link_of()
    confirm(client, link)
    Case.objects.update(contact_email="new@example.test")

    page = client.get(link)

    assert page.status_code == 200
    assert "We have your request" in page.text


def test_a_phone_proves_as_well_and_in_chinese(client):
    customer = make_customer(phone="+8613800138000")
    make_payment(customer=customer, reference="PO-80")
    ask(client, "PO-80", "138 0013 8000", lang="zh-hans")

    link = link_of("+8613800138000")
    end = confirm(client, link)

    assert [(row.channel, row.language) for row in texts()] == [("sms", "zh-hans")]
    assert Case.objects.get().customer == customer
    assert end.status_code == 200


def test_whoever_did_not_ask_deletes_all_that_was_said(client):
    ask(client, words="My card is 4242 4242 4242 4242.")

    end = confirm(client, link_of(), drop="1")

    assert "This request is deleted" in end.text
    assert Case.objects.count() == 0
    said = [*TYPED, "about", "masked"]
    assert [list(one) for one in Ask.objects.values_list(*said)] == [[*[""] * 6, []]]


def test_the_text_promises_no_days_that_a_lead_may_shorten(client):
    for lang in ("en", "zh-hans"):
        ask(client, contact=f"{lang}@example.test", lang=lang)
    send_texts(NOW)

    english, chinese = [words_of(row).text for row in texts()]

    assert "the link works for a few days only" in english
    assert "链接几天后失效" in chinese


def test_a_press_sends_the_ask_that_was_looked_at_though_another_came_since(client, payment):
    ask(client, "PO-77", words="Mine.")
    link = link_of()
    page = client.get(link).text
    ask(client, "PO-77", words="Somebody else's.")

    client.post(link, {"once": key_in(page)})

    assert [message.body for message in Message.objects.all()] == ["Mine."]
    assert "Somebody else&#x27;s." in client.get(link).text


def test_files_go_along_and_what_is_none_is_refused(client, payment):
    ask(client, "PO-77")
    link = link_of()
    bad = confirm(client, link, file=SimpleUploadedFile("x.exe", b"MZ\x00\x01"))

    confirm(client, link, file=SimpleUploadedFile("proof.pdf", PDF))

    assert bad.status_code == 422
    assert "can&#x27;t be taken" in bad.text
    assert [file.name for file in Message.objects.get().files.all()] == ["proof.pdf"]


def test_what_may_not_be_kept_is_masked_and_said(client, payment):
    ask(client, "PO-77", words="My card is 4242 4242 4242 4242.")
    link = link_of()

    page = client.get(link).text
    confirm(client, link)

    assert "A card number ending in 4242 was masked." in page
    assert "4242 4242" not in page
    assert "4242 4242" not in Message.objects.get().body
    assert Case.objects.get().events.filter(kind=CaseEvent.Kind.MASKED).count() == 1


def test_the_rules_choose_the_guide_by_what_did_not_arrive(client):
    for slug, about in (("ins", "payin"), ("outs", "payout")):
        tree = import_tree(document(step("a", yes="b"), outcome("b"), slug=slug), now=NOW)
        GuideRule.objects.create(place=1, direction=about, tree=tree.version.tree)
    ask(client)

    confirm(client, link_of())

    walk = present_walk(Case.objects.get())
    assert walk is not None
    assert walk.version.tree.slug == "outs"


def test_what_was_answered_without_a_case_is_carried_into_it(client):
    tree = import_tree(asking_tree(), now=NOW).version.tree
    GuideRule.objects.create(place=1, tree=tree)
    page = client.get("/help/").text
    begun = client.post("/help/", {"once": key_in(page), "about": "payout"}, follow=True)
    address = begun.redirect_chain[-1][0].partition("?")[0]
    end = press(client, address, "found").text
    token = re.search(r'href="/new/\?walk=([^"&]+)', end)[1]

    labels = labels_in(second_page(client, walk=token).text)
    ask(client, walk=token, about="")
    confirm(client, link_of())

    assert "What did not arrive?" not in labels
    walk = present_walk(Case.objects.get())
    assert [(row.node, row.option, row.source) for row in walk.rows] == [
        ("seen", "found", "customer")
    ]
    assert HelpWalk.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"contact": "nobody"}, "Please enter an e-mail address, or a phone number"),
        ({"words": " "}, "This field is required."),
        ({"words": "x" * 5001}, "at most 5000 characters"),
        ({"about": "nothing"}, "Select a valid choice."),
        ({"about": ""}, "Please choose one."),
    ],
)
def test_what_cannot_be_taken_is_shown_again_with_the_reason(client, given, said):
    answer = ask(client, **given)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="3 November"' in answer.text
    assert Ask.objects.count() == 0


def test_an_aged_form_is_shown_again_and_sends_nothing(client):
    answer = ask(client, once="old:1:x")

    assert answer.status_code == 422
    assert "open for long" in answer.text
    assert Ask.objects.count() == 0
    assert ask(client, once=key_in(answer.text)).status_code == 302
    assert Ask.objects.count() == 1


def test_a_lead_ends_the_form_and_links_that_are_out_go_on(client, payment):
    ask(client, "PO-77")
    link = link_of()
    BrandVersion.objects.create(
        market="all", version=1, phone="+44 20 7946 0000", is_current=True, created_at=NOW
    )
    FormRules.objects.create(pk=1, is_on=False)

    closed = [client.get("/new/"), client.post("/new/"), client.post("/new/details/")]
    unknown = client.get("/s/nonsense/").text

    assert [page.status_code for page in closed] == [404] * 3
    assert "tel:+44 20 7946 0000" in closed[0].text
    assert "/new/" not in unknown
    assert confirm(client, link).status_code == 200
    assert Case.objects.count() == 1


def test_while_the_form_is_closed_no_page_of_a_link_offers_it(client):
    ask(client)
    link = link_of()
    open_pages = [client.get("/new/nonsense/").text]
    open_pages.append(confirm(client, link, drop="1").text)
    FormRules.objects.create(pk=1, is_on=False)

    closed_pages = [client.get("/new/nonsense/"), client.get(link)]

    assert [page.status_code for page in closed_pages] == [404, 200]
    assert "Which payment is this about?" in open_pages[0]
    assert "Ask about another payment" in open_pages[1]
    assert "Which payment is this about?" not in closed_pages[0].text
    assert "You cannot write to us on this page at the moment." in closed_pages[0].text
    assert "Ask about another payment" not in closed_pages[1].text


def test_without_a_way_to_send_links_there_is_no_form(client, monkeypatch):
    for name in ("EMAIL_URL", "SMS_URL"):
        monkeypatch.setattr(settings, name, "")

    assert client.get("/new/").status_code == 404


@pytest.mark.parametrize("address", ["/s/nonsense/", "/s/unsubscribe/nonsense/"])
def test_pages_of_links_that_lead_nowhere_lead_to_the_form_in_both_languages(client, address):
    page = client.get(address).text

    assert 'href="/new/?lang=en"' in page
    assert 'href="/new/?lang=zh-hans"' in page


@pytest.mark.parametrize("token", ["nonsense", "a.b", "x" * 300])
def test_a_link_that_is_none_of_ours_says_so(client, token):
    page = client.get(f"/new/{token}/")

    assert page.status_code == 404
    assert "This link has ended" in page.text


def test_after_a_week_nothing_is_left(client, payment):
    ask(client, "PO-77")
    link = link_of()
    later = NOW + LINK_HOLDS + timedelta(seconds=1)

    night = purge(later)

    assert night.counts["asks"] == 2
    assert Asker.objects.count() == Ask.objects.count() == 0
    assert client.get(link).status_code == 404
    assert purge(later + timedelta(days=1)).counts["asks"] == 0


def test_pages_are_kept_nowhere_and_name_no_referrer(client, payment):
    ask(client, "PO-77")

    pages = [client.get("/new/"), second_page(client, "PO-77"), client.get(link_of())]

    assert all("no-store" in page["Cache-Control"] for page in pages)
    assert all('name="referrer" content="no-referrer"' in page.text for page in pages)
    assert not client.cookies


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_with_their_styles_the_pages_are_below_fifty_kilobytes(client, payment, language):
    sheets = ("tokens", "portal", "portal-forms")
    styles = sum((CSS / f"{name}.css").stat().st_size for name in sheets)
    refused = ask(client, words="", contact="", lang=language)
    ask(client, "PO-77", "other@example.test", words="x" * 5000, lang=language)
    proof = client.get(link_of("other@example.test"))

    assert refused.status_code == 422
    assert len(refused.content) + styles < 50_000
    assert len(proof.content) + styles < 50_000


def test_the_page_of_the_link_asks_a_fixed_number_of_questions(client, payment):
    for number in range(3):
        make_payment(customer=payment.customer, reference=f"PO-9{number}")
        ask(client, "PO-77", words=str(number))
    link = link_of()
    client.get(link)

    with CaptureQueriesContext(connection) as asked:
        client.get(link)

    assert len(asked) == 6


def test_a_refused_form_asks_once_for_the_walk_they_come_from(client):
    tree = import_tree(asking_tree(), now=NOW).version.tree
    GuideRule.objects.create(place=1, tree=tree)
    page = client.get("/help/").text
    client.post("/help/", {"once": key_in(page), "about": "payout"})
    token = token_of(HelpWalk.objects.get())

    with CaptureQueriesContext(connection) as asked:
        answer = client.post(f"/new/details/?walk={token}", {"once": key_in(page)})

    walks = [query for query in asked if 'FROM "guidance_helpwalk"' in query["sql"]]
    assert (answer.status_code, len(walks)) == (422, 1)
