"""Cases as a file: what is in it, who may have it, and what the log says of it."""

import csv
import io
import tracemalloc
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.audit.models import Entry
from support.cases.exporting import reading, writing
from support.cases.models import Case
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_case, make_customer, make_payment, sign_in

pytestmark = pytest.mark.django_db
CSV, XLSX = "/cases/export/csv/", "/cases/export/xlsx/"


@pytest.fixture
def exporter() -> User:
    person = make_agent("lena", first_name="Lena")
    person.user_permissions.add(Permission.objects.get(codename="export_case"))
    return person


@pytest.fixture
def desk(exporter: User, client: Client) -> Client:
    return sign_in(client, exporter)


def rows_of(answer) -> list[dict[str, str]]:
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file, newline="")))


def cells_of(answer) -> list[list[tuple[str, str]]]:
    """Return type and value of every cell of the first sheet."""
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not [*sheet.iterfind(".//{*}f")]
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row]
        for row in sheet.iterfind(".//{*}row")
    ]


def test_a_row_tells_the_whole_case(desk):
    payment = make_payment(amount=Decimal("12345678901234567.8901"))
    case = make_case(payment=payment, subject="=cmd|' /C calc'!A1", tags=["fees", "vip"])

    (row,) = rows_of(desk.get(CSV))

    assert row["Reference"] == case.reference
    assert row["Subject"] == "'=cmd|' /C calc'!A1"
    assert (row["Status"], row["Priority"], row["Tags"]) == ("New", "Normal", "fees, vip")
    assert row["Phone"] == f"'{case.contact.phone}"
    assert (row["Amount"], row["Currency"]) == ("12345678901234567.8901", "GBP")
    assert row["Opened at"] == "2026-11-18T10:00:00+00:00"
    assert (row["Failure code"], row["Resolved at"], row["Assignee"]) == ("AC04", "", "")


def test_a_workbook_holds_the_same_and_runs_nothing(desk):
    make_case(payment=make_payment(amount=Decimal("0.1")), subject="=1+1")
    make_case(payment=make_payment(amount=Decimal("12345678901234567.8901")))

    names, first, second = cells_of(desk.get(XLSX))

    assert ("inlineStr", "Amount") in names
    assert ("inlineStr", "=1+1") in first
    assert ("n", "0.10") in first
    assert ("inlineStr", "12345678901234567.8901") in second  # no double holds it


def test_a_refund_is_called_one(desk):
    make_case(payment=make_payment(is_refund=True))
    make_case(payment=make_payment())

    rows = rows_of(desk.get(CSV))

    assert sorted(row["Direction"] for row in rows) == ["Payout", "Refund"]


def test_names_and_labels_are_in_the_readers_language(desk):
    make_case()

    answer = desk.get(CSV, headers={"Accept-Language": "zh-hans"})

    (row,) = rows_of(answer)
    assert "新建" in row.values()
    assert "Status" not in row


def test_the_filter_of_the_queue_counts_and_all_its_pages_come(desk):
    urgent = [make_case(priority="urgent", status="open") for _ in range(3)]
    make_case()

    answer = desk.get(f"{CSV}?status=open&page=2")

    assert {row["Reference"] for row in rows_of(answer)} == {case.reference for case in urgent}
    assert answer["Content-Disposition"].startswith('attachment; filename="cases-20')


def test_only_who_may_gets_a_file_and_sees_the_way(client, desk, lead):
    agent = sign_in(Client(), make_agent())

    assert agent.get(CSV).status_code == 403
    assert "export" not in agent.get("/").text
    assert client_for(make_agent()).get(f"{V1}cases/export/csv/").status_code == 403
    assert CSV in desk.get("/").text
    assert sign_in(Client(), lead).get(XLSX).status_code == 200
    assert Client().get(CSV).status_code == 302
    assert Entry.objects.filter(kind=Entry.Kind.EXPORT_BEGUN).count() == 1


def test_the_log_says_who_took_what_before_and_after(desk, exporter):
    make_case()

    answer = desk.get(f"{CSV}?view=unassigned")
    begun = Entry.objects.get()
    rows_of(answer)

    assert (begun.kind, begun.actor) == (Entry.Kind.EXPORT_BEGUN, exporter)
    assert begun.values == {"form": "csv", "asked": {"view": "unassigned"}, "matching": 1}
    ended = Entry.objects.latest("pk")
    assert (ended.kind, ended.values["rows"], ended.values["whole"]) == ("export_ended", 1, True)


def test_the_log_says_that_a_file_was_broken_off(desk):
    make_case()

    answer = desk.get(CSV)
    next(answer.streaming_content)
    for close in answer._resource_closers:  # its `close` would end the test's connection too
        close()

    assert Entry.objects.latest("pk").values["whole"] is False


def test_the_log_says_so_also_in_the_midst_of_reading(desk, monkeypatch):
    """The reading's own transaction, which is rolled back then, holds no line of the log."""
    monkeypatch.setattr("support.cases.exporting.reading.AT_ONCE", 1)
    make_case()
    make_case()

    answer = desk.get(CSV)
    next(answer.streaming_content)
    next(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    del answer

    ended = Entry.objects.latest("pk")
    assert (ended.kind, ended.values["rows"], ended.values["whole"]) == ("export_ended", 1, False)


def test_a_lead_reads_the_log(desk, lead, client):
    rows_of(desk.get(f"{CSV}?q=fern"))
    page = sign_in(Client(), lead)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        text = page.get("/settings/log/?kind=export_begun").text

    assert "Lena" in text
    assert "CSV · Search “fern” · 0 cases" in text
    assert "Export ended</td>" not in text
    assert sum("audit_entry" in query["sql"] for query in queries) == 1
    assert page.get("/settings/log/?kind=x&page=y").status_code == 200
    assert desk.get("/settings/log/").status_code == 403


def test_the_api_gives_the_same_file_and_says_no_in_json(exporter):
    case = make_case(tags=["vip"])
    make_case()
    api = client_for(exporter)

    answer = api.get(f"{V1}cases/export/csv/?tag=vip", headers={"Accept": "text/csv"})
    refused = api.get(f"{V1}cases/export/xlsx/?colour=red", headers={"Accept": "text/csv"})

    assert [row["Reference"] for row in rows_of(answer)] == [case.reference]
    assert refused.status_code == 400
    assert errors(refused)[0][1] == "colour"
    assert Entry.objects.count() == 2


def test_rows_come_by_a_servers_cursor_in_constant_memory(exporter, monkeypatch):
    """Of 2,000 cases never more than a piece is held, here or by the database's client."""
    monkeypatch.setattr(reading, "AT_ONCE", 50)
    case = make_case(payment=None, customer=make_customer(), subject="x" * 200)
    fields = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    del fields["id"], fields["reference"]
    Case.objects.bulk_create([Case(**fields) for _ in range(2_000)])
    answer = client_for(exporter).get(f"{V1}cases/export/csv/")
    content = answer.streaming_content
    next(content), next(content)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (1,)

    tracemalloc.start()
    size = sum(len(piece) for piece in content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 700_000
    assert peak < size / 2  # held whole, as rows, it would be several times its size


def test_what_no_sheet_can_hold_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(writing, "SHEET_ROWS", 3)

    file = b"".join(writing.as_xlsx(["a"], iter([[["1"], ["2"]], [["3"]]])))

    names = zipfile.ZipFile(io.BytesIO(file)).namelist()
    assert "xl/worksheets/sheet2.xml" in names
    assert "xl/worksheets/sheet3.xml" not in names
