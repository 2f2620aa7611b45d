"""`manage.py replay_payments`: the guide tried on payment records."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from config.demo.cases import load_demo_cases
from config.demo.under_way import send_some
from support.cases.models import Case
from support.customers.models import Customer
from support.guidance import services
from support.guidance.beginning import present_walk
from support.intake import replay as replaying
from support.intake.models import PaymentEvent
from support.intake.records import Record
from support.intake.replay import Replayed
from support.notifications.models import Notification
from support.payments.models import Payment
from support.surveys.models import Survey
from tests.factories import NOW, make_agent, payment_event
from tests.sampling import spread
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


def refused_by(file: Path, **options: Any) -> tuple[str, str]:
    """Replay a file of which a line is not taken: what is printed, and what is said at the end."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("replay_payments", file, stdout=out, **options)
    assert refusal.value.returncode == 1
    return out.getvalue(), str(refusal.value)


def assert_nothing_stayed() -> None:
    for model in (Case, Payment, Customer, PaymentEvent, Walk, Notification):
        assert not model.objects.exists(), model


def test_the_sample_payments_are_judged_right_and_leave_nothing(
    tree: object, tmp_path: Path, django_capture_on_commit_callbacks
):
    sample = spread(SAMPLE.read_text(encoding="utf-8").splitlines(), 3)
    with django_capture_on_commit_callbacks() as callbacks:
        found = replay(written(tmp_path, *sample), json=True)
    lines = [json.loads(line) for line in found.splitlines()]

    known = [json.loads(line) for line in sample]
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
    said, told = refused_by(written(tmp_path, "", flat(), "   ", "{"))

    assert "! line 4: not JSON" in said
    assert told.endswith("1 of 2 lines were not taken.")
    assert_nothing_stayed()


def test_an_empty_file_is_an_empty_table(tree: object, tmp_path: Path):
    assert "0 records" in replay(written(tmp_path, ""))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[" * 20_000, "not JSON"),
        ("[]", "expected an object"),
        ("7", "expected an object"),
        ("null", "expected an object"),
        ({"amount": "12.00"}, "reference: it names no payment"),
        ("x" * 1_100_000, "longer than"),
        ("x" * 9_000_000, "longer than"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(
    tree: object, tmp_path: Path, line: object, said: str
):
    file = written(tmp_path, flat(reference="PAY-1"), line, flat(reference="PAY-3"))

    lines, told = refused_by(file)

    assert f"! line 2: {said}" in lines
    assert "PAY-1  account_closed" in lines
    assert "PAY-3  account_closed" in lines
    assert "2 records, 2 settled automatically" in lines
    assert told.endswith("1 of 3 lines were not taken.")
    assert_nothing_stayed()


def test_a_bad_line_is_a_line_of_json_too(tree: object, tmp_path: Path):
    lines, _told = refused_by(written(tmp_path, flat(), "[]"), json=True)

    assert [json.loads(line) for line in lines.splitlines()][1] == {
        "line": 2,
        "refused": "expected an object with the fields of a payment",
    }


def test_a_line_that_the_database_cannot_hold_leaves_the_others_sound(
    tree: object, tmp_path: Path, monkeypatch
):
    def breaks_once(record: Record, now: datetime) -> Replayed:
        if record.line == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return replay_one(record, now)

    replay_one = replaying._replay_one
    monkeypatch.setattr(replaying, "_replay_one", breaks_once)

    lines, _told = refused_by(written(tmp_path, flat(), flat(reference="PAY-2")))

    assert "! line 1: the database cannot hold it: division by zero" in lines
    assert "PAY-2  account_closed" in lines


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("account_age_days", -1, "not read: account_age_days = -1"),
        ("bank_latency_ms", "soon", "not read: bank_latency_ms = soon"),
        ("direction", "up", "not read: direction = up"),
        ("status", "maybe", "not read: status = maybe"),
        ("customer_email", "nobody", "not read: customer_email = nobody"),
        ("failure_code", ["AC04", "AM04"], "not read to its end: failure_code = [AC04, AM04]"),
    ],
)
def test_a_field_that_was_not_read_is_shown(
    tree: object, tmp_path: Path, field: str, value: object, said: str
):
    file = written(tmp_path, flat(reference="PAY-1") | {field: value})

    assert f"    {said}\n" in replay(file)
    (line,) = replay(file, json=True).splitlines()
    assert json.loads(line)["unread"][0]["field"] == field


@pytest.mark.parametrize("field", ["channel", "amount", "created_at", "status", "direction"])
def test_a_record_may_lack_anything_but_its_reference(tree: object, tmp_path: Path, field: str):
    record = flat(reference="PAY-1")
    del record[field]

    assert "PAY-1  " in replay(written(tmp_path, record))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_in_the_encoding_that_its_begin_shows(
    tree: object, tmp_path: Path, encoding: str
):
    file = tmp_path / "payments.jsonl"
    record = flat(reference="PAY-1", customer={"name": "测试甲901"})
    text = "\n".join(json.dumps(each, ensure_ascii=False) for each in (record, record))
    file.write_bytes(text.encode(encoding))

    assert replay(file).count("PAY-1  account_closed") == 2


def test_a_line_that_is_not_utf_8_is_named(tree: object, tmp_path: Path):
    file = tmp_path / "payments.jsonl"
    file.write_bytes(b'{"reference": "caf\xe9"}\n' + json.dumps(flat(reference="PAY-2")).encode())

    lines, _told = refused_by(file)

    assert "! line 1: not UTF-8 text" in lines
    assert "PAY-2  account_closed" in lines


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path):
    with pytest.raises(CommandError, match="No such file"):
        replay(tmp_path / "none.jsonl")


def test_the_lines_around_a_bad_one_are_kept(tree: object, tmp_path: Path):
    refused_by(written(tmp_path, flat(), "{", flat()), keep=True)

    assert Case.objects.count() == 2


def test_a_payment_that_succeeded_waits_for_nothing(tree: object, tmp_path: Path):
    found = json.loads(replay(written(tmp_path, flat(status="succeeded")), json=True))

    assert (found["cause"], found["waiting_at"], found["automatic"]) == (None, None, False)


def test_the_demo_world_has_payouts_that_were_sent_and_nobody_asked_for_yet(tree: object):
    assert send_some(now=NOW) == 3

    assert set(Payment.objects.values_list("status", flat=True)) == {"sent"}
    assert not Case.objects.exists()


def sample(folder: Path, lines: int) -> Path:
    """Return a file with the first lines of the sample."""
    file = folder / "demo.jsonl"
    text = SAMPLE.read_text(encoding="utf-8")
    file.write_text("".join(text.splitlines(keepends=True)[:lines]))
    return file


def test_the_demo_world_is_made_of_the_sample_and_worked_on(tree: object, tmp_path: Path):
    agents = [make_agent("amy"), make_agent("li")]

    count = load_demo_cases(sample(tmp_path, 24), agents, now=NOW)

    # The sample, what is told of eight refunds, and one payout that arrived after all.
    assert count == PaymentEvent.objects.count() == 24 + 14 + 1
    assert all(case.opened_at <= NOW for case in Case.objects.all())
    assert Case.objects.exclude(assignee=None).exists()
    assert present_walk(Case.objects.first()) is not None
    answered = Case.objects.filter(messages__kind="outgoing").distinct()
    assert answered
    for case in answered:  # nobody is answered who did not write
        kinds = list(case.messages.order_by("written_at", "pk").values_list("kind", flat=True))
        assert "incoming" in kinds[: kinds.index("outgoing")]
    for case in Case.objects.filter(ending="no_answer"):  # nor ended upon unreminded
        assert case.events.filter(kind="reminded").exists()
    for case in Case.objects.filter(ending__in=["withdrawn", "customer_must_act"]):
        assert case.messages.filter(kind="incoming").exists()  # they said so
    doubtful = Notification.objects.get(state="needs_person")  # of whose attempt nobody knows
    assert list(doubtful.attempt_rows.values_list("ok", "uncertain")) == [(False, True)]
    with pytest.raises(ProgrammingError), transaction.atomic():  # attempts are kept as before
        doubtful.attempt_rows.update(ok=True)


def test_in_the_demo_world_money_arrives_comes_back_and_customers_say_how_it_went(
    tree: object, tmp_path: Path
):
    load_demo_cases(sample(tmp_path, 60), [make_agent("amy"), make_agent("li")], now=NOW)

    for language in ("en", "zh-hans"):
        rated = Survey.objects.exclude(rated_at=None).filter(case__language=language)
        assert rated.exclude(words="").exists(), language
    credited = Case.objects.filter(ending="credited", payment__is_refund=False)
    assert credited.filter(language="zh-hans").exists()
    refunds = Payment.objects.filter(is_refund=True)
    assert set(refunds.values_list("status", "customer__locale")) == {
        ("sent", "zh-Hans"), ("sent", "en-GB"), ("credited", "zh-Hans"), ("credited", "en-GB"),
        ("failed", "zh-Hans"), ("returned", "en-GB"), ("accepted", "zh-Hans"),
        ("rejected", "en-GB"),
    }  # fmt: skip
