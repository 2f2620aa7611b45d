"""The status page of a record, as its customer's browser gets it, and what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import RequestFactory
from django.utils import translation

from support.cases.links import find_link
from support.cases.models import CUSTOMER_WORDING, Case
from support.claims.claim import Slot
from support.claims.record import Occasion, Record, Turn
from support.portal import page as portal_page
from support.portal.views import Reading, show_page
from support.portal.writing.form import WriteForm
from tests.claims.causes import CAUSES, KINDS, World
from tests.claims.reader import (
    QUESTION,
    Expected,
    common,
    left_over,
    plain,
    say,
    untruths_in,
)
from tests.factories import NOW as OPENED
from tests.portal.world import address_of, case_of

STATUS = {
    Turn.US: "open", Turn.BANK: "waiting_bank", Turn.CUSTOMER: "waiting_customer",
    Turn.NOBODY: "resolved",
}  # fmt: skip
SHOWN = (
    Slot.HAPPENED, Slot.NEWS, Slot.MONEY, Slot.DAY, Slot.TO_DO, Slot.UNTIL, Slot.CAUTION, Slot.NEXT,
)  # fmt: skip
_CARDS = re.compile(r'<section class="card (?:answer|task)[^>]*>.*?</section>', re.DOTALL)
_ASIDE = re.compile(
    r'<ol class="holder".*?</ol>|<p class="why">.*?</p>|<ul class="days">.*?</ul>|<svg.*?</svg>',
    re.DOTALL,
)
FRAMES = {
    "en": ("Whatyouneedtodo", "Ihavedoneit", "Answerthequestion",
           r"Wehaveaquestionforyou\.Youranswerhelpsusfindoutwhathappened\."),
    "zh-hans": ("您需要做什么", "我已完成", "回答问题", "我们有一个问题[^。]*。"),
}  # fmt: skip


def page_record(world: World) -> Record:
    """Return the record as it stands where nobody entered a mailbox or a phone.

    No question waits in the guide of a case that is over, or of which only people may speak.
    """
    record = replace(world.record, reply_to="", phone="")
    goes_on = record.turn is not Turn.NOBODY and not record.is_silent
    return record if goes_on else replace(record, question="")


class Browser:
    """One stored case; what the record of each world shows is put in its place unstored."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.case = case_of(zone="UTC")
        self.payment = self.case.payment
        link = find_link(address_of(self.case).strip("/").split("/")[1])
        assert link
        self.link = link

    def page(self, world: World) -> str:
        """Return the markup of a world's page."""
        record, language = page_record(world), world.record.language
        for name, told in (
            ("record_of", record), ("question_for", record.question),
            ("closes_on", record.closes_on),
        ):  # fmt: skip
            self.patch.setattr(portal_page, name, lambda *_args, told=told, **_more: told)
        self._set(self.case, world, record)
        self.link.case = self.case
        reading = Reading(self.link, "/s/mock/", "/s/mock/", language, OPENED)
        with translation.override(language), reading.active():
            answer = show_page(RequestFactory().get("/"), reading, WriteForm(self.link))
        return str(answer.content.decode())

    def _set(self, case: Case, world: World, record: Record) -> None:
        case.status, case.ending = STATUS[record.turn], record.ending.value
        case.resolved_at = OPENED if record.turn is Turn.NOBODY else None
        case.promised_at = record.promised_at
        case.cause = CAUSES.get(world.cause)
        case.payment = self.payment if record.has_payment else None
        if case.payment:
            case.payment.status, case.payment.reference = record.rung, record.payment
            case.payment.amount, case.payment.currency = record.amount, record.currency
            case.payment.is_refund = False
            for name, value in KINDS[world.kind].items():
                setattr(case.payment, name, value)


def wrong_in_page(world: World, markup: str) -> Iterator[str]:
    record = page_record(world)
    language, wanted = record.language, Expected(record, Occasion.PAGE)
    text = plain(_ASIDE.sub(" ", " ".join(_CARDS.findall(markup))))
    told = wanted.of(SHOWN)
    if record.question and "question" in wanted.keys:
        told = [one for one in told if one != say(wanted.told["question"])]
    asked = [say(record.question)] if record.question else []
    with translation.override(language):
        is_hidden = record.is_silent and record.turn is not Turn.NOBODY
        status = str(CUSTOMER_WORDING["open" if is_hidden else STATUS[record.turn]])
    parts = [*told, *asked, say(wanted.cause), say(wanted.title), say(status)]
    yield from left_over(say(text), parts, FRAMES[language])
    whole = plain(re.sub(r"<head>.*?</head>|<nav.*?</nav>|<svg.*?</svg>", " ", markup, flags=re.S))
    yield from common(text, language)
    if found := re.search(r"[Cc]asewalk|\b(?:True|None|Promise)\b|\{\{|\{%|%\(", whole):
        yield f"has {found[0]}"
    own = text.replace(wanted.cause, " ").replace(QUESTION[language], " ") if wanted.cause else text
    yield from untruths_in(own, record)
