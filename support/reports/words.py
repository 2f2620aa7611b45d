"""What cases can be filtered by besides, so that every figure is a filter of the queue.

A split gives each case exactly one of its values: parts add up to the whole. When something
happened is asked for by days, as `opened` and `resolved` are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as Either
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.models import OPEN_STATUSES, CaseEvent, Clock, ClockAlarm, Ending, Status
from support.cases.viewing.conditions import Asking, add_word, moments_of, on_days
from support.guidance.models import CaseWalk
from support.inquiries.models import Inquiry
from support.payments.ladder.rungs import Rung
from support.surveys.models import STARS
from troubleshooting.walks.models import Walk

Kind = CaseEvent.Kind
NONE = "none"


@dataclass(frozen=True)
class Split:
    """Into which of its values a case falls at a moment."""

    values: tuple[str, ...]
    expression: Callable[[datetime], Any]

    def condition(self, value: str, asking: Asking) -> Q:
        return Q(In(self.expression(asking.now), value.split(",")))


def _word(*whens: When, default: str = NONE) -> Either:
    return Either(*whens, default=Value(default), output_field=CharField())


def _when(value: str, *conditions: Any, **columns: Any) -> When:
    return When(Q(*conditions, **columns), then=Value(value))


# A complaint has the clock of its market, in the place of these two.
_COMPLAINT = _when(NONE, complaint__isnull=False)


def _first_answer(now: datetime) -> Any:
    return _word(
        _COMPLAINT,
        _when("kept", first_answered_at__lte=F("first_answer_due_at")),
        _when("late", first_answered_at__isnull=False),
        _when(NONE, ~Q(status__in=OPEN_STATUSES)),
        _when("late", first_answer_due_at__lt=now),
        default="running",
    )


def _solution(_now: datetime) -> Any:
    """While somebody else was waited for, the clock stood: what was left of it counts then."""
    rang = ClockAlarm.objects.filter(case=OuterRef("pk"), clock=Clock.SOLUTION, is_late=True)
    in_time = Q(solution_time_left=None, resolved_at__lte=F("solution_due_at"))
    return _word(
        _COMPLAINT,
        _when("running", resolved_at=None),
        _when("late", Exists(rang)),
        _when("kept", in_time | Q(solution_time_left__gt=timedelta())),
        default="late",
    )


def _promise(_now: datetime) -> Any:
    """The day that its customer was told, which a case keeps once it has ended."""
    credited = Q(ending=Ending.CREDITED)
    arrived = Either(When(payment__status=Rung.CREDITED, then=F("payment__status_since")))
    return _word(
        _when(NONE, Q(promised_at=None) | Q(resolved_at=None)),
        _when("kept", credited, promised_at__gte=Coalesce(arrived, F("resolved_at"))),
        _when("late", credited),
        default="otherwise",
    )


def _applied(_now: datetime) -> Any:
    """By whom the latest outcome of the guide was applied, and what the payment said of it."""
    proven = {"right": Q(walk__confirmed=True), "wrong": Q(walk__confirmed=False)}
    whens = [
        _when(f"{who}_{word}", condition, walk__ended_by__isnull=who == "itself")
        for who in ("itself", "person")
        for word, condition in {**proven, "open": Q()}.items()
    ]
    ended = CaseWalk.objects.filter(case=OuterRef("pk"), walk__state=Walk.State.CONCLUDED)
    latest = ended.order_by("-pk").annotate(applied=_word(*whens)).values("applied")[:1]
    return Coalesce(Subquery(latest), Value(NONE))


def _ending(_now: datetime) -> Any:
    return Either(_when(NONE, ending=""), default=F("ending"), output_field=CharField())


def _stars(_now: datetime) -> Any:
    return Coalesce(Cast("survey__stars", CharField()), Value(NONE))


_PROVEN = ("right", "wrong", "open")
SPLITS = {
    "first_answer": Split(("kept", "late", "running", NONE), _first_answer),
    "solution": Split(("kept", "late", "running", NONE), _solution),
    "promise": Split(("kept", "late", "otherwise", NONE), _promise),
    "applied": Split(
        (*(f"{who}_{word}" for who in ("itself", "person") for word in _PROVEN), NONE), _applied
    ),
    "ending": Split((*Ending.values, NONE), _ending),
    "stars": Split((*map(str, STARS), NONE), _stars),
}


def _told(kinds: tuple[Kind, ...], **values: str) -> Callable[[str, Asking], Q]:
    """Return the filter for cases to which something happened on some days, once or often."""

    def happened(value: str, _asking: Asking) -> Q:
        begins, ends = moments_of(value)
        lines = CaseEvent.objects.filter(
            kind__in=kinds, happened_at__gte=begins, happened_at__lt=ends, **values
        )
        return Q(Exists(lines.filter(case=OuterRef("pk"))), merged_into=None)

    return happened


def _answered(*conditions: Q) -> Callable[[str, Asking], Q]:
    """Return the filter for cases of which a bank answered an inquiry on some days."""

    def happened(value: str, _asking: Asking) -> Q:
        begins, ends = moments_of(value)
        answers = Inquiry.objects.to_banks().filter(
            *conditions, answered_at__gte=begins, answered_at__lt=ends
        )
        return Q(Exists(answers.filter(case=OuterRef("pk"))), merged_into=None)

    return happened


# How a wait for the bank ends on the timeline, whatever ended it.
BANK_LEFT: dict[str, Any] = {
    "kind__in": (Kind.STATUS, Kind.RESOLVED), "values__before": Status.WAITING_BANK.value
}  # fmt: skip
HAPPENED = {
    "reopened": (pgettext_lazy("cases", "Reopened"), _told((Kind.REOPENED,))),
    "not_reached": (_("Not reached"), _told((Kind.UNREACHED,))),
    "bank_waited": (
        _("Cases that had waited for a bank"),
        _told(BANK_LEFT["kind__in"], values__before=BANK_LEFT["values__before"]),
    ),
    "bank_answered": (_("Cases whose inquiry was answered"), _answered()),
    "bank_answered_late": (
        _("Answered after it was due"), _answered(Q(answered_at__gt=F("due_at"))),
    ),
    "rated": (_("Survey answered"), on_days("survey__rated_at")),
}  # fmt: skip


def connect() -> None:
    """Let lists of cases be filtered by all of these."""
    for name, split in SPLITS.items():
        add_word(name, split.condition, split.values)
    for name, (called, condition) in HAPPENED.items():
        add_word(name, condition, day_name=called)
