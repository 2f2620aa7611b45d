"""Who else is at a case, what they do, what they did meanwhile, and two replies at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support.cases.merging.services import merge_cases
from support.cases.models import CaseEvent, Message
from support.cases.services import add_note, send_reply
from support.cases.telling.saying import AT_ONCE
from support.desk.case.together.presence import GONE_AFTER, be_here, who_is_here
from support.desk.models import CasePresence
from tests.desk.walking import HTMX
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db):
    return make_agent("ben", first_name="Ben", last_name="Birch")


def tell(desk, case, **given):
    return desk.post(reverse("case-here", args=[case.reference]), given, headers=HTMX)


def reply(desk, case, body="Mine", **given):
    address = reverse("case-reply", args=[case.reference])
    return desk.post(address, {"body": body, **given}, headers=HTMX)


def replied(case, actor, body="Theirs", ago=timedelta()):
    now = timezone.now() - ago
    return send_reply(case, body, now=now, actor=actor, context={"reference": case.reference})


def test_others_are_seen_with_what_they_do_until_they_are_gone(agent, other):
    case = make_case()
    for doing in ("reads", "types", "no such thing"):
        be_here(case, other, doing, NOW)
    be_here(case, agent, "types", NOW)
    be_here(make_case(), make_agent(), "types", NOW)

    (person,) = who_is_here(case, agent, NOW, None).people
    later = who_is_here(case, agent, NOW + GONE_AFTER, None)

    assert (person.user, person.doing) == (other, "reads")
    assert later.people == []
    assert CasePresence.objects.count() == 3


def test_who_stopped_telling_that_they_type_has_unsent_words(agent, other):
    case = make_case()
    be_here(case, other, "types", NOW)

    (person,) = who_is_here(case, agent, NOW + timedelta(seconds=30), None).people

    assert person.doing == "unsent"


def test_being_here_costs_the_same_for_one_and_for_many(agent, django_assert_num_queries):
    case = make_case()
    for _number in range(6):
        be_here(case, make_agent(), "types", NOW)
        add_note(case, "Note", now=NOW, actor=agent)

    with django_assert_num_queries(2):
        who_is_here(case, agent, NOW, 0)


def test_a_page_hears_only_of_what_it_does_not_show_yet(desk, other):
    case = make_case()
    be_here(case, other, "unsent", timezone.now())

    first = tell(desk, case)
    seen = CasePresence.objects.count()
    again = tell(desk, case, seen=case.events.latest("pk").pk, mark=f"{other.pk}unsent 0")

    assert "Ben Birch" in first.text
    assert "has a draft" in first.text
    assert (again.status_code, seen) == (204, 2)


def test_the_page_can_tell_of_itself_from_its_first_moment(desk):
    page = desk.get(reverse("case", args=[make_case().reference])).text

    form = page.partition('<form id="here-seen"')[2].partition("</form>")[0]
    assert 'name="csrfmiddlewaretoken"' in form
    assert 'name="doing"' in form


def test_what_others_did_is_counted_and_shown_when_asked_for(desk, agent, other):
    case = make_case()
    seen = case.events.latest("pk").pk
    add_note(case, "My own", now=timezone.now(), actor=agent)
    add_note(case, "Rang the bank", now=timezone.now(), actor=other)

    told = tell(desk, case, seen=seen, mark="0")
    shown = tell(desk, case, seen=seen, shown=1)

    assert "1 change by somebody else. Show it" in told.text
    assert "stream-changed" not in told.headers.get("HX-Trigger", "")
    assert "stream-changed" in shown["HX-Trigger"]
    assert "Show it" not in shown.text


def test_a_page_of_a_case_that_was_merged_meanwhile_goes_to_the_kept_one(desk, agent):
    kept = make_case()
    merged = make_case(customer=kept.customer, payment=None)
    merge_cases(kept, merged, now=NOW, actor=agent)

    assert tell(desk, merged)["HX-Redirect"] == reverse("case", args=[kept.reference])


def test_a_second_reply_within_a_minute_is_held_with_the_words_of_the_first(desk, other):
    case = make_case()
    first = replied(case, other, "Ben's words <b>")

    held = reply(desk, case, "Amy's words")

    assert held.status_code == 422
    assert "Ben Birch has just replied" in held.text
    assert "Ben&#x27;s words &lt;b&gt;" in held.text
    assert "Amy&#x27;s words" in held.text
    assert f'name="anyway" value="{first.pk}"' in held.text
    assert case.messages.count() == 1


def test_rows_beyond_the_hundred_thousandth_are_known_again(desk, other):
    case = make_case()
    late = {"case": case, "author": other, "written_at": timezone.now()}
    last = Message.objects.create(pk=1_234_567, kind="outgoing", body="Mine first", **late)
    held = reply(desk, case)
    assert f'name="anyway" value="{last.pk}"' in held.text
    assert reply(desk, case, anyway=last.pk).status_code == 200

    events = {"case": case, "actor": other, "happened_at": NOW}
    seen, _news = (
        CaseEvent.objects.create(pk=pk, kind="tags", **events) for pk in (2_000_000, 2_000_001)
    )
    assert "1 change by somebody else" in tell(desk, case, seen=seen.pk, mark="0").text


def test_it_leaves_anyway_for_who_has_read_the_first_and_not_a_newer_one(desk, other):
    case = make_case()
    first = replied(case, other)

    assert reply(desk, case, anyway=first.pk).status_code == 200
    second = replied(case, other, "Once more")
    assert reply(desk, case, anyway=first.pk).status_code == 422
    assert reply(desk, case, anyway=second.pk).status_code == 200


@pytest.mark.parametrize("whose", ["my own", "an older one", "a note"])
def test_nothing_else_holds_a_reply(desk, agent, other, whose):
    case = make_case()
    if whose == "a note":
        add_note(case, "Note", now=timezone.now(), actor=other)
    else:
        replied(case, *((agent,) if whose == "my own" else (other, "Hello", AT_ONCE)))

    assert reply(desk, case).status_code == 200
