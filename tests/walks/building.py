"""Stored walks to test with."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from tests.trees.building import check, document, outcome, step
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice, record_answer, start_walk

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 18, 10, 5, tzinfo=UTC)
NORMAL, DOWN = {"channel_state": "normal"}, {"channel_state": "down"}


def tree() -> dict[str, Any]:
    """A check that reads the channel's state, then three questions."""
    return document(
        check("state", "channel_state", normal="accepted", degraded="accepted", down="out_down"),
        step("accepted", yes="paid", no="reason"),
        step("reason", limit="paid", other="out_other"),
        {**step("paid", yes="out_paid", no="out_other"), "required": True},
        outcome("out_down", status="waiting_bank"),
        outcome("out_paid", status="open"),
        outcome("out_other", status="open"),
    )


def published(content: dict[str, Any] | None = None) -> TreeVersion:
    return import_tree(content or tree(), now=NOW).version


def started(facts: dict[str, Any] | None = None, content: dict[str, Any] | None = None) -> Walk:
    return start_walk(
        published(content),
        subject="CW-TEST0001",
        facts=NORMAL if facts is None else facts,
        now=NOW,
    )


def agent(name: str = "agent") -> Any:
    return get_user_model().objects.get_or_create(username=name)[0]


recorded = transaction.atomic(record_answer)  # as a door does


def answer(walk: Walk, node: str, option: str | None = None, **fields: Any) -> Walk:
    """Record an answer as somebody who has seen everything."""
    choice = Choice(node=node, option=option, **fields)
    return recorded(walk, choice, seen=walk.answers_seen, actor=agent(), now=LATER)


def path(walk: Walk) -> list[tuple[str, str | None]]:
    return [(step.node.key, step.answer.option) for step in walk.position().path]


def stored(walk: Walk) -> Walk:
    """The walk as the database has it."""
    return Walk.objects.with_version().get(pk=walk.pk)
