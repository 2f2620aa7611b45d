"""Cases merged while others write and their payments move: nothing is lost, nothing doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.cases.merging.services import merge_cases, unmerge_case
from support.cases.models import Case, CaseEvent, CaseMerge, Message
from support.cases.search.indexing import take_in_changes
from support.cases.services import add_note, send_reply
from support.guidance.hearing import hear_customer
from support.intake.services import Event, receive_news
from support.notifications.models import Notification
from support.payments.news import PaymentNews
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment
from tests.reference import load_reference
from tests.sampling import IS_WHOLE

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)
WIDTH = 4
numbers = count(1)
Pair = tuple[Case, Case]
Deed = Callable[[Pair, User, str], object]


def news(case: Case, word: str) -> None:
    payment = case.payment
    assert payment is not None
    said = PaymentNews(reference=payment.reference, direction="payout", status="sent",
                       failure_message=word)  # fmt: skip
    receive_news(Event(word, "payment.updated"), said, now=LATER)


DEEDS: dict[str, Deed] = {
    "merge": lambda pair, agent, word: merge_cases(*pair, now=LATER, actor=agent),
    "merge the other way": lambda pair, agent, word: merge_cases(
        pair[1], pair[0], now=LATER, actor=agent
    ),
    "unmerge": lambda pair, agent, word: unmerge_case(fresh(pair[1]), now=LATER, actor=agent),
    "reply to the kept": lambda pair, agent, word: reply(pair[0], agent, word),
    "reply to the merged": lambda pair, agent, word: reply(pair[1], agent, word),
    "note": lambda pair, agent, word: add_note(pair[1], word, now=LATER, actor=agent),
    "hear": lambda pair, agent, word: hear_customer(pair[1], word, medium="email", now=LATER),
    "event of the kept": lambda pair, agent, word: news(pair[0], word),
    "event of the merged": lambda pair, agent, word: news(pair[1], word),
}
SAYING = {"reply to the kept", "reply to the merged", "note", "hear"}


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def reply(case: Case, agent: User, word: str) -> None:
    send_reply(case, word, now=LATER, actor=agent, context={"reference": case.reference})


def did(name: str, pair: Pair, agent: User, word: str, begin: Barrier) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
    begin.wait(timeout=20)
    try:
        DEEDS[name](pair, agent, word)
    except ValidationError:
        return "refused"
    except DatabaseError as error:
        return str(error)
    finally:
        connection.close()
    return "done"


@given(
    names=st.lists(st.sampled_from(sorted(DEEDS)), min_size=WIDTH - 1, max_size=WIDTH - 1),
    is_merged=st.booleans(),
    newest_is_kept=st.booleans(),
)
@settings(
    max_examples=12 if IS_WHOLE else 4, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_nothing_is_lost_or_doubled_whatever_happens_while_two_are_merged(
    names: list[str], is_merged: bool, newest_is_kept: bool
):
    """`merge` itself is always among them; whoever is refused has left nothing behind."""
    load_reference() if not User.objects.exists() else None
    agent, customer = make_agent(), make_customer()
    cases = [make_case(customer=customer, payment=make_payment(customer=customer)) for _ in "12"]
    pair = (cases[1], cases[0]) if newest_is_kept else (cases[0], cases[1])
    if is_merged:
        merge_cases(*pair, now=NOW, actor=agent)
    run, begin = [*names, "merge"], Barrier(WIDTH)
    words = [f"word{next(numbers)}" for _name in run]

    with ThreadPoolExecutor(WIDTH) as threads:
        results = list(
            threads.map(did, run, [pair] * WIDTH, [agent] * WIDTH, words, [begin] * WIDTH)
        )

    assert {*results} <= {"done", "refused"}
    check_words(run, results, words)
    check_events(run, words, pair)
    check_cases(pair)


def check_words(run: list[str], results: list[str], words: list[str]) -> None:
    """Everything that was said stands once, and every reply leaves once by each channel."""
    for name, result, word in zip(run, results, words, strict=True):
        if name not in SAYING:
            continue
        assert result == "done"
        (message,) = Message.objects.filter(body=word)
        left = Notification.objects.filter(dedupe_key__contains=f"message-{message.pk}:")
        channels = ["email", "sms"] if name.startswith("reply") else []
        assert sorted(left.values_list("channel", flat=True)) == channels
        assert {*left.values_list("thread", flat=True)} <= {message.case.reference}
        take_in_changes()
        assert (message.case.merged_into or message.case) in Case.objects.search(word)


def check_events(run: list[str], words: list[str], pair: Pair) -> None:
    """Every event stands on one timeline, which its merged case leads to."""
    count = sum(name.startswith("event") for name in run)
    lines = CaseEvent.objects.filter(case__in=pair, kind="payment")
    assert lines.count() == count


def check_cases(pair: Pair) -> None:
    """At most one leads to the other; both sides say so, and what is merged is closed."""
    found = [fresh(case) for case in pair]
    merged = [case for case in found if case.merged_into_id]
    assert len(merged) <= 1
    assert CaseMerge.objects.filter(merged__in=pair, undone_at=None).count() == len(merged)
    for case in merged:
        assert (case.status, case.ending) == ("closed", "duplicate")
        kept = Case.objects.get(pk=case.merged_into_id)
        assert kept.merged_references == [case.reference]
        assert case.messages.filter(written_at__gt=LATER).count() == 0
    for case in found:
        if case not in [row.merged_into for row in merged]:
            assert case.merged_references == []
