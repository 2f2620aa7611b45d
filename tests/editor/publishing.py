"""What somebody who publishes presses, and the walks that stand in between."""

from typing import Any

from django.db import transaction
from django.test import Client

from tests.editor.authors import SLUG
from tests.editor.authors import small_document as small
from tests.factories import NOW
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice, conclude, record_answer, start_walk

PAGE = f"/trees/{SLUG}/publish/"
HISTORY = f"/trees/{SLUG}/history/"


def retitled(key: str = "arrived", title: str = "Has it arrived?") -> SetNode:
    entry = next(node for node in small()["nodes"] if node["key"] == key)
    return SetNode(key, {**entry, "title": {"en": title, "zh-hans": f"{title}(新)"}})


def redirected(key: str, **ways: str) -> SetNode:
    """Let answers of a step lead elsewhere."""
    entry = next(node for node in small()["nodes"] if node["key"] == key)
    options = [
        {**option, "to": ways.get(option["key"], option["to"])} for option in entry["options"]
    ]
    return SetNode(key, {**entry, "options": options})


def page_of(client: Client, address: str = PAGE, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(client: Client, draft: TreeVersion, **given: Any) -> Any:
    """Press "Publish" as somebody who has seen the whole draft."""
    values = {"version": draft.pk, "seen": draft.revision, "reason": "New rules.", **given}
    return client.post(PAGE, values)


def said(client: Client, answer: Any) -> list[str]:
    """Follow where an answer leads and return the notices there."""
    page = client.get(answer.url)
    return [str(message) for message in page.context["messages"]]


@transaction.atomic
def closed_walk(
    version: TreeVersion, *answers: tuple[str, str], subject: str = "CW-CLOSED01"
) -> Walk:
    walk = open_walk(version, *answers, subject=subject)
    return conclude(walk, seen=walk.answers_seen, actor=None, now=NOW)


@transaction.atomic
def open_walk(
    version: TreeVersion, *answers: tuple[str, str], subject: str = "CW-OPEN0001"
) -> Walk:
    walk = start_walk(version, subject=subject, facts={}, now=NOW)
    for node, option in answers:
        record_answer(walk, Choice(node, option), seen=walk.answers_seen, actor=None, now=NOW)
    return walk
