"""Going somewhere by a few letters: a page without scripts, and the list inside the dialog."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from support.cases.merging.services import merge_cases
from support.cases.search.indexing import take_in_changes
from support.desk.palette.places import MOST_CASES, places_for
from tests.desk.walking import HTMX
from tests.factories import NOW, make_agent, make_case, make_customer, sign_in
from tests.reference import load_reference

pytestmark = pytest.mark.django_db


def titles(text: str) -> list[str]:
    """Return where it leads, but for the search for it, which stands last of all."""
    found = [place.title for place in places_for(make_agent(), text)]
    assert not text or found.pop() == f"Search for “{text}”"
    return found


def test_a_case_is_found_by_its_reference_as_typed_its_name_and_what_was_merged_into_it():
    case = make_case(customer=make_customer(name="Mock Zephyr"))
    merged = make_case(customer=case.customer, payment=None)
    merge_cases(case, merged, now=NOW, actor=make_agent())
    take_in_changes()
    found = f"{case.reference} · Mock Zephyr"

    for text in (case.reference.lower().replace("-", " "), "zephyr", merged.reference):
        assert titles(text) == [found], text


def test_views_and_pages_are_found_by_their_names_and_all_stand_there_at_first():
    assert titles("unass") == ["Unassigned"]
    assert {"Queue", "Outbox"} <= {*titles("")}
    assert "/?view=unreached" in {place.address for place in places_for(make_agent(), "")}


@pytest.mark.parametrize(
    ("role", "more"),
    [
        ("agent", set()),
        ("viewer", {"Reports"}),
        ("author", set()),
        ("lead", {"Team", "Reports", "Banks", "Talking with banks", "Sources", "Settings",
                  "Training campaigns", "Survey", "Complaints"}),
    ],
)  # fmt: skip
def test_pages_are_found_by_whom_they_are_for(client, role, more):
    for_all = {"Incidents", "Roster", "Emergency plans", "Channels", "My work"}
    for_some = {"Team", "Reports", "Banks", "Talking with banks", "Sources", "Settings",
                "Training campaigns", "Survey", "Complaints"}  # fmt: skip
    person = make_agent()
    person.groups.add(Group.objects.get(name=role))
    desk = sign_in(client, person)

    places = places_for(User.objects.get(pk=person.pk), "")

    pages = {place.title: place.address for place in places if place.kind == "Page"}
    assert for_all <= pages.keys()
    assert pages.keys() & for_some == more
    assert {desk.get(pages[title], follow=True).status_code for title in for_all | more} == {200}


def test_a_guide_is_found_in_any_language():
    load_reference()

    assert [place.kind for place in places_for(make_agent(), "出款未到账")] == ["Guide", "Search"]
    assert places_for(make_agent(), "payout-not")[0].address == reverse(
        "tree-edit", args=["payout-not-received"]
    )


def test_one_letter_looks_through_no_cases_and_many_hits_are_a_few(
    few_before, django_assert_num_queries
):
    for _number in range(MOST_CASES + 2):
        make_case(subject="Zeppelin", payment=None)

    agent = make_agent()
    places_for(agent, "zeppelin")  # what causes, channels and articles are called is read once
    with django_assert_num_queries(3):
        places_for(agent, "z")
    with django_assert_num_queries(9):
        assert len(places_for(agent, "zeppelin")) == MOST_CASES + 1


def test_signs_without_a_word_are_no_case():
    make_case()

    assert [place.icon for place in places_for(make_agent(), "??")] == ["magnifying-glass"]


def test_without_scripts_it_is_a_page_of_links(desk):
    case = make_case()

    page = desk.get(reverse("go"), {"where": case.reference}).text
    part = desk.get(reverse("go"), {"where": "<nothing>"}, headers=HTMX).text

    assert f'href="/cases/{case.reference}/"' in page
    assert "<h1" in page
    assert "Search for “&lt;nothing&gt;”" in part
    assert 'href="/search/?q=%3Cnothing%3E"' in part
    assert "<h1" not in part


def test_every_page_of_an_agent_has_the_way_there(desk):
    page = desk.get(reverse("work")).text

    assert "data-opens-palette" in page
    assert '<dialog id="palette"' in page
