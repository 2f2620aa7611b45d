"""Files taken in: the same service as the door, each entry once."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from support.cases.models import Case, CaseEvent
from support.intake.files.report import Outcome
from support.intake.files.taking import take_file
from support.intake.models import PaymentEvent
from support.intake.services import Event, receive_news
from support.notifications.models import Notification
from support.payments.models import Payment, PaymentReference, PaymentStatus
from support.payments.news import PaymentNews, Reference
from support.sources.models import Source
from tests.factories import make_channel
from tests.files.making import Ach, a_source, ach, booked, camt, details, parties, returned
from tests.reference import load_reference

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
SENT_AT = NOW - timedelta(days=2)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference():
    load_reference()


@pytest.fixture
def source():
    source = a_source(channel_rules=[{"direction": "payout", "channel": "bank-out"}])
    source.save()
    make_channel(code="bank-out", currency="EUR")
    return source


def pay(reference="P-1", *references, **said):
    """Let the payment system tell of a payment that was sent."""
    values = {
        "status": "sent",
        "occurred_at": SENT_AT,
        "direction": "payout",
        "amount": "120.50",
        "currency": "EUR",
        "channel": "bank-out",
    }
    news = PaymentNews(
        reference=reference,
        references=tuple(Reference(*pair) for pair in references),
        **(values | said),
    )
    receive_news(Event(f"evt-{reference}"), news, now=SENT_AT)
    return Payment.objects.get(reference=reference)


def take(content, source, **how):
    body = content.encode() if isinstance(content, str) else content
    return take_file(io.BytesIO(body), source, **({"dry_run": False, "now": NOW} | how))


def outcomes(report):
    return {outcome: count for outcome, count in report.counts.items() if count}


COMES_BACK = camt(booked("CRDT", details("P-1", parties(), returned("AC04", "Konto zu"))))


def test_a_return_in_a_file_moves_the_payment_and_opens_a_case(source):
    payment = pay()

    report = take(COMES_BACK, source)

    payment.refresh_from_db()
    assert payment.status == "returned"
    assert (payment.failure_scheme, payment.failure_code) == ("iso20022_return", "AC04")
    case = Case.objects.get(payment=payment)
    (line,) = report.lines[Outcome.CHANGED]
    assert (line.before, line.after, line.case) == ("sent", "returned", case.reference)
    assert report.kind == "camt.054"
    assert report.is_clean


def test_the_same_file_again_changes_nothing_and_says_so(source):
    pay()
    take(COMES_BACK, source)
    before = [model.objects.count() for model in (PaymentStatus, CaseEvent, Notification)]

    report = take(COMES_BACK, source, now=NOW + timedelta(hours=1))

    assert outcomes(report) == {Outcome.KNOWN: 1}
    assert [m.objects.count() for m in (PaymentStatus, CaseEvent, Notification)] == before


def test_the_same_entry_in_another_file_is_the_same(source):
    pay()
    take(COMES_BACK, source)

    other = COMES_BACK.replace("<MsgId>M1", "<MsgId>M2").replace("Ines Muster", "INES MUSTER")

    assert outcomes(take(other, source)) == {Outcome.KNOWN: 1}


def test_what_a_webhook_told_before_is_noted_and_tells_nobody_again(source):
    payment = pay()
    told = {"failure_scheme": "iso20022_return", "failure_code": "AC04"}
    came = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
    news = PaymentNews(reference="P-1", status="returned", occurred_at=came, **told)
    receive_news(Event("hook-1", source="provider"), news, now=NOW)
    messages = Notification.objects.count()

    report = take(COMES_BACK, source)

    payment.refresh_from_db()
    assert outcomes(report) == {Outcome.NOTED: 1}
    assert payment.status == "returned"
    assert Case.objects.filter(payment=payment).count() == 1
    assert Notification.objects.count() == messages


def test_a_dry_run_says_the_same_and_keeps_nothing(source):
    payment = pay()

    report = take(COMES_BACK, source, dry_run=True)

    payment.refresh_from_db()
    (line,) = report.lines[Outcome.CHANGED]
    assert (line.before, line.after) == ("sent", "returned")
    assert payment.status == "sent"
    assert not Case.objects.exists()
    assert not PaymentEvent.objects.filter(source=source.slug).exists()
    assert outcomes(take(COMES_BACK, source)) == outcomes(report)


def test_trouble_with_a_payment_that_nobody_told_us_of_is_a_case(source):
    report = take(COMES_BACK, source)

    payment = Payment.objects.get(reference="P-1")
    assert payment.status == "returned"
    assert payment.channel.code == "bank-out"
    assert payment.counterparty_account.endswith("0189")
    assert "FR7630006000011234567890189" not in str(vars(payment))
    assert report.lines[Outcome.NEW][0].case == Case.objects.get(payment=payment).reference


def test_other_peoples_payments_are_counted_and_kept_nowhere(source):
    report = take(camt(booked("DBIT", details("X-1")), booked("CRDT", details("X-2"))), source)

    assert outcomes(report) == {Outcome.FOREIGN: 2}
    assert not Payment.objects.exists()
    assert not PaymentEvent.objects.exists()


def test_a_payment_is_found_by_a_name_that_its_bank_gave_it(source):
    pay("P-1", ("trace_number", "091000017611242"), currency="USD", amount="123.54")

    report = take(ach(Ach(identification="")), source)

    assert report.lines[Outcome.CHANGED][0].reference == "P-1"
    assert report.lines[Outcome.CHANGED][0].code == "R03"


def test_a_name_that_others_use_too_is_not_this_payment_by_another_amount(source):
    pay("P-1", ("trace_number", "091000017611242"), currency="USD", amount="99.00")

    report = take(ach(Ach(identification="")), source)

    assert outcomes(report) == {Outcome.NEW: 1, Outcome.REMARK: 1}
    assert Payment.objects.get(reference="P-1").status == "sent"


def test_our_own_reference_with_a_larger_amount_is_left_to_people(source):
    payment = pay(amount="20.00")

    report = take(COMES_BACK, source)

    payment.refresh_from_db()
    assert payment.status == "sent"
    (line,) = report.lines[Outcome.DOUBTFUL]
    assert "larger amount" in line.text
    assert Case.objects.get(payment=payment).reference == line.case
    assert not Notification.objects.exists()


def test_a_return_with_charges_taken_off_is_still_this_payment(source):
    payment = pay(amount="125.50")

    take(COMES_BACK, source)

    payment.refresh_from_db()
    assert (payment.status, payment.amount_text) == ("returned", "125.50")


def test_money_that_comes_in_for_a_payment_that_goes_out_is_left_to_people(source):
    payment = pay()

    report = take(camt(booked("CRDT", details("P-1"))), source)

    payment.refresh_from_db()
    assert payment.status == "sent"
    assert "the other way" in report.lines[Outcome.DOUBTFUL][0].text


def test_names_that_two_payments_share_are_a_problem_and_move_neither(source):
    for name in ("P-1", "P-2"):
        PaymentReference.objects.create(payment=pay(name), kind="end_to_end_id", value="INV-7")

    report = take(camt(booked("CRDT", details("INV-7", returned()))), source)

    assert not report.is_clean
    assert report.lines[Outcome.PROBLEM][0].text.endswith("P-1, P-2.")
    assert set(Payment.objects.values_list("status", flat=True)) == {"sent"}


def test_a_name_that_is_shared_counts_less_than_one_that_a_payment_has_once(source):
    payment = pay("P-1", ("end_to_end_id", "P-1"), ("bank_reference", "BANK-9"))

    report = take(camt(booked("DBIT", details("X-1"))), source)

    assert outcomes(report) == {Outcome.FOREIGN: 1}
    assert payment.statuses.count() == 1


def test_names_that_two_payments_share_are_no_problem_where_there_is_no_trouble(source):
    for name in ("P-1", "P-2"):
        PaymentReference.objects.create(payment=pay(name), kind="end_to_end_id", value="INV-7")

    report = take(camt(booked("DBIT", details("INV-7"))), source)

    assert outcomes(report) == {Outcome.REMARK: 1}
    assert report.is_clean


def test_trouble_without_any_name_is_a_problem(source):
    nameless = camt(booked("CRDT", details("NOTPROVIDED", returned()))).replace("BANK-9", "")

    report = take(nameless, source)

    assert report.lines[Outcome.PROBLEM][0].text == (
        "This entry is about trouble, and names no payment."
    )


def test_what_the_payment_system_told_of_its_payment_stays(source):
    payment = pay(counterparty_name="Inès Muster", method="sepa")

    take(COMES_BACK, source)

    payment.refresh_from_db()
    assert (payment.counterparty_name, payment.method) == ("Inès Muster", "sepa")
    assert payment.counterparty_account.endswith("0189")  # which nobody had told


def test_a_debit_the_bank_booked_resolves_nothing(source):
    payment = pay(status="failed", failure_scheme="iso20022", failure_code="AC04")
    case = Case.objects.get(payment=payment)

    take(camt(booked("DBIT", details("P-1"))), source)

    case.refresh_from_db()
    assert case.resolved_at is None


def test_a_notice_of_change_is_a_case_for_a_person_and_no_failure(source):
    payment = pay(currency="USD", amount="123.54")
    change = ach(Ach(code="C01", text="918171614", cents=0, identification="P-1"))

    report = take(change, source)

    payment.refresh_from_db()
    case = Case.objects.get(payment=payment)
    assert payment.status == "sent"
    assert report.lines[Outcome.DOUBTFUL][0].case == case.reference
    said = payment.statuses.get(code="C01")
    assert (said.scheme, said.message) == ("nacha", "account *****1614")
    assert not Notification.objects.exists()


def test_a_bad_entry_stops_no_other(source):
    pay()
    broken = booked("CRDT", details("NOTPROVIDED", returned())).replace("BANK-9", "")
    good = booked("CRDT", details("P-1", returned()))

    report = take(camt(broken, good), source)

    assert outcomes(report) == {Outcome.PROBLEM: 1, Outcome.CHANGED: 1}


def test_a_file_that_breaks_off_keeps_what_stood_before_and_goes_on_when_sent_again(source):
    pay("P-1")
    pay("P-2")
    whole = camt(*(booked("CRDT", details(name, returned())) for name in ("P-1", "P-2")))

    cut = take(whole.rpartition("<Ntry>")[0], source)
    again = take(whole, source)

    assert "no whole XML" in cut.stopped
    assert outcomes(cut) == {Outcome.CHANGED: 1}
    assert outcomes(again) == {Outcome.KNOWN: 1, Outcome.CHANGED: 1}


def test_time_that_is_over_ends_a_go_between_two_batches(source):
    report = take(COMES_BACK, source, seconds=-1)

    assert "send the file again" in report.stopped
    assert not report.counts


def test_fields_that_were_not_read_are_counted(source):
    odd = camt(booked("DBIT", details("P-1"), status="<Prtry>OWN</Prtry>"))

    report = take(odd, source)

    assert report.unread == {"status": 1}


def test_two_entries_of_one_payment_are_told_one_after_the_other(source):
    pay()
    two = camt(
        booked("DBIT", details("P-1")),
        booked("CRDT", details("P-1", returned())),
    )

    report = take(two, source)

    assert [str(line.after) for line in report.lines[Outcome.CHANGED]] == ["returned"]


def test_a_lookup_costs_the_same_for_one_entry_and_for_two_hundred(
    source, django_assert_num_queries
):
    for count in (1, 200):
        foreign = camt(*(booked("DBIT", details(f"X-{number}")) for number in range(count)))
        with django_assert_num_queries(3):  # events read before, own references, names
            take(foreign, source)


def test_the_command_reports_in_words_and_as_json(source, tmp_path, capsys):
    pay()
    file = tmp_path / "camt.xml"
    file.write_text(COMES_BACK)

    call_command("take_file", "our-bank", file, "--dry-run")
    words = capsys.readouterr().out
    call_command("take_file", "our-bank", file, "--json")
    told = json.loads(capsys.readouterr().out)

    assert "our-bank, camt.054. Entries: 1" in words
    assert "Dry run" in words
    assert "P-1  sent → returned  AC04" in words
    assert (told["entries"], told["counts"]["changed"], told["dry_run"]) == (1, 1, False)
    assert told["lines"][0]["after"] == "returned"


def test_the_command_ends_with_1_where_somebody_has_to_look(source, tmp_path):
    file = tmp_path / "camt.xml"
    file.write_text(COMES_BACK[:-40])

    with pytest.raises(SystemExit) as ended:
        call_command("take_file", "our-bank", file)

    assert ended.value.code == 1


def test_the_command_names_the_sources_that_there_are(source, tmp_path):
    with pytest.raises(CommandError, match="there are: our-bank"):
        call_command("take_file", "their-bank", tmp_path / "none")


def test_the_command_says_when_there_is_no_such_file(source, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("take_file", "our-bank", tmp_path / "none")


def test_a_report_keeps_so_many_lines_and_counts_the_others(source):
    content = camt(*(booked("DBIT", details(f"X-{number}")) for number in range(60)))

    report = take(content, source)
    text = "\n".join(report.as_text())

    assert report.counts[Outcome.FOREIGN] == 60
    assert len(report.lines[Outcome.FOREIGN]) == 50
    assert "and 10 more" in text


def test_the_command_makes_a_source_that_sends_files_only(source, tmp_path):
    file = tmp_path / "camt.xml"
    file.write_text(COMES_BACK)

    for _time in range(2):
        call_command("take_file", "their-bank", file, "--create", "Their bank")

    made = Source.objects.get(slug="their-bank")
    assert (made.name, made.kind, made.secrets) == ("Their bank", "files", [])


def test_the_command_refuses_a_slug_that_is_none(source, tmp_path):
    with pytest.raises(CommandError, match="slug"):
        call_command("take_file", "no slug!", tmp_path / "none", "--create", "X")
