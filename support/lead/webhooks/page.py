"""What the pages of webhooks show."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from support.webhooks.models import WAITING, Attempt, Delivery, Endpoint, State
from support.webhooks.topics import Topic
from web.paging import ROWS, rows_of


@dataclass(frozen=True)
class TopicChoice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class EndpointPage:
    """One webhook. `secret` is a new one, shown this once; `secrets` are names of those in use."""

    endpoint: Endpoint
    topics: list[TopicChoice]
    secrets: list[str]
    deliveries: list[Delivery]
    waiting: int
    state: str
    page: int
    has_more: bool
    states: Any = field(default_factory=lambda: State.choices)
    secret: str = ""
    errors: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


def listed() -> QuerySet[Endpoint]:
    """Every endpoint with how many events wait for it and how many were set aside, in one query."""
    return Endpoint.objects.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state__in=WAITING)),
        set_aside=Count("deliveries", filter=Q(deliveries__state=State.FAILED)),
    )


def topic_choices(chosen: Collection[str]) -> list[TopicChoice]:
    return [TopicChoice(topic, str(topic.label), topic in chosen) for topic in Topic]


def build_page(
    endpoint: Endpoint,
    *,
    state: str = "",
    page: int = 1,
    secret: str = "",
    typed: Any = None,
    errors: Mapping[str, Any] | None = None,
) -> EndpointPage:
    """Compose the page with what is in force, or with what somebody typed."""
    state = state if state in State.values else ""
    found = list(_log(endpoint, state)[rows_of(page)])
    topics = typed.getlist("topics") if typed is not None else endpoint.topics
    return EndpointPage(
        endpoint=endpoint,
        topics=topic_choices(topics),
        secrets=[hashlib.sha256(one.encode()).hexdigest()[:8] for one in endpoint.secrets],
        deliveries=found[:ROWS],
        waiting=endpoint.deliveries.filter(state__in=WAITING).count(),
        state=state,
        page=page,
        has_more=len(found) > ROWS,
        secret=secret,
        errors=errors or {},
        url=typed.get("url", "") if typed is not None else endpoint.url,
    )


def _log(endpoint: Endpoint, state: str) -> QuerySet[Delivery]:
    last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    rows = endpoint.deliveries.order_by("-pk").annotate(
        last_status=Subquery(last.values("status")[:1]),
        last_words=Subquery(last.values("words")[:1]),
        last_at=Subquery(last.values("started_at")[:1]),
        last_ms=Subquery(last.values("took_ms")[:1]),
    )
    return rows.filter(state=state) if state else rows
