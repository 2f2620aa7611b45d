"""What must not pass for a bank's answer, and what two do at once."""

import csv
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from support.cases.merging.services import merge_cases
from support.cases.models import Case, Message
from support.cases.services import resolve_case
from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.asking import Question, ask_bank, withdraw_inquiry
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.inquiries.proposing import proposed
from support.intake.letters.letter import Letter
from support.intake.letters.settling import put_as_banks
from support.mailbox.services import claim, receive
from tests.factories import NOW, make_agent
from tests.inquiries import bank as desk
from tests.intake.letters.writing import letter
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def bank() -> Bank:
    return desk.make_bank()


@pytest.fixture
def case() -> Case:
    return desk.paid_case()


@pytest.fixture
def inquiry(case: Case, bank: Bank, sink: Sink) -> Inquiry:
    inquiry = desk.ask(case, bank, NOW)
    desk.post(NOW)
    return inquiry


def untouched(inquiry: Inquiry) -> bool:
    inquiry.refresh_from_db()
    told = (inquiry.answer, inquiry.heard_id, inquiry.proposed)
    return told == ("", None, "") and not Message.objects.exists()


@pytest.mark.parametrize(
    "sender",
    ["eve@else.test", "Tarnfield <eve@tarnfield.example.else.test>", "eve@nottarnfield.example"],
)
def test_who_has_the_token_and_writes_from_elsewhere_waits_for_a_person(
    inquiry: Inquiry, sink: Sink, sender: str
):
    desk.came(desk.answer(sink.messages[0], f"{inquiry.reference}: CONF", sender=sender), NOW)

    assert untouched(inquiry)
    letter = Letter.objects.get()
    assert (letter.why, letter.suggested) == ("bank", inquiry.case)


def test_a_person_may_take_it_for_the_banks_all_the_same(inquiry: Inquiry, sink: Sink):
    desk.came(desk.answer(sink.messages[0], "It was credited to him.", sender="x@else.test"), NOW)

    put_as_banks(Letter.objects.get().pk, actor=make_agent(), now=LATER)

    inquiry.refresh_from_db()
    assert (inquiry.proposed, inquiry.answer) == ("CONF", "")
    assert set(Message.objects.values_list("kind", flat=True)) == {"note"}


def test_the_banks_mailbox_without_a_token_proves_nothing(inquiry: Inquiry, sink: Sink):
    mail = desk.answer(sink.messages[0], f"{inquiry.reference}: CONF")
    for name in ("To", "In-Reply-To"):
        del mail[name]
    mail["To"] = "support@casewalk.example"

    desk.came(mail, NOW)

    assert untouched(inquiry)
    assert Letter.objects.get().why == "bank"


def test_an_answer_by_our_message_id_alone_is_read_before_strangers_mail(
    inquiry: Inquiry, sink: Sink
):
    ours = sink.messages[0]
    guessed = "<00000000-0000-4000-8000-000000000000@casewalk.example>"
    for number in range(3):
        strangers = {"Message-ID": f"<{number}@else.test>", "In-Reply-To": guessed}
        receive(letter(**strangers).as_bytes(), "", NOW)
    answer = desk.answer(ours, "Credited.")
    answer.replace_header("To", "support@casewalk.example")
    receive(answer.as_bytes(), "", NOW)

    first = claim(NOW)

    assert first is not None
    assert "Credited." in (first.raw or b"").decode()


def test_a_guessed_token_is_none(inquiry: Inquiry, sink: Sink):
    mail = desk.answer(sink.messages[0], f"{inquiry.reference}: CONF")
    thread = BankLetter.objects.get().thread
    for name in ("To", "In-Reply-To"):
        del mail[name]
    mail["To"] = f"support+{thread}.aaaaaaaaaaaa@casewalk.example"

    desk.came(mail, NOW)

    assert untouched(inquiry)


def test_another_bank_does_not_answer_for_this_one(inquiry: Inquiry, sink: Sink):
    desk.make_bank(slug="other", address="desk@other.example")

    desk.came(desk.answer(sink.messages[0], "Credited.", sender="desk@other.example"), NOW)

    assert untouched(inquiry)


def test_at_a_host_for_everybody_only_the_address_itself_speaks(case: Case, sink: Sink):
    inquiry = desk.ask(case, desk.make_bank(address="tarnfield@gmail.com"), NOW)
    desk.post(NOW)

    desk.came(desk.answer(sink.messages[0], "Credited.", sender="eve@gmail.com"), NOW)

    assert untouched(inquiry)


def test_our_own_letter_quoted_is_no_answer(inquiry: Inquiry, sink: Sink):
    """Whatever a mail program makes of the quote: the sample in our letter is no code."""
    ours = desk.text_of(sink.messages[0])

    desk.came(desk.answer(sink.messages[0], f"We look into it.\n{ours}"), NOW)
    desk.came(desk.answer(sink.messages[0], f"> {inquiry.reference}: CONF\nWe look."), NOW)

    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.is_open) == ("", True)


def test_two_codes_in_one_mail_are_none(inquiry: Inquiry, sink: Sink):
    text = f"{inquiry.reference}: CONF\n{inquiry.reference}: RJCR"

    desk.came(desk.answer(sink.messages[0], text), NOW)

    inquiry.refresh_from_db()
    assert inquiry.answer == ""
    assert inquiry.heard is not None


def test_an_absence_is_noted_and_changes_nothing(inquiry: Inquiry, sink: Sink):
    told = {"Auto-Submitted": "auto-replied"}
    text = f"I am away until Monday.\n{inquiry.reference}: CONF"

    desk.came(desk.answer(sink.messages[0], text, **told), NOW)

    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.heard, inquiry.proposed) == ("", None, "")
    assert "away until Monday" in Message.objects.get().body


HELP_DESK = {"Auto-Submitted": "auto-generated", "Precedence": "bulk"}


def test_what_a_banks_help_desk_sends_is_its_answer(inquiry: Inquiry, sink: Sink):
    desk.came(desk.answer(sink.messages[0], f"{inquiry.reference}: CONF", **HELP_DESK), NOW)

    inquiry.refresh_from_db()
    assert inquiry.answer == "CONF"


def test_the_help_desk_of_a_bank_elsewhere_waits_for_a_person(inquiry: Inquiry, sink: Sink):
    text = f"{inquiry.reference}: CONF"
    elsewhere = {"sender": "desk@helpdesk.example", **HELP_DESK}

    desk.came(desk.answer(sink.messages[0], text, **elsewhere), NOW)

    inquiry.refresh_from_db()
    assert inquiry.answer == ""
    assert Letter.objects.get().why == Letter.Why.BANK


def test_that_a_help_desk_has_got_our_letter_is_noted_and_changes_nothing(
    inquiry: Inquiry, sink: Sink
):
    text = "Thank you for your message. We have received your request, ticket 7."

    desk.came(desk.answer(sink.messages[0], text, **HELP_DESK), NOW)

    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.heard, inquiry.proposed) == ("", None, "")
    assert "ticket 7" in Message.objects.get().body


def test_an_answer_twice_counts_once_and_another_one_waits_for_a_person(
    inquiry: Inquiry, sink: Sink
):
    desk.came(desk.answer(sink.messages[0], f"{inquiry.reference}: CONF"), NOW)
    desk.came(desk.answer(sink.messages[0], f"{inquiry.reference}: RJNR\nCorrection."), NOW)

    inquiry.refresh_from_db()
    assert inquiry.answer == "CONF"
    assert inquiry.heard is not None
    assert "Correction." in inquiry.heard.body

    answer_inquiry(inquiry, Given("ARDT", replaces="CONF"), actor=make_agent(), now=LATER)
    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.heard) == ("ARDT", None)


def test_of_two_agents_at_once_the_second_is_told(inquiry: Inquiry):
    answer_inquiry(inquiry, Given("CONF"), actor=make_agent(), now=LATER)

    answer_inquiry(inquiry, Given("CONF"), actor=make_agent(), now=LATER)
    with pytest.raises(ValidationError, match="meanwhile"):
        answer_inquiry(inquiry, Given("RJCR"), actor=make_agent(), now=LATER)

    inquiry.refresh_from_db()
    assert inquiry.answer == "CONF"
    assert inquiry.case.events.filter(values__deed="answered").count() == 1


def test_the_same_is_asked_once(inquiry: Inquiry, bank: Bank, case: Case):
    question = Question(bank, "not_received")

    with pytest.raises(ValidationError, match="has been asked the same"):
        ask_bank([case], question, actor=make_agent(), now=LATER)

    assert BankLetter.objects.count() == 1


def test_an_answer_to_an_ended_case_is_kept_and_reopens_nothing(
    inquiry: Inquiry, case: Case, sink: Sink
):
    resolve_case(case, now=LATER, ending="withdrawn", tells=False, actor=make_agent(), note="x")

    desk.came(desk.answer(sink.messages[0], f"{inquiry.reference}: CONF"), LATER)

    inquiry.refresh_from_db()
    case.refresh_from_db()
    assert (inquiry.answer, case.status) == ("CONF", "resolved")


def test_an_inquiry_of_a_merged_case_is_answered_in_the_kept_one(
    inquiry: Inquiry, case: Case, sink: Sink
):
    kept = desk.paid_case(name="")
    merge_cases(kept, case, now=LATER, actor=make_agent(), reason="The same trouble.")
    kept.refresh_from_db()
    assert kept.inquiry_due_at == inquiry.due_at

    desk.came(desk.answer(sink.messages[0], "It was credited."), LATER)

    inquiry.refresh_from_db()
    assert inquiry.heard is not None
    assert inquiry.heard.case == kept
    answer_inquiry(inquiry, Given("CONF"), actor=make_agent(), now=LATER)
    kept.refresh_from_db()
    assert kept.inquiry_due_at is None


def test_what_was_withdrawn_takes_no_answer(inquiry: Inquiry, case: Case, sink: Sink):
    withdraw_inquiry(inquiry, actor=make_agent(), now=LATER)

    desk.came(desk.answer(sink.messages[0], f"{inquiry.reference}: CONF"), LATER)

    inquiry.refresh_from_db()
    case.refresh_from_db()
    assert (inquiry.answer, case.inquiry_due_at) == ("", None)
    with pytest.raises(ValidationError):
        answer_inquiry(inquiry, Given("CONF"), actor=make_agent(), now=LATER)


def test_a_letter_that_comes_back_says_so_in_the_case(inquiry: Inquiry, sink: Sink):
    from support.inquiries.letters.sending import end

    letter = BankLetter.objects.get()
    end(letter, BankLetter.State.BOUNCED, "", LATER)
    end(letter, BankLetter.State.BOUNCED, "", LATER)

    assert inquiry.case.events.filter(values__deed="bounced").count() == 1


def test_what_cannot_be_asked_is_refused(bank: Bank):
    agent, case = make_agent(), desk.paid_case()
    resolved = desk.paid_case(name="OTHER-E2E-1")
    resolve_case(resolved, now=NOW, ending="withdrawn", tells=False, actor=agent, note="x")

    for cases, question in (
        ([case], Question(bank, "recall")),
        ([case], Question(desk.make_bank(slug="none", address=""), "not_received")),
        ([case, resolved], Question(bank, "not_received")),
    ):
        with pytest.raises(ValidationError):
            ask_bank(cases, question, actor=agent, now=NOW)

    assert not Inquiry.objects.exists()
    assert not BankLetter.objects.exists()


def test_no_pattern_of_answers_takes_long_over_any_words():
    """One without a bound took hours over a mail of 20,000 letters, within a transaction."""
    with (settings.BASE_DIR / "fixtures" / "bank_answers.csv").open(encoding="utf-8") as file:
        patterns = [row["pattern"] for row in csv.DictReader(file)]

    unbounded = re.compile(r"(?<!\\)[*]|(?<![}\\])[+]|,\}")
    assert [pattern for pattern in patterns if unbounded.search(pattern)] == []
    assert proposed("They declined our recall.") == "RJCR"
    assert proposed("declin" * 5_000) == ""
