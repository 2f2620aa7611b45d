"""Forty payments and more played through time: at no moment does one voice contradict another.

What is checked against are the story's own facts (`oracle`), not the claims that voices are made
of.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from support.cases.models import Case
from support.cases.overdue import tell_overdue_banks
from support.cases.services import change_status, resolve_case, send_reply
from support.cases.telling.message_words import message_context
from support.customers.contacts import Contact
from support.guidance.proof import reopen_case
from support.intake.services import Event, receive_news
from support.mailbox import sandbox
from support.mailbox.reading.mail import read_mail
from support.notifications.models import Notification
from support.payments.news import PaymentNews
from tests.claims.sayings import SAYINGS
from tests.factories import NOW, make_agent, sign_in
from tests.intake.letters.writing import came, letter, signed
from tests.plays.again import sent_again
from tests.plays.oracle import Facts, unsaid, untruths, untruths_of_cause
from tests.plays.readings import desk_of, messages_of, page_of, told_of_cause
from tests.plays.stories import PLAYS, Play, Step
from tests.portal.writing import write
from tests.reference import load_guides, load_reference

pytestmark = pytest.mark.django_db
EMAIL = "birch@example.org"
FOUND = 302  # a form that was taken leads back to the page
CODES = {"en": "en", "zh": "zh-hans"}
CHANNELS = {"payout": "demo-cn-instant", "payin": "demo-wallet-a-in"}


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no Python for every mail."""
    monkeypatch.setattr(sandbox, "read", read_mail)


@pytest.fixture(scope="module")
def known(kept_rows: None) -> None:
    load_reference()
    load_guides()


class Stage:
    """One play on its way: what was heard last, and the clock."""

    def __init__(self, play: Play, clock: pytest.MonkeyPatch) -> None:
        self.play, self.clock = play, clock
        self.now, self.rung, self.heard, self.reference = NOW, "", 0, "PAY-1"
        self.is_asked: bool | None = None
        self.is_new = False
        self.again_on: date | None = None
        self.told = 0  # so many sentences of causes were read
        self.actor = make_agent()
        self.agent, self.visitor = sign_in(Client(), self.actor), Client()

    def take(self, step: Step) -> None:
        self.now += step.after
        self.clock.setattr(timezone, "now", lambda: self.now)
        case, self.is_asked, self.is_new = self.case, step.is_asked, step.is_new
        if step.rung:
            self._hear(step)
        elif case and step.ending:
            resolve_case(case, now=self.now, ending=step.ending, note=step.note, actor=self.actor)
        elif case and step.reopens:
            reopen_case(case, now=self.now, actor=self.actor)
        elif case and step.asks:
            context = message_context(case, "agent-reply", now=self.now)
            send_reply(case, step.asks, now=self.now, actor=self.actor, context=context)
            change_status(case, "waiting_customer", now=self.now, actor=self.actor)
        elif case and step.says:
            self._say(case, step.says)
        elif case and step.again:
            self.reference, self.rung = sent_again(case, self.now), ""
            self.again_on = self.now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        tell_overdue_banks(self.now)

    def _hear(self, step: Step) -> None:
        self.heard += 1
        news = PaymentNews(
            reference="PAY-2" if step.anew else self.reference,
            direction=self.play.direction,
            is_refund=self.play.story.is_refund,
            status=step.rung,
            occurred_at=self.now,
            amount="1200.00",
            currency="CNY",
            method="bank_transfer",
            channel=CHANNELS[self.play.direction],
            created_at=NOW.isoformat(),
            failure_scheme="iso20022" if step.code else "",
            failure_code=step.code,
            contact=Contact(
                name="Mock Birch",
                email=EMAIL,
                phone="+8614000000001",
                locale=self.play.locale,
                time_zone="Asia/Shanghai",
            ),
        )
        receive_news(Event(f"play-{self.heard}"), news, now=self.now)
        self.rung = self.rung if step.anew else step.rung

    def _say(self, case: Case, way: str) -> None:
        self.heard += 1
        if way == "page":
            assert write(self.visitor, case, "", done="1").status_code == FOUND
        else:
            sender, key = f"Mock Birch <{EMAIL}>", f"<{self.heard}@example.org>"
            came(letter("I have done it.", From=sender, To=signed(case), Message_ID=key))
        assert case.messages.filter(kind="incoming", written_at=self.now).exists()

    @property
    def case(self) -> Case | None:
        related = Case.objects.select_related("customer", "payment__channel", "cause")
        return related.filter(payment__reference=self.reference).first()

    def facts(self, case: Case) -> Facts:
        promised = case.promised_at
        zone = ZoneInfo("Asia/Shanghai")
        return Facts(
            direction=self.play.direction,
            rung=self.rung,
            is_done=case.is_done,
            ending=case.ending,
            promised_on=promised.astimezone(zone).date() if promised else None,
            is_silent=self.play.story.is_silent,
            is_discreet=self.play.story.is_discreet,
            is_asked=self.is_asked,
            is_new=self.is_new,
            again_on=self.again_on,
        )

    def contradictions(self, case: Case) -> Iterator[str]:
        facts = self.facts(case)
        own = "zh" if self.play.locale.startswith("zh") else "en"
        for name, text in messages_of(case).items():
            wrong = [*untruths(text, own, facts), *self._of_cause(text, own, facts, case)]
            yield from (f"{name} {one}: {text}" for one in wrong)
        pages = {
            language: page_of(self.visitor, case, code, NOW) for language, code in CODES.items()
        }
        for language, page in pages.items():
            wrong = [*untruths(page.text, language, facts), *unsaid(page.text, language, facts)]
            wrong += self._of_cause(page.text, language, facts, case)
            yield from (f"page {language} {one}: {page.text}" for one in wrong)
        yield from self._within_the_house(case, facts, pages["en"].status)

    def _of_cause(self, text: str, language: str, facts: Facts, case: Case) -> Iterator[str]:
        if case.cause is None:
            return
        told = told_of_cause(text, case, CODES[language])
        self.told += len(told)
        asks = SAYINGS[case.cause.slug][self.play.direction]
        yield from untruths_of_cause(told, asks, text, language, facts)

    def _within_the_house(self, case: Case, facts: Facts, status: str) -> Iterator[str]:
        desk = desk_of(self.agent, case)
        told = self.agent.get(f"/api/v1/cases/{case.reference}/").json()
        if not desk.reads == told["customer_wording"] == status:
            yield f"strip {desk.reads!r}, API {told['customer_wording']!r}, page {status!r}"
        if bool(desk.promised) != bool(told["promised_at"]):
            yield f"strip promises {desk.promised!r}, API {told['promised_at']!r}"
        if desk.promised and not facts.may_promise:
            yield f"strip promises {desk.promised} for money that is {facts.rung}"
        if told["ending"] != facts.ending or bool(told["resolved_at"]) != facts.is_done:
            yield f"API ended {told['ending']!r} at {told['resolved_at']}"
        if facts.is_done is not bool(facts.ending):
            yield "done without an ending, or ended and not done"


def _posted(case: Case, now: datetime) -> None:
    queued = Notification.objects.filter(thread=case.reference, state="queued")
    queued.update(state="sent", sent_at=now)


@pytest.mark.parametrize("play", PLAYS, ids=str)
def test_at_no_moment_does_one_voice_contradict_another(known, play, monkeypatch):
    stage, wrong, read = Stage(play, monkeypatch), [], 0

    for step in play.story.steps:
        stage.take(step)
        case = stage.case
        if case is None:
            continue
        read += 1
        wrong += [f"{step.rung or step.ending}: {found}" for found in stage.contradictions(case)]
        if not play.is_slow:
            _posted(case, stage.now)

    assert wrong == []
    assert read >= 2


def test_there_are_forty_plays_and_some_rare_ones():
    assert len({str(play) for play in PLAYS}) == len(PLAYS) >= 40


FAILED = Facts("payout", "failed", False, "", None, False, False)


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("Your payout was credited.", "en", "says arrived"),
        ("您的出款已到账。", "zh", "says arrived"),
        ("Your case is solved.", "en", "never said"),
        ("It should arrive by 3 May 2027.", "en", "promises 3 May 2027"),
        ("预计最迟2027年5月3日到账。", "zh", "promises 2027年5月3日"),
        ("Please do not pay again for now.", "en", "tells somebody not to pay"),
        ("工单因此关闭。", "zh", "says closed"),
        ("Your payout is pending.", "en", "says pending"),
    ],
)
def test_the_oracle_itself_hears_what_is_untrue(text, language, wrong):
    assert [found for found in untruths(text, language, FAILED) if wrong in found]
    assert not [*untruths("Your payout failed. 您的出款失败。", language, FAILED)]


CLOSED = ("The account is closed.", "Please add another account.")
ASKED = Facts("payin", "failed", False, "", None, False, False)


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (replace(ASKED, is_silent=True), "only people may speak"),
        (replace(ASKED, rung="credited"), "and it did"),
        (replace(ASKED, is_new=True), "why something else failed"),
        (replace(ASKED, is_asked=False), "asks for what they have done"),
        (replace(ASKED, is_done=True, ending="withdrawn"), "no longer wants it"),
        (replace(ASKED, again_on=NOW.date(), rung="sent"), "before it was sent again"),
        (ASKED, "asks them to pay, and not to"),
    ],
)
def test_the_oracle_hears_what_a_cause_denies(facts: Facts, wrong: str) -> None:
    text = f"{' '.join(CLOSED)} Please do not pay again for now."

    assert [one for one in untruths_of_cause(CLOSED, "ap", text, "en", facts) if wrong in one]
    assert not [*untruths_of_cause(CLOSED, "a", " ".join(CLOSED), "en", ASKED)]
