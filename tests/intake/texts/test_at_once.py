"""Two at once: an SMS counts once, its parts are one, and nothing comes back of who is erased."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from support.cases.models import Case, Message
from support.intake.models import IncomingSms
from support.intake.texts.receiving import receive, take
from support.lead.privacy.erasing import erase
from support.notifications.signals import Incoming
from tests.factories import make_agent
from tests.intake.letters.writing import words_in
from tests.intake.texts.test_texts import parts
from tests.intake.texts.writing import PHONE, became, case_of, wrote
from tests.notifications.making import NOW
from tests.waiting import done_once_changed

pytestmark = pytest.mark.django_db(transaction=True)


def written_to() -> Case:
    case = case_of()
    wrote(case)
    return case


def come_at_once(*texts: Incoming) -> None:
    def come(text: Incoming) -> None:
        try:
            take(receive(text, NOW), NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(texts)) as threads:
        list(threads.map(come, texts))


def test_the_same_sms_at_once_is_heard_once() -> None:
    case = written_to()

    come_at_once(*[Incoming(PHONE, "Hello", "twilio", "SM1")] * 5)

    assert words_in(case) == ["Hello"]
    assert became() == ["words"]


def test_the_parts_of_a_text_at_once_are_heard_once() -> None:
    case = written_to()

    come_at_once(*parts("one ", "two ", "three ", "four"))

    assert words_in(case) == ["one two three four"]


@pytest.mark.parametrize("is_believed", [True, False])
def test_what_somebody_sent_while_they_were_erased_is_gone_too(is_believed: bool) -> None:
    case: Any = written_to() if is_believed else case_of()
    sms = receive(Incoming(PHONE, "My words"), NOW)
    lead = make_agent("sofia", is_superuser=True)

    with done_once_changed(
        lambda: erase(case.customer, actor=lead, now=timezone.now(), why="asked"),
        lambda: take(sms, NOW),
    ) as done:
        done.result(timeout=10)

    case.refresh_from_db()
    assert (case.ending, case.is_done) == ("withdrawn", True)
    assert not Message.objects.filter(body__contains="words").exists()
    assert not IncomingSms.objects.exists()
