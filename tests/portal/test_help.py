"""Help without a case: what did not arrive, a question a page, and what to do then."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.brand.models import BrandVersion
from support.guidance.helping import services
from support.guidance.models import GuideRule, HelpWalk
from support.lead.retention.purging import purge
from tests.factories import NOW
from tests.portal.walking import asking_tree, buttons_in, form_in, given_in, press, question_in
from tests.portal.world import make_cause
from tests.trees.building import check, document, for_customers, outcome, step
from troubleshooting.trees.models import Tree
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db
KEPT = timedelta(days=14)
LATE = "You went on from somewhere else meanwhile."


@pytest.fixture(autouse=True)
def uncounted(settings):
    settings.API_RATES = {**settings.API_RATES, "help": 0}


def guide(content, direction="", place=1):
    """Publish a tree and let a rule name it."""
    tree = import_tree(content, now=NOW).version.tree
    GuideRule.objects.create(place=place, direction=direction, tree=tree)
    return tree


def start(client, about="payout", **query):
    """Say what did not arrive; return the first page of the walk."""
    address = "/help/"
    page = client.get(address, query).text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    lang = query.get("lang", "en")
    return client.post(f"{address}?lang={lang}", {"once": once, "about": about}, follow=True)


def address_in(answer):
    return answer.redirect_chain[-1][0].partition("?")[0]


def about_in(page):
    found = re.findall(r'<button name="about" value="(\w+)">(.*?)</button>', page, re.DOTALL)
    return [(about, re.sub(r"<.*?>", "", words, flags=re.DOTALL).strip()) for about, words in found]


def test_what_the_rules_name_a_guide_for_that_speaks_to_customers_can_be_chosen(client):
    guide(document(step("a", yes="b"), outcome("b"), slug="mute"), "payin")
    guide(asking_tree(), "payout", 2)
    guide(asking_tree() | {"slug": "refund-asking"}, "refund", 3)

    page = client.get("/help/").text

    assert about_in(page) == [("payout", "Money to my account"), ("refund", "A refund")]


def test_a_guide_that_asks_nobody_is_passed_over_for_the_next_rule_that_fits(client):
    guide(document(step("a", yes="b"), outcome("b"), slug="mute"), "payin")
    guide(asking_tree(), "", 2)

    page = start(client, "payin")

    assert question_in(page.text) == "For you"
    assert HelpWalk.objects.get().version.tree.slug == "asking"


@pytest.mark.parametrize("example", [True, False])
def test_where_no_guide_speaks_to_customers_it_says_how_to_reach_us(client, example):
    if example:
        guide(asking_tree() | {"slug": "tiny-example"})
    BrandVersion.objects.create(
        market="all",
        version=1,
        name="Acme",
        phone="+44 20 7946 0000",
        is_current=True,
        created_at=NOW,
    )

    page = client.get("/help/").text

    assert about_in(page) == []
    assert "We have no questions for you here at the moment." in page
    assert 'href="tel:+44 20 7946 0000"' in page


def test_it_begins_at_the_first_question_for_customers_and_ends_with_what_they_can_do(client):
    make_cause(
        customer_message_en="Payout {reference} is too large[[ ({limit})]]. Please ask again."
    )
    tree = document(
        check("state", "channel_state", normal="ours", degraded="ours", down="out_other"),
        step("ours", yes="seen", no="seen"),
        for_customers(step("seen", much="out_much", little="out_other")),
        outcome("out_much", cause="slow_test_bank", status="waiting_customer", message="solution"),
        outcome("out_other"),
        slug="asking",
    )
    guide(tree)

    page = start(client)
    end = press(client, address_in(page), "much").text

    assert question_in(page.text) == "For you"
    assert "Question 1" in page.text
    assert "This is what you can do" in end
    assert '<p class="expectation">Please ask again.</p>' in end
    assert "The most likely reason: This payout is too large." in end
    assert "nobody has looked at your payment yet" in end
    assert "This did not help?" in end
    assert given_in(end) == [("For you", "much")]
    assert ">ours<" not in end
    assert "state" not in end


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "We have to look at your payment"),
        ({"status": "waiting_bank"}, "We have to look at your payment"),
        ({"status": "open"}, "We have to look at your payment"),
        ({"status": "resolved", "ending": "credited"}, "There seems to be nothing left to do"),
        ({"customer": {"title": {"en": "Look again", "zh-hans": "再看"}}}, "<h1>Look again</h1>"),
    ],
)
def test_what_is_ours_or_a_banks_to_do_is_not_promised_to_who_has_no_case(client, fields, said):
    make_cause(customer_message_en="The bank is looking for {reference}. Please wait.")
    end = outcome("out", **{"cause": "slow_test_bank", "status": "waiting_bank", **fields})
    guide(document(for_customers(step("seen", yes="out")), end, slug="asking"))

    page = press(client, address_in(start(client)), "yes").text

    assert said in page
    assert "The bank is looking" not in page
    assert "Please wait." not in page


@pytest.mark.parametrize("disclosure", ["general", "silent"])
def test_of_a_cause_that_is_not_explained_nothing_is_said(client, disclosure):
    make_cause(disclosure=disclosure, customer_message_en="Please call. It is secret.")
    end = outcome("out", cause="slow_test_bank", status="waiting_customer", customer={
        "title": {"en": "A secret", "zh-hans": "秘密"}})  # fmt: skip
    guide(document(for_customers(step("seen", yes="out")), end, slug="asking"))

    page = press(client, address_in(start(client)), "yes").text

    assert "We have to look at your payment" in page
    assert "secret" not in page


def test_who_is_to_pay_again_is_told_to_look_first(client):
    make_cause(customer_message_en="{reference} came too late. Please pay again.")
    end = outcome("out", cause="slow_test_bank", status="waiting_customer", message="solution")
    guide(document(for_customers(step("seen", yes="out")), end, slug="asking"))

    page = press(client, address_in(start(client, "payin")), "yes").text

    assert '<p class="expectation">Please pay again.</p>' in page
    assert "please check that the first payment did not go through" in page


def test_a_check_that_needs_a_record_leaves_it_to_us(client):
    tree = document(
        for_customers(step("seen", yes="state", no="state")),
        check("state", "channel_state", normal="more", degraded="more", down="out"),
        for_customers(step("more", yes="out", no="out")),
        outcome("out"),
        slug="asking",
    )
    guide(tree)

    page = press(client, address_in(start(client)), "yes").text

    assert "We have to look at your payment" in page
    assert "state" not in re.sub(r"<style.*?</style>|class=\"[^\"]*\"", "", page)


def test_who_does_not_know_three_times_in_a_row_may_write_to_us_beside_the_question(client):
    names = ["one", "two", "three", "four"]
    steps = [
        for_customers(step(name, yes=then, no=then))
        for name, then in zip(names, [*names[1:], "out"], strict=True)
    ]
    guide(document(*steps, outcome("out"), slug="asking"))
    address = address_in(start(client))

    for number in range(3):
        assert 'class="card call"' not in client.get(address).text
        client.post(address, {"option": "0", "seen": str(number)})

    page = client.get(address).text
    assert question_in(page) == "For you"
    assert 'class="card call"' in page


def test_they_go_on_elsewhere_change_an_answer_and_the_same_press_is_one(client):
    guide(asking_tree())
    address = address_in(start(client))
    page = client.get(address).text
    for _press in range(2):
        twice = press(client, address, "nothing", page)
    other = Client()

    again = other.get(address, {"change": "1"}).text
    changed = press(other, address, "found", again)
    late = press(client, address, "yes", twice.text)

    assert LATE not in twice.text
    assert '<button name="option" value="2" class="chosen">nothing' in again
    assert given_in(changed.text) == [("For you", "found")]
    assert LATE in late.text
    assert HelpWalk.objects.get().answers == [["seen", "nothing"], ["seen", "found"]]
    back = press(other, address, "I do not know", other.get(address, {"change": "2"}).text)
    assert given_in(back.text)[0] == ("For you", "I do not know")


def test_the_same_form_sent_twice_begins_one_walk(client):
    guide(asking_tree())
    once = re.search(r'name="once" value="([^"]+)"', client.get("/help/").text)[1]
    sent = [client.post("/help/", {"once": once, "about": "payout"})["Location"] for _ in range(2)]

    assert sent[0] == sent[1]
    assert HelpWalk.objects.count() == 1


@pytest.mark.parametrize("once", ["", "nonsense", f"{UUID(int=7).hex}:x:y", "\0"])
def test_a_form_that_is_none_of_ours_begins_nothing(client, once):
    guide(asking_tree())

    answer = client.post("/help/", {"once": once, "about": "payout"}, follow=True)

    assert "Please choose once more." in answer.text
    assert not HelpWalk.objects.exists()


@pytest.mark.parametrize("about", ["", "salary", "\0"])
def test_what_cannot_be_chosen_leads_back_to_the_choice(client, about):
    guide(asking_tree())

    page = start(client, about)

    assert page.status_code == 200
    assert about_in(page.text) != []
    assert not HelpWalk.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"option": "9"}, {"option": "1", "seen": "1"}, {"option": "1", "seen": "x"},
        {"option": "1", "seen": "0", "change": "4"}, {"option": "\0", "seen": "0"},
    ],
)  # fmt: skip
def test_what_no_button_of_the_page_sends_changes_nothing(client, sent):
    guide(asking_tree())
    address = address_in(start(client))

    answer = client.post(address, sent, follow=True)

    assert answer.status_code == 200
    assert LATE in answer.text
    assert HelpWalk.objects.get().answers == []


def test_who_changes_answers_without_end_is_asked_to_write(client, monkeypatch):
    monkeypatch.setattr(services, "MOST_ANSWERS", 1)
    guide(asking_tree())
    address = address_in(start(client))
    press(client, address, "nothing")

    page = press(client, address, "yes")

    assert "You have changed your answers very often." in page.text
    assert len(HelpWalk.objects.get().answers) == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", ["changed", "cut", "other", "ended"])
def test_an_address_that_is_none_begins_anew_and_says_nothing_of_any_walk(client, kind, method):
    guide(asking_tree())
    address = address_in(start(client))
    press(client, address, "nothing")
    if kind == "ended":
        HelpWalk.objects.update(answered_at=timezone.now() - KEPT)
    elif kind == "other":
        address = "/help/nonsense/"
    else:
        address = address[:-4] + ("/" if kind == "cut" else "abc/")

    answer = getattr(client, method)(address)

    assert answer.status_code == 404
    assert "This address has ended, or is not whole." in answer.text
    assert about_in(answer.text) == [
        ("payout", "Money to my account"), ("payin", "A payment that I made"),
        ("refund", "A refund"),
    ]  # fmt: skip
    assert given_in(answer.text) == []


def test_nobody_keeps_the_pages_of_a_walk_and_no_cookie_is_set(client):
    guide(asking_tree())
    address = address_in(start(client))

    for answer in (client.get(address), client.post(address, {}), client.get("/help/nonsense/")):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots"' in client.get(address).text
    assert 'name="robots"' not in client.get("/help/").text
    assert not client.cookies


def test_it_is_asked_in_the_language_of_the_browser_or_the_one_chosen(client):
    guide(asking_tree())

    chinese = client.get("/help/", headers={"accept-language": "zh-CN,zh;q=0.9"})
    walk = start(client, lang="zh-hans")

    assert chinese["Content-Language"] == "zh-Hans"
    assert '<html lang="zh-Hans">' in chinese.text
    assert question_in(walk.text) == "For you(中)"
    assert walk.redirect_chain[-1][0].endswith("?lang=zh-hans")
    other = client.get(address_in(walk), {"lang": "en"})
    assert question_in(other.text) == "For you"


def test_nothing_is_kept_of_who_they_are_and_what_is_kept_goes_after_two_weeks(client):
    guide(asking_tree())
    address = address_in(start(client))
    press(client, address, "nothing")
    (row,) = HelpWalk.objects.values()
    assert set(row) == {"id", "version_id", "about", "answers", "answered_at"}
    assert row["answers"] == [["seen", "nothing"]]

    kept, gone = (timezone.now() + KEPT + timedelta(seconds=by) for by in (-1, 1))

    assert purge(kept).counts["help"] == 0
    assert purge(gone).counts["help"] == 1


def test_one_address_begins_so_many_walks_a_minute(client, settings):
    settings.API_RATES = {**settings.API_RATES, "help": 2}
    guide(asking_tree())
    stranger = {"REMOTE_ADDR": f"2001:db8:{uuid4().hex[:4]}::1"}

    codes = [client.post("/help/", {}, **stranger).status_code for _ in range(3)]
    refused = client.post("/help/", {}, **stranger)

    assert codes == [302, 302, 429]
    assert "Try again in a minute." in refused.text
    assert 0 < int(refused["Retry-After"]) <= 60
    assert client.get("/help/", **stranger).status_code == 200
    assert client.post("/help/", {}, REMOTE_ADDR="198.51.100.9").status_code == 302


def test_the_pages_ask_few_queries_however_much_was_answered(client):
    guide(asking_tree())
    guide(asking_tree() | {"slug": "more"}, "", 2)
    address = address_in(start(client))
    counts = []
    for path in ("/help/", address, address):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path).text
        counts.append(len(asked))
        if path == address and buttons_in(page):
            press(client, address, "nothing" if len(counts) == 2 else "yes")

    assert counts == [1, 2, 2]
    assert Tree.objects.count() >= 2
    assert form_in(client.get(address, {"change": "1"}).text)["change"] == "1"
    assert unescape(client.get(address).text)
