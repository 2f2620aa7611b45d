"""`manage.py replay_payments`: the guide tried on payment records."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config.demo.cases import load_demo_cases
from support.cases.models import Case
from support.customers.models import Customer
from support.guidance import services
from support.guidance.beginning import present_walk
from support.intake.models import PaymentEvent
from support.notifications.models import Notification
from support.payments.models import Payment
from tests.factories import NOW, make_agent, payment_event
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db
SAMPLE = settings.BASE_DIR / "fixtures" / "sample_payments.jsonl"


def flat(**overrides: Any) -> dict[str, Any]:
    """Return a payment record in the flat form of sample files: by default a closed account."""
    payment = payment_event(**overrides)["payment"]
    customer = payment.pop("customer")
    return payment | {f"customer_{name}": value for name, value in customer.items()}


def written(folder: Path, *lines: object) -> Path:
    file = folder / "payments.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def replay(file: Path, **options: Any) -> str:
    out = StringIO()
    call_command("replay_payments", file, stdout=out, **options)
    return out.getvalue()


def assert_nothing_stayed() -> None:
    for model in (Case, Payment, Customer, PaymentEvent, Walk, Notification):
        assert not model.objects.exists(), model


def test_the_sample_payments_are_judged_right_and_leave_nothing(
    tree: object, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        lines = [json.loads(line) for line in replay(SAMPLE, json=True).splitlines()]

    known = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    truth = {record["reference"]: record["true_cause"] for record in known}
    assert [line["reference"] for line in lines] == [record["reference"] for record in known]
    right = sum(line["cause"] == truth[line["reference"]] for line in lines)
    waits = sum(line["cause"] is None for line in lines)
    wrong = len(lines) - right - waits
    assert right >= 0.92 * len(lines), (right, waits, wrong)
    assert wrong <= 0.01 * len(lines), (right, waits, wrong)
    assert not [
        line for line in lines if line["automatic"] and line["cause"] != truth[line["reference"]]
    ]
    assert_nothing_stayed()
    assert callbacks == []


def test_a_line_of_json_has_the_promised_keys(tree: object, tmp_path: Path):
    found = json.loads(replay(written(tmp_path, flat(reference="PAY-1")), json=True))

    assert found == {
        "reference": "PAY-1",
        "cause": "account_closed",
        "automatic": True,
        "waiting_at": None,
        "strength": "strong",
    }


def test_a_record_that_waits_says_where(tree: object, tmp_path: Path):
    silence = dict.fromkeys(["failure_scheme", "failure_code", "failure_message"], "")
    file = written(tmp_path, flat(**silence, bank_latency_ms=None))

    found = json.loads(replay(file, json=True))

    assert (found["cause"], found["waiting_at"], found["strength"]) == (None, "system_load", None)
    assert found["automatic"] is False


def test_a_weak_finding_is_called_weak(tree: object, tmp_path: Path):
    record = flat(failure_scheme="", failure_code="", failure_message="收款账户不存在")

    found = json.loads(replay(written(tmp_path, record), json=True))

    assert (found["cause"], found["strength"]) == ("counterparty_not_recognised", "weak")
    assert found["automatic"] is False


def test_the_table_counts_right_waiting_and_wrong(tree: object, tmp_path: Path):
    silence = dict.fromkeys(["failure_scheme", "failure_code", "failure_message"], "")
    file = written(
        tmp_path,
        flat() | {"true_cause": "account_closed"},
        flat() | {"true_cause": "account_closed"},
        flat() | {"true_cause": "account_frozen"},
        flat(**silence, bank_latency_ms=None) | {"true_cause": "server_overload"},
        flat(),  # nobody knows
    )

    text = replay(file)

    assert "5 records, 4 settled automatically" in text
    rows = [line.split() for line in text.splitlines()[-3:]]
    assert rows == [
        ["right", "2", "50.0", "%"],
        ["waits", "for", "an", "agent", "1", "25.0", "%"],
        ["wrong", "1", "25.0", "%"],
    ]
    assert "(true: account_frozen)" in text


def test_each_step_is_shown_with_its_evidence(tree: object, tmp_path: Path):
    text = replay(written(tmp_path, flat(reference="PAY-1")))

    assert "PAY-1  account_closed  automatic" in text
    steps = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    assert steps[0].startswith("known_outage: Normal")
    assert any("AC04" in step for step in steps)


def test_without_known_causes_there_is_no_table_of_shares(tree: object, tmp_path: Path):
    text = replay(written(tmp_path, flat()))

    assert "1 records" in text
    assert "%" not in text


def test_keeping_keeps_cases_and_queues_messages(tree: object, tmp_path: Path):
    replay(written(tmp_path, flat()), keep=True)

    assert Case.objects.get().cause.slug == "account_closed"
    assert Notification.objects.count() == 2


def test_replaying_twice_judges_twice(tree: object, tmp_path: Path):
    file = written(tmp_path, flat())

    assert replay(file, json=True) == replay(file, json=True)


def test_what_agents_answered_meanwhile_does_not_colour_a_replay(tree: object, tmp_path: Path):
    silence = dict.fromkeys(["failure_scheme", "failure_code", "failure_message"], "")
    file = written(tmp_path, flat(**silence, bank_latency_ms=None))
    replay(file, keep=True)
    case = Case.objects.select_related("customer", "payment__channel").get()
    walk = present_walk(case)
    choice = Choice(node=walk.position().present.key, option="overloaded")
    seen = walk.answers_seen
    services.answer_step(case, walk, choice, seen=seen, actor=make_agent(), now=NOW)

    found = json.loads(replay(file, json=True))

    assert (found["cause"], found["waiting_at"]) == (None, "system_load")


def test_blank_lines_are_passed_over_and_do_not_shift_the_numbers(tree: object, tmp_path: Path):
    file = written(tmp_path, "", flat(), "   ", "{")

    with pytest.raises(CommandError, match="line 4: not JSON"):
        replay(file)
    assert_nothing_stayed()


def test_an_empty_file_is_an_empty_table(tree: object, tmp_path: Path):
    assert "0 records" in replay(written(tmp_path, ""))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: not JSON"),
        ("[" * 20_000, "line 2: not JSON"),
        ("[]", "line 2: expected an object"),
        ("7", "line 2: expected an object"),
        ("null", "line 2: expected an object"),
        ({"reference": "PAY-1"}, "line 2: .*direction: "),
    ],
)
def test_a_bad_line_is_named(tree: object, tmp_path: Path, line: object, said: str):
    with pytest.raises(CommandError, match=said):
        replay(written(tmp_path, flat(), line))
    assert_nothing_stayed()


@pytest.mark.parametrize(
    ("field", "value"),
    [("channel", "nobody"), ("status", "maybe"), ("direction", "up"), ("bank_latency_ms", "x"),
     ("reference", None)],
)  # fmt: skip
def test_a_bad_field_is_named_with_its_line(
    tree: object, tmp_path: Path, field: str, value: object
):
    with pytest.raises(CommandError, match=rf"line 1: {field}: "):
        replay(written(tmp_path, {**flat(), field: value}))


@pytest.mark.parametrize("field", ["reference", "channel", "amount", "created_at", "status"])
def test_a_missing_field_is_named_with_its_line(tree: object, tmp_path: Path, field: str):
    record = flat()
    del record[field]

    with pytest.raises(CommandError, match=rf"line 2: {field}: "):
        replay(written(tmp_path, flat(), record))


def test_a_customers_bad_address_is_named(tree: object, tmp_path: Path):
    with pytest.raises(CommandError, match=r"line 1: email: "):
        replay(written(tmp_path, {**flat(), "customer_email": "nobody"}))


def test_a_file_that_is_not_utf_8_is_refused(tree: object, tmp_path: Path):
    file = tmp_path / "payments.jsonl"
    file.write_bytes(json.dumps(flat(), ensure_ascii=False).encode("utf-16"))

    with pytest.raises(CommandError, match="not UTF-8 text"):
        replay(file)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path):
    with pytest.raises(CommandError, match="No such file"):
        replay(tmp_path / "none.jsonl")


def test_a_bad_line_undoes_what_was_to_be_kept(tree: object, tmp_path: Path):
    with pytest.raises(CommandError):
        replay(written(tmp_path, flat(), "{"), keep=True)

    assert_nothing_stayed()


def test_a_payment_that_succeeded_waits_for_nothing(tree: object, tmp_path: Path):
    found = json.loads(replay(written(tmp_path, flat(status="succeeded")), json=True))

    assert (found["cause"], found["waiting_at"], found["automatic"]) == (None, None, False)


def test_the_demo_world_is_made_of_the_sample_and_worked_on(tree: object, tmp_path: Path):
    file = tmp_path / "demo.jsonl"
    file.write_text("".join(SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)[:24]))
    agents = [make_agent("amy"), make_agent("li")]

    count = load_demo_cases(file, agents, now=NOW)

    assert count == 24
    assert PaymentEvent.objects.count() == 24
    assert all(case.opened_at <= NOW for case in Case.objects.all())
    assert Case.objects.exclude(assignee=None).exists()
    assert present_walk(Case.objects.first()) is not None
