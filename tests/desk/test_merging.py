"""Merging, taking apart and linking from the page of a case; what leads from the old address."""

import pytest
from django.urls import reverse

from support.cases.merging.services import merge_cases
from support.cases.models import Case
from support.cases.services import add_note, record_words
from tests.desk.walking import HTMX
from tests.factories import NOW, make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db):
    customer = make_customer()
    return make_case(customer=customer), make_case(customer=customer, payment=None)


def relate(desk, case, **given):
    htmx = given.pop("htmx", {})
    address = reverse("case-relate", args=[case.reference])
    return desk.post(address, given, headers=htmx)


def page_of(desk, case):
    return desk.get(reverse("case", args=[case.reference]))


def test_another_case_of_the_customer_stands_beside_with_a_press_to_merge_it(desk, pair):
    case, other = pair

    page = page_of(desk, case).text

    assert f"Merge {other.reference} into this case" in page
    assert "same customer" in page


def test_a_press_merges_and_the_page_says_what_came_from_where(desk, agent, pair):
    case, other = pair
    record_words(other, "Where is it?", medium="email", now=NOW)

    answer = relate(desk, case, reference=other.reference, how="merge")

    assert answer.status_code == 302
    page = page_of(desk, case).text
    assert f"{other.reference} was merged into this case." in page
    assert "Where is it?" in page
    assert page.count(f'<span class="badge">from {other.reference}</span>') >= 2
    assert case.events.get(kind="merged").actor == agent


def test_the_old_address_leads_to_the_kept_case_whichever_way_it_is_asked(desk, pair):
    case, other = pair
    merge_cases(case, other, now=NOW, actor=make_agent())
    there = reverse("case", args=[case.reference])

    plain = page_of(desk, other)
    part = desk.get(reverse("case-part", args=[other.reference, "strip"]), headers=HTMX)
    note = desk.post(reverse("case-note", args=[other.reference]), {"body": "Seen"}, headers=HTMX)

    assert (plain.status_code, plain["Location"]) == (302, there)
    assert [part["HX-Redirect"], note["HX-Redirect"]] == [there, there]
    assert case.messages.get().body == "Seen"


def test_this_case_is_merged_into_another_which_opens(desk, pair):
    case, other = pair

    answer = relate(desk, case, reference=other.reference, how="merge_away", htmx=HTMX)

    assert answer["HX-Redirect"] == reverse("case", args=[other.reference])
    assert Case.objects.get(pk=case.pk).merged_into == other


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reference": "", "how": "merge"}, "Please name the other case."),
        ({"reference": "CW-NONE", "how": "merge"}, "There is no case with this reference."),
        ({"how": "merge"}, "These are two customers."),
    ],
)
def test_what_cannot_be_done_says_why_and_keeps_what_was_typed(desk, given, sentence):
    case, other = make_case(), make_case()
    sent = {"reference": other.reference.lower(), "reason": ""} | given

    answer = relate(desk, case, **sent, htmx=HTMX)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{sent["reference"]}"' in answer.text
    assert not Case.objects.filter(merged_into__isnull=False).exists()


def test_a_reason_merges_the_cases_of_two_customers(desk):
    case, other = make_case(), make_case()

    relate(desk, case, reference=other.reference, how="merge", reason="They rang together")

    assert Case.objects.get(pk=other.pk).merged_into == case


def test_a_merge_is_undone_by_a_press_and_final_once_the_case_is_done(desk, agent, pair):
    case, other = pair
    merge_cases(case, other, now=NOW, actor=agent)
    undoing = reverse("case-unmerge", args=[case.reference, other.reference])

    assert undoing in page_of(desk, case).text
    assert desk.post(undoing).status_code == 302
    assert Case.objects.get(pk=other.pk).merged_into is None
    assert desk.post(undoing).status_code == 404


def test_cases_are_linked_and_unlinked_and_both_say_so(desk, pair):
    case, other = pair

    relate(desk, case, reference=other.reference, how="parent")
    shown = [page_of(desk, one).text for one in pair]
    relate(desk, other, reference=case.reference, how="unlink")

    assert "this case is part of it" in shown[0]
    assert "part of this case" in shown[1]
    assert "Unlink" not in page_of(desk, case).text


def test_the_timeline_of_the_kept_case_costs_no_more_for_what_was_said_in_the_merged_one(
    desk, agent, pair, django_assert_max_num_queries
):
    case, other = pair
    for number in range(5):
        add_note(other, f"Note {number}", now=NOW, actor=agent)
    merge_cases(case, other, now=NOW, actor=agent)

    with django_assert_max_num_queries(24):
        page_of(desk, case)
