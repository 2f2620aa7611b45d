"""The incidents that hold cases just now, read once a process until one changes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from support.cases.models import Case, CaseQuerySet, Status
from support.incidents.conditions import Row, as_sql, hold
from support.incidents.models import SYSTEM, Incident, explainable
from support.payments.ladder.rungs import Rung
from support.payments.models import Payment
from troubleshooting.marks.reading import kept


@dataclass(frozen=True)
class Known:
    """What an incident is about, as a plain value."""

    pk: int
    reference: str
    channels: frozenset[int]
    methods: frozenset[str]
    began_at: datetime
    ended_at: datetime | None
    conditions: tuple[Row, ...]
    cause: int | None

    def is_about(self, payment: Payment, moment: datetime) -> bool:
        """Tell whether a payment, made or first heard of at a moment, is one of these."""
        return (
            payment.status != Rung.CREDITED
            and (not self.channels or payment.channel_id in self.channels)
            and (not self.methods or payment.method in self.methods)
            and self.began_at <= moment
            and (self.ended_at is None or moment <= self.ended_at)
            and hold(self.conditions, payment)
        )

    def may_explain(self, case: Case) -> bool:
        """Tell of one case whether it is `explainable`."""
        found = case.cause
        is_free = found is None or found.pk == self.cause or found.slug == SYSTEM
        return is_free and case.status != Status.WAITING_CUSTOMER

    @property
    def free(self) -> Q:
        """The same of all cases."""
        return explainable(self.cause)

    @property
    def of_cases(self) -> Q:
        """The same as a condition on cases with `made_at`."""
        found = Q(made_at__gte=self.began_at, payment__isnull=False)
        found &= ~Q(payment__status=Rung.CREDITED)
        if self.channels:
            found &= Q(payment__channel__in=sorted(self.channels))
        if self.methods:
            found &= Q(payment__method__in=sorted(self.methods))
        if self.ended_at is not None:
            found &= Q(made_at__lte=self.ended_at)
        return found & as_sql(self.conditions)


def known_of(incident: Incident) -> Known:
    return Known(
        incident.pk,
        incident.reference,
        frozenset(channel.pk for channel in incident.channels.all()),
        frozenset(incident.methods),
        incident.began_at,
        incident.ended_at,
        tuple(incident.conditions),
        incident.cause_id,
    )


@kept
def holding() -> tuple[Known, ...]:
    """Return the incidents that go on, the first to begin first."""
    found = Incident.objects.holding().prefetch_related("channels").order_by("began_at", "pk")
    return tuple(map(known_of, found))


@kept
def are_any() -> bool:
    """Tell whether there was ever an incident: most of what asks for links then need not."""
    return Incident.objects.filter(opened_at__isnull=False).exists()


def is_out(channel: int | None) -> bool:
    """Tell whether an incident of this channel goes on."""
    return are_any() and any(channel in known.channels for known in holding())


def open_cases_of(known: Known) -> CaseQuerySet:
    """Return the cases under way that an incident explains."""
    cases = Case.objects.not_done().filter(merged_into=None)
    made = Coalesce("payment__initiated_at", "opened_at")
    return cases.alias(made_at=made).filter(known.of_cases)
