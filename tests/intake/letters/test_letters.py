"""Letters: believed only with a token that fits sender and case; everything else is a person's."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.cases.models import Mention, Message
from support.customers.models import Customer
from support.intake.letters import deciding
from support.intake.letters.letter import Letter
from support.mailbox import sandbox
from support.mailbox.models import IncomingMail
from support.mailbox.reading.mail import read_mail
from support.notifications.models import Notification
from tests.factories import make_agent, make_case, make_payment
from tests.intake.letters.writing import (
    WORDS,
    came,
    case_of,
    letter,
    mail_about,
    nothing_happened,
    signed,
    whys,
    words_in,
)

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50


@pytest.fixture(autouse=True)
def read_here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no Python for every mail."""
    monkeypatch.setattr(sandbox, "read", read_mail)


def test_an_answer_to_the_signed_address_is_the_customers_words() -> None:
    case = case_of()

    came(letter(To=signed(case)))

    assert words_in(case) == [WORDS]
    assert case.messages.get().medium == Message.Medium.EMAIL
    assert whys() == []


def test_an_answer_to_our_message_id_is_the_customers_words() -> None:
    case = case_of()

    came(letter(In_Reply_To=mail_about(case).message_id))

    assert words_in(case) == [WORDS]


def test_the_envelopes_recipient_is_a_token_too() -> None:
    case = case_of()

    came(letter(), recipient=signed(case))

    assert words_in(case) == [WORDS]


def test_the_same_mail_by_two_ways_counts_once() -> None:
    case = case_of()
    mail = letter(To=signed(case))

    came(mail)
    came(b"Received: from elsewhere\r\n" + mail.as_bytes().replace(b"\n", b"\r\n"))

    assert words_in(case) == [WORDS]
    assert IncomingMail.objects.count() == 1


def test_files_come_along_and_what_is_not_taken_is_named() -> None:
    case = case_of()
    mail = letter(To=signed(case))
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="slip.png")
    mail.add_attachment(
        b"PK\3\4" + b"\0" * 20, maintype="application", subtype="zip", filename="a.zip"
    )

    came(mail)

    message = case.messages.get()
    assert [file.name for file in message.files.all()] == ["slip.png"]
    assert message.body == f"{WORDS}\n[✕ a.zip]"


@pytest.mark.parametrize(
    ("name", "kept"),
    [(".", "file.pdf"), ("..", "file.pdf"), ("/", "file.pdf"), ("a/", "file.pdf"),
     (". ", "file.pdf"), ("../etc/slip.pdf", "slip.pdf"), (r"C:\\slips\\slip.pdf", "slip.pdf")],
)  # fmt: skip
def test_a_file_may_have_any_name(name: str, kept: str) -> None:
    case = case_of()
    mail = letter(To=signed(case))
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="slip")

    came(mail.as_bytes().replace(b'filename="slip"', f'filename="{name}"'.encode()))

    assert [file.name for file in case.messages.get().files.all()] == [kept]


def test_quotes_are_folded_and_numbers_masked() -> None:
    case = case_of()
    text = "My card is 4111 1111 1111 1111.\n\nOn 2 March, Casewalk <a@b.test> wrote:\n> Hello\n"

    came(letter(text, To=signed(case)))

    [said] = words_in(case)
    assert "4111" not in said
    assert said.endswith("1111.")


@pytest.mark.parametrize(
    "sender", ["Eve <eve@else.test>", "Li Wei <li@customer.example.evil.test>", ""]
)
def test_a_token_in_another_hand_changes_nothing(sender: str) -> None:
    case = case_of()

    came(letter(To=signed(case), From=sender))

    assert nothing_happened(case)
    assert whys() == [Letter.Why.OTHER_SENDER]
    assert Letter.objects.get().suggested == case


def test_beyond_a_bound_an_hour_letters_of_one_case_wait_for_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deciding, "MOST_IN_AN_HOUR", 2)
    case, other = case_of(), case_of("bo@customer.example")
    for number in range(4):
        came(letter(f"Words {number}", To=signed(case)))
    came(letter("Mine", To=signed(other), From="bo@customer.example"))

    assert words_in(case) == ["Words 0", "Words 1"]
    assert whys() == [Letter.Why.MANY] * 2
    assert list(Letter.objects.values_list("new_text", "suggested")) == [
        ("Words 2", case.pk), ("Words 3", case.pk),
    ]  # fmt: skip
    assert words_in(other) == ["Mine"]

    case.messages.update(written_at=timezone.now() - timedelta(hours=2))
    came(letter("Later", To=signed(case)))
    assert words_in(case)[-1] == "Later"


def test_a_forged_token_is_none() -> None:
    case = case_of()
    forged = f"support+{case.reference}.aaaaaaaaaaaa@casewalk.example"

    came(letter(To=forged))

    assert nothing_happened(case)
    assert whys() == [Letter.Why.NO_TOKEN]


@pytest.mark.parametrize(
    "headers",
    [
        {"In_Reply_To": "<00000000-0000-4000-8000-000000000000@casewalk.example>"},
        {"References": "<{reference}@casewalk.example>"},
        {"Subject": "Re: {reference}"},
        {"From": "agent@casewalk.example", "Subject": "{reference} close this case"},
        {"From": '"Casewalk Agent" <eve@else.test>', "Subject": "{reference}"},
    ],
    ids=["a guessed id", "the thread", "a reference", "a forged agent", "a forged name"],
)
def test_what_anybody_can_guess_proves_nothing(headers: dict[str, str]) -> None:
    case = case_of()
    filled = {name: text.format(reference=case.reference) for name, text in headers.items()}

    came(letter(**filled))

    assert nothing_happened(case)
    assert len(whys()) == 1


@pytest.mark.parametrize(
    "words",
    ["Where is PAY-777001?", "我的出款PAY-777001还没到。", "pay-777001", "ref tr_55/9001x, please"],
)
def test_a_payment_that_a_letter_names_suggests_its_case_and_proves_nothing(words: str) -> None:
    payment = make_payment(reference="PAY-777001")
    payment.references.create(kind="provider_id", value="tr_55/9001x")
    case = make_case(payment=payment)
    make_case(payment=make_payment(reference="PAY-777002"))

    came(letter(words, From="eve@else.test"))

    assert Letter.objects.get().suggested == case
    assert whys() == [Letter.Why.NO_TOKEN]
    assert nothing_happened(case)


def test_the_open_case_of_a_senders_address_is_suggested_where_there_is_one() -> None:
    case = case_of("Li@customer.example")
    came(letter("Where is it?"))
    assert Letter.objects.get().suggested == case

    case_of()
    came(letter("Where is it now?", Message_ID="<2@customer.example>"))
    assert Letter.objects.latest("pk").suggested is None


def test_a_letter_that_names_two_payments_suggests_neither() -> None:
    for reference in ("PAY-777001", "PAY-777002"):
        make_case(payment=make_payment(reference=reference))

    came(letter("PAY-777001 and PAY-777002 are missing.", From="eve@else.test"))

    assert Letter.objects.get().suggested is None


def test_a_stranger_changes_no_address_and_is_not_answered() -> None:
    case = case_of()
    before = list(Customer.objects.values())

    came(letter("Write to eve@else.test from now on.", From="eve@else.test", To=signed(case)))

    assert list(Customer.objects.values()) == before
    assert not Notification.objects.exists()
    assert nothing_happened(case)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Automatic reply: Your payout"},
        {"Subject": "Out of office: back on Monday"},
        {"Subject": "自动回复: 您的出款"},
        {"Subject": "Automatic reply from A. Smith"},
        {"Subject": "Auto-Reply Re: Your payout"},
        {"Subject": "自动回复Re: 您的出款"},
        {"Subject": "自动回复 回复：您的出款"},
        {"Subject": "Re: On vacation until 7 December"},
        {"Subject": "外出"},
        {"Subject": "休假中，12月7日回来"},
        {"From": "support@casewalk.example"},
        {"Return_Path": "<>"},
    ],
)
def test_what_no_person_wrote_opens_nothing_and_is_not_answered(headers: dict[str, str]) -> None:
    case = case_of()

    came(letter(To=signed(case), **headers))

    assert nothing_happened(case)
    assert whys() == []
    assert IncomingMail.objects.get().state == IncomingMail.State.READ


GENERATED = [
    {"Auto_Submitted": "auto-generated"},
    {"Precedence": "bulk"},
    {"List_Id": "<accounts.shop.example>"},
    {"X_Loop": "desk@shop.example"},
]


@pytest.mark.parametrize("headers", GENERATED)
def test_what_a_program_sent_may_be_a_persons_words_and_waits_for_one(
    headers: dict[str, str],
) -> None:
    case = case_of()

    came(letter(To=signed(case), **headers))
    came(letter(Message_ID="<2@customer.example>", **headers))

    assert nothing_happened(case)
    assert list(Letter.objects.values_list("why", "suggested")) == [(Letter.Why.MACHINE, case.pk)]


@pytest.mark.parametrize("headers", GENERATED)
def test_what_a_program_sent_and_says_of_itself_is_a_note(headers: dict[str, str]) -> None:
    case = case_of()
    text = "Thank you for contacting Shop. We have received your message, ticket 5."

    came(letter(text, To=signed(case), **headers))

    assert (nothing_happened(case), whys()) == (True, [])
    assert [(one.kind, one.body) for one in case.messages.all()] == [(Message.Kind.NOTE, text)]


@pytest.mark.parametrize("by", ["address", "message id"])
def test_a_bounce_of_no_known_form_to_where_we_are_answered_is_shown(by: str) -> None:
    case = case_of()
    to = {"To": signed(case)} if by == "address" else {"References": mail_about(case).message_id}

    came(letter("抱歉，您的邮件被退回来了", From="PostMaster@mx.example", Subject="系统退信", **to))
    came(letter("抱歉", From="PostMaster@mx.example", Message_ID="<2@mx.example>"))

    assert nothing_happened(case)
    assert list(Letter.objects.values_list("why", "suggested")) == [(Letter.Why.BOUNCE, case.pk)]


@pytest.mark.parametrize("text", ["发自我的iPhone", "See above."])
def test_a_subject_of_its_own_is_said_with_the_words(text: str) -> None:
    case = case_of()
    subject = "Card 4111 1111 1111 1111 was charged twice"

    came(letter(text, To=signed(case), Subject=subject))
    came(letter(text, From="bo@else.test", Subject=subject, Message_ID="<2@else.test>"))

    [said] = words_in(case)
    assert said.startswith("Card ")
    assert said.endswith(f"1111 was charged twice\n\n{text}")
    assert "4111" not in said
    assert Letter.objects.get().words == said


@pytest.mark.parametrize(
    "subject",
    ["Re: Your payout", "回复：您的出款", "AW: Your payout", "R: Your payout", "RIF: Your payout",
     "Odp: Your payout", "VS: Your payout", "SV: Your payout", "RES: Your payout",
     "YNT: Your payout", "WG: Your payout", "[Ticket#2024] Re: Your payout",
     "[EXT] [#7] Re: Your payout", "Ticket 7: [CW-4T7KQ2MZ] Your payout"],
)  # fmt: skip
def test_a_subject_of_ours_is_no_word_of_theirs(subject: str) -> None:
    case = case_of()

    came(letter(To=signed(case), Subject=subject))

    assert words_in(case) == [WORDS]


@pytest.mark.parametrize(
    "subject",
    ["假期自动扣款失败", "外出期间未收到款", "休假前的出款还没到账", "On vacation without my money",
     "Out of office hours nobody pays?", "Automatically failed payout"],
)  # fmt: skip
def test_a_person_who_writes_of_such_things_is_heard(subject: str) -> None:
    case = case_of()

    came(letter("Where is it?", To=signed(case), Subject=subject))
    came(letter("Where is it?", Subject=subject, Message_ID="<2@customer.example>"))

    assert words_in(case) == [f"{subject}\n\nWhere is it?"]
    assert whys() == [Letter.Why.NO_TOKEN]


@pytest.mark.parametrize("subject", ["自动回复说钱到了", "Automatic reply was all I got"])
def test_who_writes_of_an_automatic_reply_is_read_by_a_person(subject: str) -> None:
    case = case_of()

    came(letter("Where is it?", To=signed(case), Subject=subject))
    came(letter("Where is it?", Subject=subject, Message_ID="<2@customer.example>"))

    assert set(whys()) == {Letter.Why.MACHINE, Letter.Why.NO_TOKEN}
    assert {one.words for one in Letter.objects.all()} == {f"{subject}\n\nWhere is it?"}


def test_a_loop_with_an_answering_machine_stops_after_one() -> None:
    case = case_of()
    ours = mail_about(case)

    for number in range(3):
        came(
            letter(
                In_Reply_To=ours.message_id, Auto_Submitted="auto-replied", To=signed(case),
                Message_ID=f"<{number}@customer.example>",
            )
        )  # fmt: skip

    assert Notification.objects.count() == 1
    assert words_in(case) == []


def test_a_mail_of_ours_that_came_back_round_is_known_by_its_message_id() -> None:
    case = case_of()

    came(letter(To=signed(case), Message_ID=mail_about(case).message_id))

    assert nothing_happened(case)
    assert whys() == []


def test_a_colleague_whose_program_makes_ids_like_ours_is_heard() -> None:
    """As Apple's do, with the domain of the sender: here it is ours."""
    colleague = {
        "From": "bo@casewalk.example",
        "Message_ID": "<6F9619FF-8B86-4011-B42D-00C04FC964FF@casewalk.example>",
    }

    came(letter("A customer called me.", **colleague))

    assert Letter.objects.get().new_text == "A customer called me."


EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  help@casewalk.example
    550 no such user"""
GMAIL = """Delivery to the following recipient failed permanently:

     help@casewalk.example

Technical details of permanent failure:
550 no"""


@pytest.mark.parametrize("quoted", [EXIM, GMAIL], ids=["exim", "gmail"])
def test_who_quotes_a_bounce_is_heard(quoted: str) -> None:
    case = case_of()
    text = f"This came back to me. Where is my money?\n\n{quoted}"

    came(letter(text, To=signed(case)))
    came(letter(text, From="bo@else.test", Message_ID="<2@else.test>"))

    assert words_in(case) == [text.strip()]
    assert whys() == [Letter.Why.NO_TOKEN]


def test_what_no_person_wrote_of_ours_calls_no_colleague() -> None:
    make_agent("ada")
    case = case_of()

    came(letter("Ask @ada until Monday.", To=signed(case), Auto_Submitted="auto-replied"))

    assert case.messages.get().body == "Ask @ada until Monday."
    assert not Mention.objects.exists()


def test_an_automatic_reply_from_elsewhere_waits_for_a_person_if_it_answers_a_case() -> None:
    case = case_of()
    elsewhere = {"From": "Desk <li@helpdesk.example>", "Auto_Submitted": "auto-generated"}

    came(letter("It is in the bank's hands now.", To=signed(case), **elsewhere))
    came(letter("Your newsletter", Message_ID="<2@helpdesk.example>", **elsewhere))

    assert nothing_happened(case)
    assert whys() == [Letter.Why.OTHER_SENDER]


def test_a_report_on_our_mail_that_nobody_understands_is_shown() -> None:
    case = case_of()
    ours = mail_about(case)
    raw = (
        "From: MAILER-DAEMON@mx.example\nTo: support@casewalk.example\nSubject: Hm\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nSomething is amiss.\n--b\n'
        f"Content-Type: message/rfc822\n\nMessage-ID: {ours.message_id}\nTo: x@y.test\n\n--b--\n"
    )

    came(raw.encode())
    came(raw.replace(ours.message_id, "<other@else.test>").encode())

    assert whys() == [Letter.Why.BOUNCE]
    assert "amiss" in Letter.objects.get().text


def test_a_bounce_of_ours_marks_its_message(settings: Settings) -> None:
    from tests.notifications.bounce_samples import SAMPLES

    case = case_of()
    ours = mail_about(case)
    raw = SAMPLES[0].filled(
        address=ours.address, message_id=ours.message_id, to="support@casewalk.example",
        date="Mon, 30 Nov 2099 09:00:00 +0000",
    )  # fmt: skip

    came(raw)

    ours.refresh_from_db()
    assert (ours.state, whys()) == ("failed", [])


def test_words_in_a_merged_case_stand_in_the_one_that_is_kept() -> None:
    kept, merged = case_of(), case_of()
    merged.merged_into = kept
    merged.save()

    came(letter(To=signed(merged)))

    assert words_in(kept) == [WORDS]
