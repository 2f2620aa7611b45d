"""Everything that goes wrong in a day, at the highest level, and what nobody may find in a log."""

import json
import re
import socket

import pytest
from django.db import connection

from support.cases.models import Case, StatusLink
from support.customers.models import Customer
from support.notifications.addresses.callbacks import provider_path, receipt_path
from support.notifications.addresses.unsubscribing import unsubscribe_url
from support.notifications.models import Notification
from tests.config.production import EVENT_SECRET, KEY
from tests.factories import make_agent, payment_event
from tests.intake.signing import URL, new_event_id, signed
from tests.logs.household import Household, keeping_house
from tests.notifications.sms_sink import SmsSink
from tests.notifications.smtp_sink import Sink
from tests.notifications.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PERSON = {"name": "Geheim Muster", "email": "geheim@example.org", "phone": "+4915100000001"}
UNLUCKY = {"name": "Unlucky Muster", "email": "unlucky@example.org", "phone": "+4915100000002"}
ACCOUNT, SAID = "TESTACCT99999999", "Geheimgrund der Bank"
WORDS = "please answer quietly"
AGENT, PASSWORD = "geheim.agent", "a-password-of-the-tests"
LINE = {"time", "level", "logger", "message"}
# The database refuses what code let through, and quotes the row: as a broken rule and as words.
REFUSALS = """
    ALTER TABLE customers_customer ADD CONSTRAINT no_luck CHECK (name NOT LIKE 'Unlucky%');
    CREATE FUNCTION refuse_sent() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'refused: % % %', NEW.address, NEW.subject, NEW.text; END $$
    LANGUAGE plpgsql;
    CREATE TRIGGER refuse_sent BEFORE UPDATE ON notifications_notification FOR EACH ROW
    WHEN (NEW.state = 'sent') EXECUTE FUNCTION refuse_sent();
"""
PUT_BACK = """
    ALTER TABLE customers_customer DROP CONSTRAINT no_luck;
    DROP TRIGGER refuse_sent ON notifications_notification; DROP FUNCTION refuse_sent;
"""


@pytest.fixture
def refusing_database(tree):
    with connection.cursor() as cursor:
        cursor.execute(REFUSALS)
    yield
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK)


@pytest.fixture
def mail():
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


def test_a_bad_day_leaves_nothing_about_anybody_in_any_log(
    refusing_database, mail, settings, tmp_path
):
    settings.SECRET_KEY, settings.PAYMENT_EVENT_SECRETS = KEY, [EVENT_SECRET]
    mail.on_recipient = lambda address: f"550 5.1.1 no mailbox {address} here"
    make_agent(AGENT).set_password(PASSWORD)
    with (
        SmsSink() as texts,
        keeping_house(tmp_path, EMAIL_URL=mail.url, SMS_URL=texts.urls["kannel"]) as household,
    ):
        send_events(household)
        secrets = secrets_of(Notification.objects.latest("created_at"))
        look_at_pages(household, secrets)
        call_back(household, secrets)
        sign_in_wrongly(household)
        speak_no_http(household, secrets)
        wait_until(lambda: has_failed(household), log=household.worker_log)

    told = household.everything()
    for secret in secrets.values():
        assert secret not in told, told[max(0, told.index(secret) - 600) :][:900]
    check_lines(household)


def send_events(household: Household) -> None:
    def event(person, **overrides):
        return payment_event(
            customer=person, counterparty_account=ACCOUNT, failure_message=SAID, **overrides
        )

    answer = send(household, event(PERSON), **{"X-Request-ID": "from-the-proxy-1"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (202, "from-the-proxy-1")
    assert send(household, event(PERSON, reference="")).status_code == 400
    assert send(household, event(UNLUCKY)).status_code == 500
    unsigned = household.ask("POST", URL, json=event(PERSON))
    assert unsigned.status_code == 401


def send(household: Household, event, **headers):
    body = json.dumps(event).encode()
    headers |= signed(body, new_event_id()) | {"Content-Type": "application/json"}
    return household.ask("POST", URL, data=body, headers=headers)


def secrets_of(notification: Notification) -> dict[str, str]:
    customer = Customer.objects.get()
    link = StatusLink.objects.get(case=Case.objects.get())
    return {
        **PERSON,
        **{f"unlucky {name}": value for name, value in UNLUCKY.items()},
        "account": ACCOUNT,
        "said": SAID,
        "words": WORDS,
        "agent": AGENT,
        "password": PASSWORD,
        "status": token(link.url),
        "key": link.key,
        "receipt": token(receipt_path(str(notification.pk))),
        "provider": token(provider_path("kannel-incoming")),
        "unsubscribe": token(unsubscribe_url(customer.pk)),
        "gateway": "p%40ss",
        "database": connection.settings_dict["PASSWORD"],
        "secret key": KEY,
        "secret of events": EVENT_SECRET,
    }


def token(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def look_at_pages(household: Household, secrets: dict[str, str]) -> None:
    page = f"/s/{secrets['status']}/"
    assert household.ask("GET", page).status_code == 200
    assert household.ask("GET", f"/s/{secrets['status']}x/").status_code == 404
    assert household.ask("OPTIONS", page).status_code == 405
    assert household.ask("POST", page, data={"body": WORDS}).status_code == 405
    assert household.ask("GET", f"/s/{secrets['status']}").status_code == 301
    assert household.ask("GET", f"/s/unsubscribe/{secrets['unsubscribe']}/").status_code == 200
    assert household.ask("GET", f"/nowhere/{secrets['status']}/?q={PERSON['email']}").ok is False
    assert household.ask("GET", "/", params={"q": PERSON["phone"]}).status_code == 302
    search = household.ask("GET", "/api/v1/cases/", params={"q": PERSON["email"]})
    assert search.status_code == 401
    assert household.ask("GET", page, headers={"Host": "geheim.example"}).status_code == 400


def call_back(household: Household, secrets: dict[str, str]) -> None:
    said = {"status": "1", "to": PERSON["phone"], "text": WORDS}
    for receipt in (secrets["receipt"], secrets["receipt"] + "x"):
        household.ask("GET", f"/api/v1/sms-receipts/{receipt}/", params=said)
    for provider in (secrets["provider"], secrets["provider"] + "x"):
        incoming = {"from": PERSON["phone"], "text": WORDS}
        household.ask("GET", f"/api/v1/incoming-sms/kannel/{provider}/", params=incoming)


def sign_in_wrongly(household: Household) -> None:
    entry = household.ask("GET", "/sign-in/")
    form = {"username": AGENT, "password": PASSWORD}
    assert household.ask("POST", "/sign-in/", data=form).status_code == 403
    form["csrfmiddlewaretoken"] = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', entry.text)[0]
    # The cookie is for https only, which the proxy in front would speak.
    cookie = {"Cookie": f"csrftoken={entry.cookies['csrftoken']}"}
    answers = [
        household.ask("POST", "/sign-in/", data=form, headers=cookie).status_code
        for _try in range(12)
    ]
    assert answers[-1] in (403, 429)
    wrong = household.ask("POST", "/api/v1/tokens/", auth=(AGENT, PASSWORD))
    assert wrong.status_code in (401, 403, 429)


def speak_no_http(household: Household, secrets: dict[str, str]) -> None:
    for line in (f"GET /s/{secrets['status']}/ HTTP/9.9x", f"GET / HTTP/1.1\r\nA b: {PASSWORD}"):
        with socket.create_connection(("127.0.0.1", household.port), timeout=30) as wire:
            wire.sendall(f"{line}\r\n\r\n".encode())
            assert b"400" in wire.recv(1000)


def has_failed(household: Household) -> bool:
    """Whether the mail was refused for good, and the worker met the database's refusal."""
    told = household.worker_log.read_text()
    return "P0001" in told and Notification.objects.filter(channel="email", state="failed").exists()


def check_lines(household: Household) -> None:
    web, worker = (household.lines(log) for log in (household.web_log, household.worker_log))
    assert all(line.keys() >= LINE for line in (*web, *worker))
    requests = [line for line in web if "route" in line]
    refused = [
        (line["route"], line["status"], line["reason"]) for line in requests if "reason" in line
    ]
    assert all("trace" not in line for line in requests)
    for line in (
        ("payment-events", 400, "payment.reference required"),
        ("payment-events", 401, "bad_signature"),
        ("status-page", 404, "not found"),
        ("no route", 404, "not found"),
        ("no route", 400, "DisallowedHost"),
        ("sign-in", 403, "csrf"),
    ):
        assert refused.count(line) == 1, (line, refused)
    assert refused.count(("status-page", 405, "method not allowed")) == 2
    broken = next(line for line in web if line.get("trace"))
    assert "23514 customers_customer no_luck" in broken["error"]
    assert "receive_news" in broken["trace"], broken["trace"]
    assert any(line.get("request_id") == "from-the-proxy-1" for line in worker)
