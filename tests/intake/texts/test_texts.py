"""SMS: kept once, understood, heard in the one case that a number proves, or shown to a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case, Message, Status
from support.cases.taking.snoozing import snooze_case
from support.intake.models import IncomingSms, Letter
from support.intake.texts import deciding
from support.intake.texts.receiving import receive, take, take_left
from support.intake.texts.sms import PATIENCE
from support.lead.retention.purging import purge
from support.notifications.models import Channel, Notification, Suppression
from support.notifications.outbox.suppressions import suppress
from support.notifications.signals import Incoming, Part
from support.surveys.models import Survey
from tests.factories import make_agent, make_case, make_customer, make_payment
from tests.intake.letters.writing import words_in
from tests.intake.texts.writing import PHONE, became, came, case_of, whys, wrote
from tests.notifications.making import CONTEXT, NOW
from tests.surveys.world import ended_case

pytestmark = pytest.mark.django_db
AMERICAN = "+12025550123"
# Texts in both languages, and what each becomes: of a number with one open case that wrote to it.
SAMPLES = {
    "stop": [
        "STOP", "stop please", "Stop.", "STOP\nSent from my iPhone", "TD退订", "退订", "退订 谢谢",
        "T", "R", "unsubscribe", "UNSUBSCRIBE ME", "【退订】", "取消订阅", "拒收", "Cancel",
        "请退订",         "opt out", "STOP STOP", "退订\n发自我的华为手机", "Arrêt",
    ],
    "start": ["START", "start please", "UNSTOP", "恢复", "恢复订阅", "请恢复接收"],
    "words": [
        "Please don't stop", "Where is my money?", "我的钱呢？", "不要退订",
        "I have not got it yet",
        "还没到账", "OK", "好的", "?", "😀", "5", "3 days and nothing", "HELP", "帮助",
        "help me please",
        "please cancel", "请取消", "stop the payment", "Call me", "请给我打电话", "yes", "是",
        "Thanks!", "谢谢", "I sent the slip by mail", "回单已发邮箱", "Who is this?", "你是谁",
        "STOP writing, call me instead", "The bank says: unsubscribe from alerts", "1",
    ],
    "letter": ["", "   ", "\u200b", "\n\r\n", "\x00"],
}  # fmt: skip


@pytest.mark.parametrize("end", SAMPLES)
def test_no_text_is_silent(end: str) -> None:
    case = case_of()
    wrote(case)
    heard = []

    for number, text in enumerate(SAMPLES[end]):
        suppressed = Suppression.objects.in_force()
        if end == "start":
            suppress(Channel.SMS, PHONE, why="stopped", words="", now=NOW)
        came(text, provider="test", provider_id=str(number))
        if end in ("stop", "start"):
            assert suppressed.exists() == (end == "stop"), text
            suppressed.update(released_at=NOW)
        heard += [text] if end == "words" else []

    assert became() == [end] * len(SAMPLES[end])
    assert words_in(case) == heard
    assert len(whys()) == (len(SAMPLES[end]) if end == "letter" else 0)
    assert not Notification.objects.exclude(thread=case.reference, event="agent-reply").exists()


def test_there_are_sixty_samples() -> None:
    assert sum(map(len, SAMPLES.values())) >= 60


def test_words_say_how_they_came_are_masked_and_kept_nowhere_else() -> None:
    case = case_of()
    wrote(case)

    came("My card is 4111 1111 1111 1111.", now=NOW)

    message = case.messages.get(kind=Message.Kind.INCOMING)
    assert (message.medium, message.author) == (Message.Medium.SMS, None)
    assert message.body.endswith("1111.")
    assert "4111" not in message.body
    assert case.events.filter(kind="masked").count() == 1
    sms = IncomingSms.objects.get()
    assert bytes(sms.sealed) == b""
    assert PHONE not in str(vars(sms))


def test_words_wake_a_case_and_end_its_waiting_for_the_customer() -> None:
    case = case_of(status=Status.WAITING_CUSTOMER)
    wrote(case)
    snooze_case(case, until=NOW + timedelta(days=30), now=NOW, actor=make_agent())

    came("Here I am.", now=NOW + timedelta(hours=1))

    case.refresh_from_db()
    assert (case.status, case.is_snoozed) == (Status.OPEN, False)


def none_open() -> Case:
    case = case_of(status=Status.RESOLVED, ending="credited", resolved_at=NOW)
    wrote(case)
    return case


def two_open() -> Case:
    case_of()
    case = case_of()
    wrote(case)
    return case


def never_written_to() -> Case:
    return case_of()


def another_wrote_last() -> Case:
    wrote(case_of())
    case = case_of(status=Status.RESOLVED, ending="credited", resolved_at=NOW)
    wrote(case)
    return case


def names_another() -> Case:
    wrote(case_of())
    return make_case(payment=make_payment(reference="PAY-777001"))


@pytest.mark.parametrize(
    "world", [none_open, two_open, never_written_to, another_wrote_last, names_another]
)
def test_what_a_number_does_not_prove_waits_for_a_person(world: Any) -> None:
    suggested = world()

    came("Where is PAY-777001?")

    [letter] = Letter.objects.all()
    assert (letter.why, letter.suggested, letter.sender) == ("number", suggested, PHONE)
    assert letter.text == "Where is PAY-777001?"
    assert not Message.objects.filter(kind=Message.Kind.INCOMING).exists()
    assert became() == ["letter"]


def test_a_stranger_waits_without_a_suggestion() -> None:
    came("Hello?", "+447700900999")

    assert Letter.objects.get().suggested is None


@pytest.mark.parametrize("sender", ["", "Casewalk", "10086", "95588", "+", "12345", "\x00"])
def test_what_no_number_sent_is_shown_and_never_answered(sender: str) -> None:
    for text in ("HELP", "STOP", "Your balance is low."):
        came(text, sender)

    assert whys() == ["no_number"] * 3
    assert not Notification.objects.exists()
    assert not Suppression.objects.exists()


def test_our_own_text_that_came_back_is_none(settings: Any) -> None:
    settings.SMS_URL = "twilio://A:B@?from=%2B15005550006"

    came("STOP", "15005550006")
    came("Hello", AMERICAN, to="12025550123")

    assert became() == ["ours", "ours"]
    assert whys() == []


def test_the_same_text_handed_on_twice_counts_once() -> None:
    case = case_of()
    wrote(case)

    for _again in range(3):
        came("Hello", provider="twilio", provider_id="SM1")
    came("Hello", provider="aliyun", provider_id="SM1")

    assert words_in(case) == ["Hello", "Hello"]


def test_a_start_leaves_a_number_that_bounced_to_a_person() -> None:
    suppress(Channel.SMS, PHONE, why="bounced", words="", now=NOW)

    came("START")

    assert Suppression.objects.in_force().exists()
    assert whys() == ["number"]


def test_a_start_without_a_stop_is_words() -> None:
    case = case_of()
    wrote(case)

    came("Resume")

    assert words_in(case) == ["Resume"]


def test_the_provider_may_have_understood_it_already() -> None:
    came("no more of this", understood="STOP")
    came("help me", AMERICAN, understood="HELP")

    assert became() == ["stop", "letter"]


# Parts


def parts(*texts: str, of: int = 0, reference: int = 7) -> list[Incoming]:
    count = of or len(texts)
    return [
        Incoming(
            PHONE, text, "kannel", f"{reference}-{number}", part=Part(reference, count, number)
        )
        for number, text in enumerate(texts, start=1)
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 1, 2, 0)])
def test_the_parts_of_a_long_text_are_one(order: tuple[int, ...]) -> None:
    case = case_of()
    wrote(case)
    three = parts("My card is 4111 11", "11 1111 1111 and ", "my name is Li.")

    for number in order:
        take(receive(three[number], NOW), NOW)

    assert words_in(case) == ["My card is ****1111 and my name is Li."]
    assert became() == ["words"] * 3


def test_what_of_a_long_text_never_came_is_said_and_the_rest_is_shown() -> None:
    case = case_of()
    wrote(case)
    one, _lost, three = parts("I paid ", "twice ", "on Monday.")
    for part in (one, three):
        take(receive(part, NOW - PATIENCE * 2), NOW - PATIENCE * 2)
    assert became() == ["", ""]

    assert take_left() == 1

    assert words_in(case) == ["I paid […]on Monday."]
    assert take_left() == 0


def test_a_word_alone_in_a_part_of_more_stops_nothing() -> None:
    take(receive(parts("STOP", of=2)[0], NOW - PATIENCE * 2), NOW - PATIENCE * 2)
    take_left()

    assert not Suppression.objects.exists()
    assert Letter.objects.get().text == "STOP[…]"


def test_what_fails_when_it_comes_is_taken_later_behind_the_others(monkeypatch: Any) -> None:
    case = case_of()
    wrote(case)

    def fail(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(deciding, "hear_customer", fail)
        with pytest.raises(ZeroDivisionError):
            came("Hello", now=NOW - PATIENCE * 2)
        with pytest.raises(ZeroDivisionError):
            take_left()
    assert (became(), IncomingSms.objects.get().attempts) == ([""], 1)

    take_left()

    assert words_in(case) == ["Hello"]


def test_without_the_key_of_its_seal_a_text_is_a_persons_to_see(settings: Any) -> None:
    receive(Incoming(PHONE, "Hello"), NOW - PATIENCE * 2)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, []

    take_left()

    assert whys() == ["no_number"]


# Surveys


def surveyed(**overrides: Any) -> Case:
    case = ended_case(customer=make_customer(phone=PHONE), resolved_at=NOW, **overrides)
    Survey.objects.create(case=case, considered_at=NOW, asked_at=NOW)
    wrote(case, "survey", context=CONTEXT | {"survey_url": "https://pay.casewalk.example/x"})
    return case


def test_a_digit_answers_the_survey_and_can_be_changed() -> None:
    case = surveyed()

    came("2")
    Survey.objects.update(words="Slow.")
    came("４ 谢谢", now=NOW + timedelta(days=1))

    survey = Survey.objects.get()
    assert (survey.case, survey.stars, survey.words, survey.times) == (case, 4, "Slow.", 2)
    assert became() == ["answer", "answer"]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("text", ["6", "five", "4 days and nothing", "Not solved!"])
def test_other_words_after_a_survey_are_a_persons_to_see(text: str) -> None:
    case = surveyed()

    came(text)

    assert Letter.objects.get().suggested == case
    assert Survey.objects.get().stars is None


def test_a_digit_alone_in_a_part_of_more_is_no_answer() -> None:
    surveyed()

    take(receive(parts("5", of=2)[0], NOW), NOW + PATIENCE * 2)

    assert Survey.objects.get().stars is None
    assert Letter.objects.get().text == "5[…]"


def test_a_digit_is_no_answer_once_the_survey_is_over_or_we_wrote_since() -> None:
    case = surveyed()
    came("3", now=NOW + timedelta(days=40))

    wrote(case, "agent-reply")
    came("3")

    assert Survey.objects.get().stars is None
    assert became() == ["letter", "letter"]


# HELP


def american() -> Case:
    case = case_of(AMERICAN)
    wrote(case)
    return case


def answers() -> list[Notification]:
    return list(Notification.objects.filter(event="sms-help"))


def test_help_is_answered_once_a_day_where_the_country_has_it_answered() -> None:
    case = american()

    came("HELP", AMERICAN)
    came("HELP", AMERICAN)
    came("HELP", AMERICAN, now=NOW + timedelta(hours=25))

    assert became() == ["help", "words", "help"]
    assert [(one.address, one.thread) for one in answers()] == [(AMERICAN, case.reference)] * 2
    assert words_in(case) == ["HELP"]


def test_help_of_a_customer_without_a_case_is_answered_and_a_strangers_is_shown() -> None:
    make_customer(phone=AMERICAN)

    came("info", AMERICAN)
    came("HELP", "+12025550199")

    assert became() == ["help", "letter"]
    assert [one.address for one in answers()] == [AMERICAN]


def test_who_stopped_messages_or_was_answered_by_the_provider_is_not_answered() -> None:
    american()
    came("HELP", AMERICAN, understood="HELP")
    suppress(Channel.SMS, AMERICAN, why="stopped", words="", now=NOW)
    came("HELP", AMERICAN, now=NOW + timedelta(days=2))

    assert answers() == []
    assert became() == ["help", "words"]


# Keeping


def test_an_sms_is_thrown_away_after_its_time_unless_a_person_still_decides() -> None:
    came("Hello?")
    came("STOP")
    letter = Letter.objects.get()

    assert purge(NOW + timedelta(days=31)).counts["sms"] == 1
    letter.settle(Letter.Ending.ASIDE, None, by=make_agent(), now=NOW)

    assert purge(NOW + timedelta(days=31)).counts["sms"] == 1
    assert not Letter.objects.exists()


def test_an_sms_costs_as_many_questions_for_many_as_for_few() -> None:
    wrote(case_of())
    came("Hello")
    with CaptureQueriesContext(connection) as few:
        came("Hello")
    for _more in range(5):
        none_open()
        came("again")
    wrote(Case.objects.not_done().get())
    with CaptureQueriesContext(connection) as many:
        came("Hello")

    assert became()[0] == became()[-1] == "words"
    assert len(many) == len(few)
