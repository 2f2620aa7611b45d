"""What the page of a case says of its banks: what was asked, what came back, what can be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext_lazy

from support.cases.models import Case, Message
from support.files.models import StoredFile
from support.inquiries.codes import INTERIM, Answer, Paper, RecallReason, Type
from support.inquiries.letters.composing import Words
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.payments.references.quoting import label_of

OWN_REFERENCE = gettext_lazy("Our reference")


@dataclass(frozen=True)
class Asked:
    """One inquiry as its part of the page shows it."""

    inquiry: Inquiry
    now: datetime

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
        return [
            (str(OWN_REFERENCE) if one["kind"] == "own_reference" else label_of(one["kind"]),
             one["value"])
            for one in self.inquiry.quoted
        ]  # fmt: skip

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
    def is_interim(self) -> bool:
        return self.inquiry.answer in INTERIM

    @property
    def papers(self) -> list[str]:
        return [str(Paper(name).label) for name in self.inquiry.papers]

    @property
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
        return [Asked(one, self.now) for one in Inquiry.objects.of_case(self.case)]

    @cached_property
    def banks(self) -> list[Bank]:
        """Return every bank, those of the payment's channel first."""
        channel = self.case.payment.channel_id if self.case.payment else 0
        first = set(Bank.objects.filter(channels=channel).values_list("pk", flat=True))
        return sorted(Bank.objects.all(), key=lambda bank: bank.pk not in first)

    @property
    def types(self) -> list[tuple[str, str]]:
        return [(one.value, str(one.label)) for one in Type]

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
        """Return what the customer sent, the newest first; what may not leave is not among it."""
        said = Message.objects.filter(self.case.with_merged, kind=Message.Kind.INCOMING)
        found = StoredFile.objects.filter(messages__in=said).distinct().order_by("-created_at")
        return [file for file in found if file.is_cleared]

    def chosen(self, names: list[str]) -> list[StoredFile]:
        """Return those of the files that somebody ticked."""
        return [file for file in self.files if str(file.pk) in names]


def bank_panel(
    case: Case, *, now: datetime, asks: bool, letter: Words | None = None
) -> BankPanel | None:
    """Return what is said of a case's banks; None, and no query, where nothing is owed or asked."""
    if not asks and case.inquiry_due_at is None:
        return None
    return BankPanel(case, now, asks=asks, letter=letter)
