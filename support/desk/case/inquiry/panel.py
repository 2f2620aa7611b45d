"""What the page of a case says of its banks: what was asked, what came back, what can be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.files.models import StoredFile
from support.inquiries.asking import files_to_send
from support.inquiries.chasing import MOST_CHASERS
from support.inquiries.codes import INTERIM, RECALLS, Answer, Paper, RecallReason, Type
from support.inquiries.letters.composing import Words
from support.inquiries.made import was_made
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.payments.references.quoting import label_of
from support.roster.services import on_duty
from web.access import name_of


@dataclass(frozen=True)
class Asked:
    """One inquiry as its part of the page shows it."""

    inquiry: Inquiry
    now: datetime
    told: str = ""

    @property
    def silent(self) -> str:
        """Say what happens, or has, where the bank stays silent: `told` are who is on duty then."""
        one = self.inquiry
        if one.escalated_at:
            return _("told on %(at)s") % {"at": _moment(one.escalated_at)}
        if one.chase_at is None:
            return ""
        known = {"at": _moment(one.chase_at), "name": self.told or _("a lead")}
        if one.chased >= MOST_CHASERS or not one.bank.address:
            return _("%(name)s is told on %(at)s") % known
        return _("reminded on %(at)s; then %(name)s is told") % known

    @property
    def is_late(self) -> bool:
        return self.inquiry.is_open and self.inquiry.due_at < self.now

    @property
    def awaits(self) -> bool:
        """Whether an answer is to be chosen: none came, or words that nobody has judged."""
        one = self.inquiry
        may = not one.is_from_bank and not one.withdrawn
        return may and (one.is_open or one.heard_id is not None)

    @property
    def quoted(self) -> list[tuple[str, str]]:
        """Return what to quote, by name."""
        return [(label_of(one["kind"]), one["value"]) for one in self.inquiry.quoted]

    @property
    def answers(self) -> list[tuple[str, str, bool]]:
        """Return every answer by code and words, the proposed one marked and first."""
        proposed = self.inquiry.proposed
        found = [(one.value, str(one.label), one.value == proposed) for one in Answer]
        return sorted(found, key=lambda one: not one[2])

    @property
    def answer_words(self) -> str:
        return str(Answer(self.inquiry.answer).label) if self.inquiry.answer else ""

    @property
    def is_folded(self) -> bool:
        """Whether it is over: one line says how, its letters can still be read."""
        return not self.inquiry.is_open and self.inquiry.heard_id is None and not self.in_trouble

    @property
    def in_trouble(self) -> bool:
        return any(letter.is_in_trouble for letter in self.letters)

    @property
    def is_interim(self) -> bool:
        return self.inquiry.answer in INTERIM

    @property
    def papers(self) -> list[str]:
        return [str(Paper(name).label) for name in self.inquiry.papers]

    @cached_property
    def letters(self) -> list[BankLetter]:
        return list(self.inquiry.letters.all())


@dataclass(frozen=True)
class BankPanel:
    """`typed` is what somebody asks a bank just now, `letter` how that would leave."""

    case: Case
    now: datetime
    asks: bool = False
    letter: Words | None = None

    @cached_property
    def asked(self) -> list[Asked]:
        rows = list(Inquiry.objects.of_case(self.case))
        chases = [one.chase_at for one in rows if one.is_open and one.chase_at]
        told = self._on_duty(min(chases)) if chases else ""
        return [Asked(one, self.now, told) for one in rows]

    def _on_duty(self, at: datetime) -> str:
        """Name who is told by plan at a moment, the first of them."""
        people = on_duty(max(at, self.now), team=self.case.team)
        return name_of(people[0]) if people else ""

    @cached_property
    def own_banks(self) -> list[Bank]:
        """Return the banks that carry payments of this one's channel."""
        channel = self.case.payment.channel_id if self.case.payment else 0
        return list(Bank.objects.filter(channels=channel))

    @cached_property
    def other_banks(self) -> list[Bank]:
        return list(Bank.objects.exclude(pk__in=[bank.pk for bank in self.own_banks]))

    @property
    def types(self) -> list[tuple[str, str]]:
        """Return what can be asked: of a payment that was never made, nothing comes back."""
        payment = self.case.payment
        is_made = payment is None or was_made(payment)
        return [(one.value, str(one.label)) for one in Type if is_made or one not in RECALLS]

    @property
    def recall(self) -> str:
        return Type.RECALL.value

    def misfit(self, slug: str) -> Bank | None:
        """Return the bank of a name if payments like this one go through others."""
        return next(
            (bank for bank in self.other_banks if self.own_banks and bank.slug == slug), None
        )

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(one.value, str(one.label)) for one in RecallReason]

    @property
    def papers(self) -> list[tuple[str, str]]:
        return [(one.value, str(one.label)) for one in Paper]

    @property
    def tomorrow(self) -> str:
        return f"{self.now.date() + timedelta(days=1):%Y-%m-%d}"

    @cached_property
    def files(self) -> list[StoredFile]:
        return files_to_send(self.case.with_merged)

    def chosen(self, names: list[str]) -> list[StoredFile]:
        """Return those of the files that somebody ticked."""
        return [file for file in self.files if str(file.pk) in names]


def bank_panel(case: Case, *, now: datetime, asks: bool, was_asked: bool) -> BankPanel | None:
    """Return what is said of a case's banks; None, and no query, where none ever was asked."""
    return BankPanel(case, now, asks=asks) if asks or was_asked else None


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
