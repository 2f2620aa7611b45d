"""Small trees and walks for the desk's tests."""

from typing import Any

from django.utils import timezone

from support.cases.models import Case
from support.guidance.services import start_walk
from tests.factories import make_case
from tests.reference import publish
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import Walk

HTMX = {"HX-Request": "true"}


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh-hans": f"{text}(中)"}


def question(number: int, to: str) -> dict[str, Any]:
    return {
        "key": f"q{number}",
        "kind": "question",
        "title": both(f"Question {number}?"),
        "body": both("Look **closely**."),
        "options": [
            {"key": "yes", "label": both("Yes"), "to": to},
            {"key": "no", "label": both("No"), "to": to},
        ],
    }


def chain(length: int, **outcome: Any) -> dict[str, Any]:
    """A tree of so many questions in a row and one outcome."""
    nodes = [
        question(number, f"q{number + 1}" if number < length else "out")
        for number in range(1, length + 1)
    ]
    end = {
        "key": "out",
        "kind": "outcome",
        "title": both("Slow bank"),
        "cause": "test_slow",
        "cure": both("Ask the bank."),
        "message": "solution",
        "status": "waiting_customer",
        "automatic": False,
    }
    return {
        "format": "casewalk.tree/1",
        "slug": "payout-not-received",
        "title": both("Test guide"),
        "start": "q1",
        "nodes": [*nodes, end | outcome],
    }


def make_cause() -> Cause:
    cause, _created = Cause.objects.get_or_create(
        slug="test_slow",
        defaults={
            "name_en": "Bank is slow",
            "name_zh": "银行处理慢",
            "customer_message_en": "The bank needs longer for {reference}.",
            "customer_message_zh": "银行处理 {reference} 需要更长时间。",
            "typical_minutes": 60,
            "typical_share": "0.1",
            "disclosure": "open",
        },
    )
    return cause


def make_walk(length: int = 3, *, case: Case | None = None, **outcome: Any) -> tuple[Case, Walk]:
    """A case standing at the first question of a fresh tree."""
    make_cause()
    publish(chain(length, **outcome))
    case = case or make_case()
    return case, start_walk(case, now=timezone.now()).walk


def answer(walk: Walk, node: str, option: str = "yes", **more: Any) -> dict[str, Any]:
    """Return the form of an answer as the page sends it."""
    walk.refresh_from_db()
    seen = {"walk": str(walk.pk), "seen": walk.answers_seen}
    return seen | {"node": node, "option": option} | more
