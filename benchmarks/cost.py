"""What one request costs, in this process and each in turn with the bare insert."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from benchmarks.meter import Spent, spent_on, usual
from benchmarks.results import Table
from benchmarks.samples import event, signed, token, user

ROUNDS = 30
MESSAGES = 20

Work = Callable[[], Any]


def of_writing() -> Table:
    """Measure what makes or moves a case."""
    return _table("Requests that write", {
        "bare insert": _bare, "event, automatic": _event, "event, waits for a person": _waiting,
        "answer, API": _answer, "answer, desk": _desk_answer,
    })  # fmt: skip


def of_pages() -> Table:
    """Measure what an agent reads, over as many cases as there are."""
    from support.cases.models import Case

    case = _long_case()
    title = f"Pages, with {Case.objects.count():,} cases"
    return _table(title, {
        "bare insert": _bare, "queue": lambda: _get("/"),
        f"case, {MESSAGES} messages": lambda: _get(f"/cases/{case}/"),
    })  # fmt: skip


def _table(title: str, actions: dict[str, Callable[[], Work]]) -> Table:
    """Do one of each in turn. An action prepares, which is not counted, and returns the work."""
    for prepare in actions.values():
        prepare()()
    spent: dict[str, list[Spent]] = {name: [] for name in actions}
    for _round in range(ROUNDS):
        for name, prepare in actions.items():
            spent[name].append(spent_on(prepare()))
    bare = usual(spent["bare insert"]).cpu
    rows = [
        (name, str(usual(took)), f"{bare / usual(took).cpu:.1%}", str(_statements(actions[name])))
        for name, took in spent.items()
    ]
    return Table(title, ("request", "CPU", "of a bare insert's speed", "statements"), rows)


def _statements(prepare: Callable[[], Work]) -> int:
    from django.db import connection

    asked: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    work = prepare()
    with connection.execute_wrapper(count):
        work()
    return len(asked)


def _bare() -> Work:
    return _post("/bare/", json.dumps({"event_id": uuid.uuid4().hex}).encode(), {})


def _event(**payment: str) -> Work:
    sample = event(uuid.uuid4().hex[:12])
    sample["payment"] |= payment
    body = json.dumps(sample).encode()
    return _post("/api/v1/payment-events/", body, signed(body))


def _waiting() -> Work:
    return _event(failure_scheme="", failure_code="", failure_message="")


def _answer() -> Work:
    _reference, walk = _begin_walk()
    present = walk["present"]
    given = {
        "node": present["node"], "option": present["options"][0]["key"], "seen": walk["seen"],
    }  # fmt: skip
    return _post(f"/api/v1/walks/{walk['id']}/answers/", json.dumps(given).encode(), token())


def _desk_answer() -> Work:
    reference, walk = _begin_walk()
    present, client = walk["present"], _agent()
    given = {
        "walk": walk["id"], "seen": walk["seen"], "node": present["node"],
        "option": present["options"][0]["key"],
    }  # fmt: skip
    address = f"/cases/{reference}/walk/answers/"
    return lambda: _expect(client.post(address, given, headers={"HX-Request": "true"}))


def _get(address: str) -> Work:
    client = _agent()
    return lambda: _expect(client.get(address))


def _post(address: str, body: bytes, headers: dict[str, str]) -> Work:
    client, form = _stranger(), {"content_type": "application/json", "headers": headers}
    return lambda: _expect(client.post(address, body, **form))


def _expect(answer: Any) -> Any:
    assert answer.status_code in {200, 201, 202}, (answer.status_code, answer.content[:500])
    return answer


def _begin_walk() -> tuple[str, dict[str, Any]]:
    """Open a case that has no payment to look at, and start its walk."""
    subject = {"subject": "Bench", "customer": {"name": uuid.uuid4().hex}}
    opened = _post("/api/v1/cases/", json.dumps(subject).encode(), token())().json()
    path = f"/api/v1/cases/{opened['reference']}/walk/"
    return opened["reference"], _post(path, b"{}", token())().json()


@cache
def _stranger() -> Any:
    """Return a browser that is kept: a new one would load all middleware again."""
    from django.test import Client

    return Client()


@cache
def _agent() -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user(), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _long_case() -> str:
    """Return the reference of a case at its first question, which much was written about."""
    from support.cases.models import Case, Message

    reference, _walk = _begin_walk()
    case = Case.objects.get(reference=reference)
    case.messages.bulk_create(
        Message(
            case=case, kind=Message.Kind.INCOMING, body=f"Message {number}. " * 20,
            written_at=datetime.now(UTC),
        )
        for number in range(MESSAGES)
    )  # fmt: skip
    return reference


def main() -> None:
    from benchmarks.ground import own_database

    with own_database():
        print(of_writing(), of_pages(), sep="\n")


if __name__ == "__main__":
    main()
