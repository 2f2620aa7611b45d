"""Drafts at the desk: kept as typed, shown, listed, thrown away; with and without scripts."""

import pytest
from django.urls import reverse

from support.answering.models import Draft
from tests.desk.walking import HTMX
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db


def address(case, kind="reply"):
    return reverse("case-draft", args=[case.reference, kind])


def page_of(desk, case):
    return desk.get(reverse("case", args=[case.reference])).text


def test_what_is_typed_is_there_on_another_device_and_gone_once_it_was_sent(desk):
    case = make_case()
    kept = desk.post(address(case), {"body": "Half a sen"}, headers=HTMX)
    assert (kept.status_code, kept.content) == (204, b"")

    page = page_of(desk, case)
    assert ">Half a sen</textarea>" in page
    assert page.count("Draft</span>") == 1

    reply = reverse("case-reply", args=[case.reference])
    sent = desk.post(reply, {"body": "Half a sentence."}, headers=HTMX)
    assert "Draft" not in sent.text
    assert not Draft.objects.exists()


def test_a_note_has_a_draft_of_its_own_and_what_was_refused_stays(desk):
    case = make_case()
    desk.post(address(case, "note"), {"body": "For us"}, headers=HTMX)

    refused = desk.post(reverse("case-note", args=[case.reference]), {"body": " "}, headers=HTMX)

    assert refused.status_code == 422
    assert Draft.objects.get().body == "For us"
    desk.post(reverse("case-note", args=[case.reference]), {"body": "For us all"}, headers=HTMX)
    assert not Draft.objects.exists()


def test_nobody_else_sees_it(desk):
    case = make_case()
    author = make_agent()
    Draft.objects.create(
        case=case, author=author, kind="reply", body="Mine", updated_at=case.opened_at
    )

    assert "Mine" not in page_of(desk, case)
    assert "Mine" not in desk.get(reverse("work")).text
    desk.post(address(case), {"drop": "1"}, headers=HTMX)
    assert Draft.objects.filter(author=author).exists()


def test_drafts_are_listed_and_thrown_away_without_scripts(desk):
    case = make_case()
    kept = desk.post(address(case), {"body": "Half a sen"})
    assert kept.url.endswith(f"/cases/{case.reference}/#composer")

    assert "Half a sen" in desk.get(reverse("work")).text
    gone = desk.post(address(case), {"drop": "1", "from": "work"})
    assert gone.url == reverse("work")
    assert not Draft.objects.exists()
    assert desk.post(address(case, "letter"), {"body": "x"}).status_code == 404


def test_the_list_asks_the_same_for_many(desk, agent, django_assert_num_queries):
    for _number in range(3):
        case = make_case(payment=None)
        desk.post(address(case), {"body": "Half"}, headers=HTMX)
        case.messages.create(kind="note", author=agent, body="@amy", written_at=case.opened_at)
        case.messages.get().mentions.create(person=agent)

    desk.get(reverse("work"))
    # session, person, profile, teams, count, drafts, mentions
    with django_assert_num_queries(8):
        desk.get(reverse("work"))
