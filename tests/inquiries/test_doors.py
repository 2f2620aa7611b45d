"""Banks for leads, and inquiries over the API."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from support.cases.models import Case
from support.files.models import StoredFile
from support.files.services import storing
from support.inquiries.models import AnswerRule, Bank, BankLetter, Inquiry
from support.inquiries.models.bank import SOURCES
from support.staff.roles import Role
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, sign_in
from tests.inquiries import bank as desk

pytestmark = pytest.mark.django_db
FORM = {
    "slug": "tarnfield", "name_en": "Tarnfield Bank", "name_zh": "塔恩菲尔德银行",
    "address": desk.AT, "language": "en", "rail": "sepa", "calendar": "ECB",
    "time_zone": "Europe/Paris",
}  # fmt: skip


@pytest.fixture
def lead(client: Client) -> Client:
    person = make_agent()
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return sign_in(client, person)


@pytest.fixture
def api() -> APIClient:
    return client_for(make_agent())


def seen_on(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def test_a_lead_enters_a_bank_and_sees_what_is_open_there(lead: Client):
    shown = lead.get("/lead/banks/new/").text
    assert lead.post("/lead/banks/new/", {**FORM, "calendar": "XX", "seen": seen_on(shown)},
                     ).status_code == 422  # fmt: skip
    assert lead.post("/lead/banks/new/", {**FORM, "seen": seen_on(shown)}).status_code == 302

    bank, now = Bank.objects.get(), timezone.now()
    for number in range(3):
        desk.ask(desk.paid_case(name=f"E2E-{number}", now=now), bank, now)
    first = Inquiry.objects.order_by("pk")[0]
    Inquiry.objects.filter(pk=first.pk).update(due_at=now - timedelta(days=1))

    page = lead.get("/lead/banks/").text
    assert '<a href="/?bank=tarnfield">3</a>' in page
    assert '<a href="/?bank_late=tarnfield">1</a>' in page


def test_the_list_asks_the_same_however_many_banks(lead: Client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            lead.get("/lead/banks/")
        return len(asked)

    lead.get("/lead/banks/")
    before = count()
    for number in range(3):
        desk.make_bank(slug=f"bank-{number}")
    assert count() == before


def test_a_rule_changes_what_is_asked_from_then_on(lead: Client):
    rule = AnswerRule.objects.get(rail="sepa", is_recall=False)
    seen = seen_on(lead.get(f"/lead/banks/rules/{rule.pk}/").text)
    given = {"answer_days": 3, "chase_days": 1, "source": "Our contract", "seen": seen}
    assert lead.post(f"/lead/banks/rules/{rule.pk}/", given).status_code == 302
    assert lead.post(f"/lead/banks/rules/{rule.pk}/", given).status_code == 409

    inquiry = desk.ask(desk.paid_case(), desk.make_bank(), now := timezone.now())

    assert inquiry.due_at < now + timedelta(days=8)


def test_an_agent_does_not_enter_banks(client: Client):
    assert sign_in(client, make_agent()).get("/lead/banks/").status_code == 403


def test_a_script_asks_lists_and_answers(api: APIClient):
    desk.make_bank()
    cases = [desk.paid_case(name=f"E2E-{number}", now=timezone.now()) for number in range(2)]
    body = {
        "cases": [case.reference for case in cases], "bank": "tarnfield", "type": "not_received",
    }  # fmt: skip

    made = api.post(f"{V1}inquiries/", body)
    assert made.status_code == 201, made.json()
    one, other = made.json()
    assert (one["case"], one["code"], one["answer"]) == (cases[0].reference, "CCNR", "")
    assert api.post(f"{V1}inquiries/", body).status_code == 400

    answered = api.post(f"{V1}inquiries/{one['reference']}/answer/", {"code": "CONF"})
    assert (answered.status_code, answered.json()["answer"]) == (201, "CONF")
    wrong = api.post(f"{V1}inquiries/{one['reference']}/answer/", {"code": "RJCR"})
    assert wrong.status_code == 400

    def listed(query: str) -> list[str]:
        return [row["reference"] for row in api.get(f"{V1}inquiries/{query}").json()["results"]]

    assert listed("?is_open=true") == [other["reference"]]
    assert listed("?overdue=true") == []
    assert listed(f"?case={cases[0].reference}") == [one["reference"]]
    assert listed("?bank=tarnfield&answer=CONF") == [one["reference"]]
    assert api.get(f"{V1}inquiries/?type=nonsense").status_code == 400
    assert [row["slug"] for row in api.get(f"{V1}banks/").json()["results"]] == ["tarnfield"]


def sent_by_customer(case: Case, name: str) -> StoredFile:
    upload = SimpleUploadedFile(name, b"the slip")
    with storing([upload], now=timezone.now()) as (row,):
        StoredFile.objects.filter(pk=row.pk).update(scanned_at=timezone.now())
        said = case.messages.create(kind="incoming", body="here", written_at=timezone.now())
        said.files.add(row)
    return row


def test_a_script_sends_files_of_the_one_case_and_no_others(api: APIClient):
    bank = desk.make_bank()
    case, other = (desk.paid_case(name=f"E2E-{number}", now=timezone.now()) for number in range(2))
    mine, theirs = sent_by_customer(case, "slip.txt"), sent_by_customer(other, "other.txt")
    body = {"cases": [case.reference], "bank": bank.slug, "type": "not_received"}

    strange = api.post(f"{V1}inquiries/", body | {"files": [str(mine.pk), str(theirs.pk)]})
    both = {"cases": [case.reference, other.reference], "files": [str(mine.pk)]}
    assert (strange.status_code, errors(strange)) == (400, [("not_found", "files")])
    assert api.post(f"{V1}inquiries/", body | both).status_code == 400
    assert not Inquiry.objects.exists()

    made = api.post(f"{V1}inquiries/", body | {"files": [str(mine.pk)]})
    assert made.status_code == 201
    assert [*BankLetter.objects.get().files.all()] == [mine]


def test_who_says_how_long_a_bank_has_is_told_in_the_readers_language(monkeypatch):
    monkeypatch.setattr("support.inquiries.models.bank.gettext", str.upper)
    entered = AnswerRule.objects.exclude(source="")

    assert {rule.source for rule in entered} == set(SOURCES)
    assert {rule.said_by for rule in entered} == {source.upper() for source in SOURCES}
    assert AnswerRule(source="Our contract, section 4").said_by == "Our contract, section 4"
