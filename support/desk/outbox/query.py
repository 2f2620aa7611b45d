"""What the outbox is narrowed to: its address read, its rows chosen."""

import uuid
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from support.cases.models import Case, CaseQuerySet
from support.cases.references import read_reference
from support.customers.models import Customer
from support.notifications.models import Channel, Notification, Reason, State
from support.notifications.words.events import EVENTS

MASS_VALUES = ("yes", "no")
LONGEST_TYPED = 254
MOST_CASES = 500  # that keep one address


@dataclass(frozen=True)
class OutboxQuery:
    """What the address of the outbox asks for; what it can't mean is left out.

    `mass` is yes, no or the key of one mass message; `since` and `until` are days.
    """

    state: str = ""
    channel: str = ""
    event: str = ""
    reason: str = ""
    provider: str = ""
    mass: str = ""
    since: str = ""
    until: str = ""
    stuck: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "OutboxQuery":
        return cls(
            state=_one_of(query, "state", State.values),
            channel=_one_of(query, "channel", Channel.values),
            event=_one_of(query, "event", EVENTS),
            reason=_one_of(query, "reason", Reason.values),
            provider=_typed(query, "provider")[:40],
            mass=_mass(query.get("mass", "")),
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            stuck=_one_of(query, "stuck", ["1"]),
            q=_typed(query, "q"),
        )

    @property
    def is_narrowed(self) -> bool:
        return self != OutboxQuery()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is asked for, by name, for addresses and hidden fields."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [(name, value) for name, value in values if value]

    @property
    def reference(self) -> str:
        """The reference of a case, if that is what was typed."""
        return (read_reference(self.q) or "") if self.q else ""

    def address(self, **more: str) -> str:
        """Return the query string of this, with some of it changed or added."""
        known = {name: value for name, value in more.items() if hasattr(self, name)}
        query = QueryDict(mutable=True)
        query.update(dict(replace(self, **known).pairs))
        query.update({name: value for name, value in more.items() if value and name not in known})
        return f"?{query.urlencode()}"

    def chosen(self, now: datetime) -> QuerySet[Notification]:
        """Return the messages that were asked for, in no order."""
        rows = Notification.objects.stuck(now) if self.stuck else Notification.objects.all()
        columns = {name: getattr(self, name) for name in ("state", "channel", "event", "reason")}
        columns["provider"] = self.provider
        rows = rows.filter(**{name: value for name, value in columns.items() if value})
        if self.mass in MASS_VALUES:
            rows = rows.filter(broadcast__isnull=self.mass == "no")
        elif self.mass:
            rows = rows.filter(broadcast=uuid.UUID(self.mass))
        if self.since:
            rows = rows.filter(created_at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(created_at__lt=_midnight(self.until, days=1))
        return rows.filter(_found_by(self.q)) if self.q else rows


def _found_by(typed: str) -> Q:
    """Find messages by their case or by an address.

    Whom an address belongs to is known by an index; only one that is nobody's any more is looked
    for in the messages themselves.
    """
    reference = read_reference(typed)
    number = typed.translate({ord(char): None for char in " -()."}).removeprefix("+")
    if reference:
        return Q(thread=reference)
    if "@" in typed:
        customers = list(Customer.objects.at_address(typed).values_list("pk", flat=True))
        return _of(customers, Case.objects.told_address(typed)) or Q(address__iexact=typed)
    if number.isdecimal():
        owners = Customer.objects.filter(phone=f"+{number}").values_list("pk", flat=True)
        cases = Case.objects.filter(contact_phone=f"+{number}")
        return _of(list(owners), cases) or Q(address=f"+{number}")
    return Q(thread=typed[:40])


def _of(customers: list[int], cases: CaseQuerySet) -> Q:
    """Find what went to customers, and what was told about cases that keep an address."""
    threads = list(cases.order_by("-pk").values_list("reference", flat=True)[:MOST_CASES])
    found = Q(customer__in=customers) if customers else Q()
    return found | Q(thread__in=threads) if threads else found


def _one_of(query: QueryDict, name: str, allowed: Any) -> str:
    value = query.get(name, "")
    return value if value in allowed else ""


def _typed(query: QueryDict, name: str) -> str:
    """Return what somebody typed as one bounded line; PostgreSQL takes no NUL."""
    return " ".join(query.get(name, "").replace("\0", " ").split())[:LONGEST_TYPED]


def _mass(value: str) -> str:
    if value in MASS_VALUES:
        return value
    try:
        return str(uuid.UUID(value))
    except ValueError:
        return ""


def _day(value: str) -> str:
    try:
        day = parse_date(value)
    except ValueError:
        return ""
    return day.isoformat() if day and 1970 <= day.year <= 2999 else ""


def _midnight(day: str, *, days: int = 0) -> datetime:
    """Return when a day begins in the agent's zone."""
    wanted = parse_date(day)
    assert wanted is not None  # it was read already  # noqa: S101
    return timezone.make_aware(datetime.combine(wanted + timedelta(days=days), time()))
