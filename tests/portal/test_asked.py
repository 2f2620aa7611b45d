"""What a person asked in their own words is named, and can be read on the page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Ending, Status
from support.cases.services import send_reply
from support.cases.telling.cause_sentences import cause_sentence
from support.cases.telling.message_words import message_context
from support.cases.telling.recording import record_of
from support.notifications.models import Notification
from tests.codes import table
from tests.factories import NOW, make_agent, make_customer
from tests.portal.world import case_of, make_cause
from tests.portal.writing import write
from troubleshooting.causes.sentences import as_of_refund

pytestmark = pytest.mark.django_db
ASKED = "Could you send us a copy of your statement?"
CHINESE = "能否发来一份账单？"
BUTTON = "I have done it</button>"


def asked_of(case, words=ASKED, **more):
    context = message_context(case, "agent-reply", now=NOW)
    send_reply(case, words, now=NOW, actor=make_agent(), context=context, **more)
    Notification.objects.update(state="sent", sent_at=NOW, text="Read it here: https://x.test/s/")


@pytest.mark.parametrize(
    "overrides",
    [
        {"status": Status.WAITING_CUSTOMER},
        {"status": Status.RESOLVED, "ending": Ending.CUSTOMER_MUST_ACT},
    ],
)
def test_what_was_asked_is_repeated_and_the_message_lies_open(read, overrides):
    case = case_of(**overrides)
    asked_of(case)

    page = read(case)

    assert f"in our message of 18 November 2026. We wrote: “{ASKED}”" in page
    assert page.count("<details open>") == 1
    assert BUTTON in page


def test_what_asks_for_nothing_is_no_deed_of_whom_a_case_is_left_to(read):
    case = case_of(status=Status.RESOLVED, ending=Ending.CUSTOMER_MUST_ACT)
    asked_of(case, "We are looking into it.")

    page = read(case)

    assert "in our message of" not in page
    assert "If nobody has told you what it is, please contact us." in page
    assert "There is something left for you to do, so the case is closed for now." in page


def test_a_long_letter_is_named_and_lies_open_and_another_language_is_not_mixed_in(read):
    case = case_of(status=Status.WAITING_CUSTOMER)
    asked_of(case, ASKED * 9)

    assert "in our message of 18 November 2026.</p>" in read(case)
    assert "<details open>" in read(case)
    asked_of(case, ASKED, known=None)
    assert "请按我们2026年11月18日消息中的要求办理。" in read(case, lang="zh-hans")


def test_who_was_never_written_to_is_told_to_ask(read):
    case = case_of(status=Status.WAITING_CUSTOMER)

    page = read(case)

    assert "If nobody has told you what it is, please contact us." in page
    assert "<details open>" not in page


def test_what_was_asked_is_looked_for_only_where_it_is_told():
    waiting = case_of(status=Status.WAITING_CUSTOMER)
    asking = case_of(status=Status.WAITING_CUSTOMER, cause=make_cause(
        customer_message_en="Please add an account."))  # fmt: skip

    for case, queries in ((waiting, 1), (asking, 1), (case_of(status=Status.OPEN), 0)):
        with CaptureQueriesContext(connection) as made:
            record_of(case, now=NOW)
        assert sum('FROM "cases_message"' in one["sql"] for one in made) == queries


def test_a_reminder_repeats_what_was_asked():
    case = case_of(status=Status.WAITING_CUSTOMER, locale="zh-CN")
    asked_of(case, CHINESE)

    words = message_context(case, "reminder", now=NOW + timedelta(days=3))

    assert f"2026年11月18日消息中的要求办理。当时我们写道：“{CHINESE}”" in words["what_to_do"]
    assert CHINESE in words["in_short"]


@pytest.mark.parametrize("words", [ASKED, f"{ASKED}\n\nThank you."])
def test_who_gets_an_sms_reads_the_answer_on_the_page(read, words):
    case = case_of(customer=make_customer(email=""))
    asked_of(case, words)

    page = read(case)

    assert f'<p class="text">{words}</p>' in page
    assert "Read it here" not in page


def test_no_button_says_that_something_was_done_where_an_answer_is_wanted(read):
    looking = make_cause(customer_message_en="Please look at your statement.")
    case = case_of(status=Status.WAITING_CUSTOMER, cause=looking)

    page = read(case)

    assert "Once you know, please write to us below, and we will carry on." in page
    assert BUTTON not in page


@pytest.mark.parametrize(
    ("locale", "of_payout", "of_refund"),
    [
        ("en-GB", "for payout PAY-", "The account for refund PAY- is closed."),
        ("zh-CN", "出款 PAY-", "退款 PAY- 的收款账户已销户。"),
    ],
)
def test_a_cause_calls_a_refund_a_refund(locale, of_payout, of_refund):
    cause = make_cause(
        payout_message_en="The account for payout {reference} is closed.",
        payout_message_zh="出款 {reference} 的收款账户已销户。",
    )
    refund = case_of(payment={"is_refund": True}, locale=locale)

    assert re.sub(r"PAY-\d+", "PAY-", cause_sentence(refund, cause)) == of_refund
    assert of_payout in cause_sentence(case_of(locale=locale), cause)


@pytest.mark.parametrize(
    ("slug", "english", "chinese"),
    [
        ("refund_waiting", "Your refund X has not been sent yet.", "退款 X 尚未发出。"),
        ("card_expired", "The card that refund X was to go to", "退款 X 的收款卡已过期。"),
        ("recipient_not_ready", "Refund X has not been accepted", "退款 X 未在收款钱包"),
    ],
)
def test_the_reference_of_a_refund_is_not_said_to_be_of_what_it_gives_back(slug, english, chinese):
    row = next(row for row in table("causes.csv") if row["slug"] == slug)
    for language, told in (("en", english), ("zh", chinese)):
        sentence = row[f"payout_message_{language}"] or row[f"customer_message_{language}"]
        assert as_of_refund(sentence).replace("{reference}", "X").startswith(told)


@pytest.mark.parametrize(
    "overrides",
    [
        {"status": Status.WAITING_CUSTOMER},
        {
            "status": Status.RESOLVED,
            "ending": Ending.CUSTOMER_MUST_ACT,
            "first_answered_at": NOW,
        },
    ],
)
def test_what_they_may_have_done_is_not_asked_again_before_somebody_has_read(
    client, read, overrides
):
    asking = make_cause(customer_message_en="The account is closed. Please add another one.")
    case = case_of(cause=asking, **overrides)
    assert read(case).count("Please add another one.") == 2

    write(client, case, "", done="1")

    page = read(case)
    assert "Please add another one." not in page
    assert "The account is closed." in page
    assert "You do not need to do anything for now: we have noted what you told us." in page
    case.refresh_from_db()
    assert case.heard_at is not None  # and stands among those who wrote
    found_since = message_context(case, "solution", now=NOW)
    assert "Please add another one." in found_since["what_to_do"]
