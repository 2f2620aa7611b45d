"""What is done to many cases from the queue."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case, Status
from support.notifications.models import Notification
from tests.answering.making import TEXTS, make_macro
from tests.cases.bulk.test_bulk import at_outcome
from tests.factories import NOW, make_case

pytestmark = pytest.mark.django_db


def post(desk, cases, **given):
    references = [case.reference for case in cases]
    return desk.post("/cases/bulk/", {"case": references, "next": "/?view=unassigned"} | given)


def report(desk, response):
    page = desk.get(response["Location"]).text
    found = re.findall(
        r'class="bulk-report.*?</div>\s*</div>|class="bulk-report.*?</div>', page, re.S
    )
    return " ".join(re.sub(r"<[^>]*>?", " ", found[0]).split()) if found else ""


def test_chosen_cases_are_done_and_the_list_says_what_was_left(desk, agent):
    case, done = make_case(), make_case(status=Status.RESOLVED, resolved_at=NOW)

    response = post(desk, [case, done], deed="status", status="waiting_customer")

    assert response["Location"] == "/?view=unassigned"
    told = report(desk, response)
    assert "Status: 1 done. 1 was left as it is:" in told
    assert f"{done.reference} This case is already resolved. Reopen it first." in told
    assert report(desk, response) == ""
    assert Case.objects.get(pk=case.pk).assignee == agent


def test_the_same_form_twice_is_done_once(desk):
    case, key = make_case(), str(uuid4())
    for _press in range(2):
        response = post(desk, [case], deed="tag", add="late", once=key)
        assert response.status_code == 302

    assert Case.objects.get().tags == ["late"]
    assert Case.objects.get().events.filter(kind="tags").count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"deed": "dance"}, "There is no such deed."),
        ({"deed": "assign", "to": "agent-\0"}, "Please choose a colleague or a team."),
        ({"deed": "tag"}, "Please name a tag."),
    ],
)
def test_what_is_missing_is_said_on_the_list(desk, given, sentence):
    assert sentence in report(desk, post(desk, [make_case()], **given))


@pytest.mark.parametrize("back", ["https://example.test/", "//example.test", "cases", ""])
def test_nobody_is_led_away(desk, back):
    assert post(desk, [make_case()], deed="tag", add="a", next=back)["Location"] == "/"


def test_outcomes_are_shown_before_they_are_applied(desk, agent):
    case, _walk = at_outcome(agent)
    other = make_case()

    page = post(desk, [case, other], deed="outcome").text

    assert "<h2>1 case</h2>" in page
    assert page.index("<h2>Left as they are</h2>") < page.rindex(other.reference)
    assert "Outcome waiting: Slow bank" in page
    assert Case.objects.get(pk=case.pk).cause is None
    seen = re.findall(rf'name="seen-{case.reference}" value="([^"]+)"', page)[0]
    given = {f"seen-{case.reference}": seen, "sure": "1"}
    told = report(desk, post(desk, [case], deed="outcome", **given))
    assert "Apply the waiting outcome: 1 done." in told
    assert Case.objects.get(pk=case.pk).cause.slug == "test_slow"


def test_a_macro_is_chosen_shown_with_what_it_does_to_each_and_applied(desk, agent):
    macro = make_macro("Ask <them>", texts={"en": "Hello."}, priority="high")
    case = make_case()
    chinese = make_case(language="zh-hans", contact_locale="zh-Hans")
    assert f'<option value="{macro.slug}">Ask &lt;them&gt;</option>' in desk.get("/").text

    page = post(desk, [case, chinese], deed="macro", macro=macro.slug).text

    assert "Apply a macro: Ask &lt;them&gt;" in page
    assert "Priority: High · Reply to the customer" in page
    left = page[page.index("Left as they are") :]
    assert chinese.reference in left
    assert "no words in the customer" in unescape(left)
    assert '<input type="hidden" name="version" value="1">' in page
    assert not Notification.objects.filter(event="agent-reply").exists()
    sure = {"macro": macro.slug, "version": "1", "sure": "1"}
    told = report(desk, post(desk, [case, chinese], deed="macro", **sure))
    assert "Apply a macro: 1 done." in told
    assert chinese.reference in told
    assert Case.objects.get(pk=case.pk).priority == "high"
    assert Notification.objects.filter(event="agent-reply", thread=case.reference).exists()
    assert "Please choose a macro." in report(desk, post(desk, [case], deed="macro", macro="x"))


def test_what_a_macro_would_do_is_told_without_a_query_for_each(desk, django_assert_num_queries):
    macro = make_macro(texts=TEXTS, tags=["asked"], given="nobody")
    cases = [make_case() for _number in range(4)]
    post(desk, cases, deed="macro", macro=macro.slug)
    with CaptureQueriesContext(connection) as few:
        post(desk, cases[:1], deed="macro", macro=macro.slug)
    with django_assert_num_queries(len(few)):
        post(desk, cases, deed="macro", macro=macro.slug)
