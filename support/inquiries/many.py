"""Banks in lists of cases: asking for those that wait for one, and asking it of many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from support.cases.bulk.deeds import BulkDeed, Doing, Foresight, Leaving, register
from support.cases.models import Case
from support.cases.viewing.conditions import Asking, add_word
from support.inquiries.asking import (
    Question,
    ask_bank,
    check_case,
    files_to_send,
    preview_of_many,
)
from support.inquiries.codes import RecallReason, Type
from support.inquiries.models import Bank, Inquiry
from support.inquiries.models.inquiry import LONGEST_WORDS
from support.payments.models import Channel
from troubleshooting.marks import asking

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def connect() -> None:
    """Let lists be asked for the bank of a case, and the queue ask it of many."""
    add_word("bank", _at_bank)
    add_word("bank_late", _late_at_bank)
    add_word("bank_channels", _of_its_channels)
    register(
        BulkDeed(
            "ask_bank", gettext_lazy("Ask a bank"), _ask, prepare=_prepared, foresee=_foreseen,
            leaving=_letter, offers=_files,
            warning=gettext_lazy(
                "The bank gets one letter about all of them. Cases of nobody become yours."
            ), options=_banks,
            fields={
                "bank": serializers.CharField(
                    required=False, max_length=40, help_text="`ask_bank`: the bank's short name."
                ),
                "type": serializers.ChoiceField(
                    Type.choices, required=False, label=gettext_lazy("What about")
                ),
                "recall_reason": serializers.ChoiceField(
                    RecallReason.choices, required=False,
                    label=gettext_lazy("Reason of the recall"),
                    help_text=gettext_lazy(
                        "A recall is a request: the bank may refuse it, and mostly asks its "
                        "customer first."
                    ),
                ),
                "words": serializers.CharField(
                    required=False, allow_blank=True, max_length=LONGEST_WORDS,
                    label=gettext_lazy("In the bank's language, where more is to be said"),
                    style={"base_template": "textarea.html"},
                ),
                "file": serializers.CharField(
                    required=False, allow_blank=True, max_length=400,
                    help_text="`ask_bank`: keys of files that go with it, with commas between.",
                ),
            },
        )
    )  # fmt: skip


def _at_bank(value: str, _asking: Asking) -> Q:
    asked = Inquiry.objects.open().to_banks().filter(bank__slug=value)
    return Q(pk__in=asked.values("case"))


def _late_at_bank(value: str, asking: Asking) -> Q:
    asked = Inquiry.objects.late(asking.now).to_banks().filter(bank__slug=value)
    return Q(pk__in=asked.values("case"))


def _of_its_channels(value: str, _asking: Asking) -> Q:
    """Return the condition for cases of payments that a bank carries, asked of it or not."""
    return Q(payment__channel__in=Channel.objects.filter(banks__slug=value).values("pk"))


def _banks(_user: "User") -> list[tuple[str, str]]:
    return [(bank.slug, str(bank)) for bank in _WRITTEN_TO.ask()]


_WRITTEN_TO = asking.Question(lambda: Bank.objects.exclude(address=""))


def _prepared(doing: Doing) -> Mapping[str, Any]:
    bank = Bank.objects.filter(slug=doing.given.get("bank", "")).first()
    if bank is None:
        wrong = ValidationError(_("Please choose a bank."), code="required")
        raise ValidationError({"bank": wrong})
    kind = doing.given.get("type") or Type.NOT_RECEIVED
    if kind not in Type.values:
        raise ValidationError({"type": ValidationError(_("Please choose."), code="required")})
    reason = doing.given.get("recall_reason") or ""
    words, files = doing.given.get("words", "")[:LONGEST_WORDS], doing.given.get("file", "")
    question = Question(bank, kind, words=words, recall_reason=reason, joins=True)
    named = {"bank": bank.slug, "type": kind, "recall_reason": reason, "words": words}
    return {**named, "file": files, "question": question}


def _files(keys: Sequence[int]) -> list[tuple[str, str]]:
    """Return the files that may go with a letter about cases: key, and whose it is."""
    return [(str(file.pk), file.name) for file in files_to_send(Q(case__in=keys))]


def _foreseen(keys: Sequence[int], doing: Doing) -> Foresight:
    question: Question = doing.given["question"]
    asked = Inquiry.objects.open().to_banks().filter(case__in=keys, bank=question.bank)
    already = set(asked.filter(type=question.type).values_list("case", flat=True))

    asked_about = Case.objects.select_related("payment__channel").in_bulk(keys)

    def foresee(row: Case) -> str:
        case = asked_about.get(row.pk, row)
        check_case(case, question.type, is_asked=case.pk in already)
        _check_fits(case, question)
        return _("Ask %(bank)s: %(what)s") % {
            "bank": question.bank,
            "what": Type(question.type).label,
        }

    return foresee


def _letter(keys: Sequence[int], doing: Doing) -> Leaving:
    rows = Case.objects.filter(pk__in=keys).select_related("payment__channel").order_by("pk")
    cases = list(rows.prefetch_related("payment__references"))
    words = preview_of_many(cases, doing.given["question"], now=doing.now)
    return words.subject, words.text


def _check_fits(case: Case, question: Question) -> None:
    """Raise ValidationError for a payment of which the letter about all would say what is not."""
    payment = case.payment
    if question.type == Type.NOT_RECEIVED and payment is not None and payment.is_payin:
        raise ValidationError(
            _("This is a pay-in: no payee waits for it. Ask its bank from the case."), code="payin"
        )


def _ask(case: Case, doing: Doing) -> None:
    _check_fits(case, doing.given["question"])
    question: Question = doing.given["question"]
    if ticked := {*filter(None, doing.given["file"].split(","))}:  # each brings its own along
        own = [file for file in files_to_send(case.with_merged) if str(file.pk) in ticked]
        question = replace(question, files=own)
    ask_bank([case], question, actor=doing.actor, now=doing.now)
