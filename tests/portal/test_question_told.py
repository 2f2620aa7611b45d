"""No message says that nothing is to be done while a question of the guide waits for them."""

import pytest

from support.cases.models import Case, Status
from support.cases.telling.message_words import message_context
from support.guidance.services import answer_step
from support.notifications.models import Notification
from support.portal.page import build_page
from tests.factories import NOW, make_agent
from tests.portal.walking import asked_case, press, walk_address, walk_of
from tests.portal.world import case_of
from tests.trees.building import step
from troubleshooting.walks.services import Choice, abandon

pytestmark = pytest.mark.django_db
ASKED = {
    "en": "We have a question for you. Please answer it on your status page",
    "zh-hans": "我们有一个问题需要您确认，请在进度页面回答",
}
NOTHING = {"en": "You do not need to do anything", "zh-hans": "您无需操作"}
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
EVENTS = ["case-opened", "waiting-bank", "case-reopened", "bank-overdue", "agent-reply"]


def to_do(case: Case, event: str = "waiting-bank") -> str:
    return message_context(case, event, now=NOW)["what_to_do"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_first_message_of_all_says_that_a_question_waits(language):
    asked_case(locale=LOCALES[language])

    told = [row.context["what_to_do"] for row in Notification.objects.filter(event="case-opened")]

    assert told
    assert all(ASKED[language] in words and NOTHING[language] not in words for words in told)
    assert NOTHING[language] in to_do(case_of(locale=LOCALES[language]))


@pytest.mark.parametrize("event", EVENTS)
def test_so_does_every_message_that_says_what_is_theirs_to_do(event):
    case = asked_case()

    said = to_do(case, event)

    assert ASKED["en"] in said
    assert NOTHING["en"] not in said


def test_where_we_have_their_words_the_question_waits_all_the_same():
    case = asked_case()
    case.heard_at, case.first_answered_at = NOW, None

    said = to_do(case, "case-opened")

    assert ASKED["en"] in said
    assert NOTHING["en"] not in said


def test_once_they_have_answered_no_message_asks(client):
    case = asked_case()
    press(client, walk_address(case), "found")

    said = to_do(Case.objects.get(pk=case.pk))

    assert "question for you" not in said


@pytest.mark.parametrize("end", ["resolved", "silent", "given up"])
def test_where_nobody_waits_for_the_answer_neither_page_nor_message_asks(end):
    case = asked_case()
    if end == "resolved":
        Case.objects.filter(pk=case.pk).update(status=Status.RESOLVED, resolved_at=NOW)
    elif end == "silent":
        case.fall_silent(NOW)
    else:
        abandon(walk_of(case), reason="Not so.", actor=make_agent("amy"), now=NOW)
    case = Case.objects.get(pk=case.pk)

    assert build_page(case, language="en", now=NOW).task.question == ""
    assert "question for you" not in to_do(case)


def test_what_has_not_left_yet_follows_the_guide(client):
    case = asked_case(step("looked", yes="seen", no="seen"))
    before = waiting(case)
    walk = walk_of(case)
    answer_step(case, walk, Choice("looked", "yes"), seen=0, actor=make_agent("amy"), now=NOW)
    asked = waiting(case)
    press(client, walk_address(case), "found")
    after = waiting(case)

    assert ASKED["en"] not in before
    assert ASKED["en"] in asked
    assert NOTHING["en"] not in asked
    assert ASKED["en"] not in after


def waiting(case: Case) -> str:
    row = Notification.objects.get(thread=case.reference, event="case-opened", channel="email")
    return str(row.context["what_to_do"])


@pytest.mark.parametrize("is_over", [False, True])
def test_a_tick_stands_only_where_there_is_nothing_to_do(is_over):
    over = {"status": Status.RESOLVED, "ending": "cannot_be_done"} if is_over else {}
    case = case_of(payment={"status": "returned"}, **over)

    page = build_page(case, language="en", now=NOW)

    assert page.task.is_nothing is not is_over
    assert (NOTHING["en"] in page.task.text) is not is_over
