"""A loop with an answering machine: real SMTP out, IMAP back in, round after round.

The machine answers every mail that it gets, as real ones do: marked as what it is or not, quoting
us, in Chinese. A colleague writes a reply each round, which machines may answer; what Casewalk
sends by itself on what came back is counted.
"""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.cases.models import Case, Ending, Message, Status
from support.cases.services import resolve_case, send_reply
from support.intake.letters.letter import Letter
from support.intake.letters.taking import take_waiting
from support.mailbox import sandbox
from support.mailbox.fetching import fetch
from support.mailbox.models import IncomingMail
from support.mailbox.reading.mail import read_mail
from support.notifications.delivery.draining import drain
from support.notifications.models import Notification, State
from tests.factories import make_agent, make_case, make_customer, sign_in
from tests.intake.letters.writing import whys, words_in
from tests.mailbox.imap_server import Mailbox, mailbox
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db
ROUNDS = 5
SAYS_NOTHING = "Bob's Plumbing, all around your house."
AUTO = "I am out of the office until 7 December and will reply when I return."
CHINESE = "您好,您的邮件已收到,我会尽快给您回复。"

Answer = Callable[[EmailMessage, EmailMessage], str]


def marked(mail: EmailMessage, reply: EmailMessage) -> str:
    reply["Auto-Submitted"] = "auto-replied"
    reply.replace_header("Subject", f"Automatic reply: {mail['Subject']}")
    return AUTO


def marked_to_the_sender_of_the_envelope(mail: EmailMessage, reply: EmailMessage) -> str:
    """As RFC 3834 has it: to the envelope's sender, here our mailbox, by Message-ID alone."""
    reply["Auto-Submitted"] = "auto-replied"
    reply.replace_header("To", str(mail["From"]))
    return AUTO


def unmarked_and_quick(_mail: EmailMessage, reply: EmailMessage) -> str:
    reply["Date"] = format_datetime(timezone.now())
    return SAYS_NOTHING


def unmarked_and_quoting(mail: EmailMessage, _reply: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    quoted = "\n".join(f"> {line}" for line in body.get_content().splitlines())
    return f"{AUTO}\n\nOn Mon, 30 Nov 2026 09:00, Casewalk <{mail['From']}> wrote:\n{quoted}"


def chinese(mail: EmailMessage, reply: EmailMessage) -> str:
    reply.replace_header("Subject", f"回复: {mail['Subject']}")
    return CHINESE


def unknowable(_mail: EmailMessage, reply: EmailMessage) -> str:
    """By nothing but the address that answers go to, at no time, with words that say nothing."""
    del reply["In-Reply-To"]
    return SAYS_NOTHING


class World:
    """A done case, whose customer is a machine."""

    def __init__(self, sink: Sink, box: Mailbox, answer: Answer) -> None:
        self.sink, self.box, self.answer = sink, box, answer
        self.answered = 0
        customer = make_customer(email="li@customer.example", phone="")
        self.case = make_case(customer=customer, payment=None)
        self.agent = make_agent("ada")

    def resolve(self) -> None:
        resolve_case(
            self.case, now=timezone.now(), ending=Ending.CUSTOMER_MUST_ACT, actor=self.agent
        )
        self.case.refresh_from_db()

    def turn(self) -> None:
        """Send what waits, have the machine answer it, fetch its answers and take them."""
        Notification.objects.filter(state=State.QUEUED).update(not_before=timezone.now())
        drain("email")
        for mail in self.sink.messages[self.answered :]:
            self.answered += 1
            reply = EmailMessage()
            reply["From"] = "Li Wei <li@customer.example>"
            reply["To"] = str(mail["Reply-To"])
            reply["Subject"] = f"Re: {mail['Subject']}"
            reply["In-Reply-To"] = str(mail["Message-ID"])
            reply["Message-ID"] = f"<{self.answered}@customer.example>"
            reply.set_content(self.answer(mail, reply))
            self.box.mails[self.answered] = reply.as_bytes()
        fetch(timezone.now())
        take_waiting()
        self.case.refresh_from_db()

    def round(self) -> None:
        """A colleague writes once more; then all is quiet again, or it is a loop."""
        before = self.answered
        send_reply(
            self.case, f"We looked again ({before}).", now=timezone.now(), actor=self.agent,
            context={},
        )  # fmt: skip
        for _turn in range(ROUNDS):
            self.turn()

    def end_and_go_on(self) -> None:
        """End the case and write round after round; whatever is answered, we say no more of it."""
        self.resolve()
        for _round in range(ROUNDS):
            self.round()
        assert self.answered == ROUNDS + 1
        assert self.by_itself() == ["case-resolved"]

    def by_itself(self) -> list[str]:
        sent = Notification.objects.exclude(event="agent-reply").order_by("created_at", "pk")
        return list(sent.values_list("event", flat=True))


@pytest.fixture
def world_of(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Answer], World]]:
    from support.notifications.transports import ways_of  # the settings' environment comes later

    monkeypatch.setattr(sandbox, "read", read_mail)
    sink = Sink()
    sink.start()
    settings.EMAIL_URL = sink.url
    with mailbox() as box:
        settings.MAILBOX_URL = box.url
        yield lambda answer: World(sink, box, answer)
    ways_of("email")[0].transport.close()
    sink.stop()


@pytest.mark.parametrize(
    "answer", [marked, marked_to_the_sender_of_the_envelope], ids=["marked", "by its Message-ID"]
)
def test_a_machine_that_says_so_opens_and_wakes_nothing_and_is_shown_in_the_case(
    world_of: Callable[[Answer], World], client: Client, answer: Answer
) -> None:
    world = world_of(answer)

    world.end_and_go_on()

    assert (world.case.status, world.case.heard_at) == (Status.RESOLVED, None)
    assert (words_in(world.case), whys()) == ([], [])
    notes = world.case.messages.filter(kind=Message.Kind.NOTE)
    assert [note.body for note in notes] == [AUTO] * (ROUNDS + 1)
    page = sign_in(client, world.agent).get(reverse("case", args=[world.case.reference])).text
    assert page.count(AUTO) == page.count("Automatic reply") == ROUNDS + 1


@pytest.mark.parametrize("answer", [unmarked_and_quick, unmarked_and_quoting, chinese])
def test_a_machine_that_does_not_say_so_waits_for_a_person(
    world_of: Callable[[Answer], World], client: Client, answer: Answer
) -> None:
    world = world_of(answer)

    world.end_and_go_on()

    assert (world.case.status, world.case.messages.exclude(kind="outgoing").count()) == (
        Status.RESOLVED, 0,
    )  # fmt: skip
    assert whys() == [Letter.Why.MACHINE] * (ROUNDS + 1)
    assert set(Letter.objects.values_list("suggested", flat=True)) == {world.case.pk}
    page = sign_in(client, world.agent).get(reverse("letters")).text
    assert page.count("It reads like an automatic reply") == ROUNDS + 1


@pytest.mark.parametrize("answer", [unmarked_and_quick, unmarked_and_quoting, chinese])
def test_a_machine_does_not_end_the_waiting_for_its_customer(
    world_of: Callable[[Answer], World], answer: Answer
) -> None:
    world = world_of(answer)
    Case.objects.filter(pk=world.case.pk).update(status=Status.WAITING_CUSTOMER)

    world.round()

    assert (world.case.status, world.case.heard_at) == (Status.WAITING_CUSTOMER, None)
    assert whys() == [Letter.Why.MACHINE]


def test_a_machine_that_by_no_sign_differs_from_a_person_is_answered_once(
    world_of: Callable[[Answer], World],
) -> None:
    world = world_of(unknowable)
    world.resolve()
    world.round()
    assert world.by_itself() == ["case-resolved", "case-reopened"]
    assert words_in(world.case) == [SAYS_NOTHING] * 3

    world.resolve()
    for _round in range(ROUNDS):
        world.round()

    assert world.by_itself() == ["case-resolved", "case-reopened", "case-resolved"]
    assert world.case.status == Status.RESOLVED
    assert len(words_in(world.case)) == 3
    assert len(whys()) + 3 == world.answered == IncomingMail.objects.count()


@pytest.mark.parametrize(
    "words",
    [
        "I was on vacation and the money is still not here.",
        "Thank you for your message. I have not received the money.",
        "我出差回来了，钱还是没到。",
        "邮件收到了，但是钱没到。",
        "The app says: transfer automatically declined. What now?",
    ],
)
def test_a_person_who_uses_such_words_reopens_their_case(
    world_of: Callable[[Answer], World], words: str
) -> None:
    world = world_of(lambda _mail, _reply: words)
    world.resolve()

    world.turn()

    assert words_in(world.case) == [words]
    assert world.case.status == Status.OPEN
