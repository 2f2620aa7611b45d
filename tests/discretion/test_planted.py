"""A planted number is in no table, index, log, dump, export, message or broker."""

import base64
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config.logs.lines import FORMS, Discreet
from support.intake.letters.letter import Letter
from support.intake.masking.middleware import _judges_bytes
from support.mailbox import sandbox
from support.mailbox.reading.mail import read_mail
from support.notifications.models import Notification
from support.notifications.showing import as_it_would_leave
from support.payments.models import Payment
from support.portal.asking import form as public_form
from support.webhooks.models import Delivery, Endpoint
from support.webhooks.topics import Topic
from tests.api.asking import client_for
from tests.desk.walking import make_walk
from tests.discretion.customers_doors import CUSTOMERS
from tests.discretion.doors import CARD, DOORS, House
from tests.factories import NOW, make_agent, sign_in
from tests.files.making import a_source
from tests.intake.letters.writing import came, letter
from tests.notifications.sms_sink import SID, TOKEN
from tests.sources.door import make_source
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db
IBAN = "DE89370400440532013000"
# Doors that read the bytes as they were signed; what they make of them is masked behind them, or
# they keep no words. Whoever adds one says here which.
SIGNED = {
    "payment-events": "masked as news",
    "source-events": "masked as news",
    "sms-receipt": "keeps codes and times",
    "twilio-receipt": "keeps codes and times",
    "aliyun-receipts": "keeps codes and times",
    "kannel-incoming": "masked where it is heard",
    "twilio-incoming": "masked where it is heard",
    "aliyun-incoming": "masked where it is heard",
    "unsubscribe": "keeps a choice",
    "status-page": "keeps nothing",
    "status-messages": "masked where it is heard",
    "status-choices": "keeps choices",
    "status-contact": "keeps an address that was read as one",
    "status-again": "keeps nothing",
    "status-end": "keeps nothing",
    "status-survey": "masked where it is heard",
    "status-complaint": "masked where it is heard",
    "status-walk": "keeps which answer was pressed",
    "article-helped": "masked where it is heard",
    "public-form": "keeps nothing",
    "public-form-ask": "masked where it is kept",
    "public-form-proof": "masked where it is heard",
    "article-news": "keeps an address that was read as one",
    "article-news-own": "keeps a choice",
    "help": "keeps a choice",
    "help-walk": "keeps which answer was pressed",
    "tree-import-new": "masked where documents are read",
    "tree-import": "masked where documents are read",
    "": "the API's answer to addresses that it does not have",
}


@pytest.fixture
def house(client, tmp_path, monkeypatch, tree, settings):
    lie_in(tmp_path, monkeypatch)
    settings.SMS_URL = f"twilio://{SID}:{TOKEN}@127.0.0.1:9?scheme=http"
    monkeypatch.setattr(sandbox, "read", read_mail)
    monkeypatch.setattr(public_form, "QUICK", timedelta(seconds=-1))
    agent = make_agent("amy", is_superuser=True)
    make_source("stripe")
    a_source().save()
    case, walk = make_walk()
    case.assignee = agent
    case.save()
    return House(sign_in(client, agent), client_for(agent), case, walk)


def bare(text: str) -> str:
    """Return a text in which no number hides behind separators, full width or hexadecimals."""
    from troubleshooting.discretion.folding import folded

    return re.sub(r"[\s.\-]", "", folded(text)[0])


def shows_it(text: str) -> bool:
    said = bare(text)
    in_bytes = (CARD.encode().hex(), IBAN.encode().hex())
    return any(number in said for number in (CARD, IBAN, *in_bytes))


def rows() -> Iterator[tuple[str, str]]:
    """Yield every row of every table as the text that a dump would have, indexes' words too."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            yield from ((table, row) for (row,) in cursor.fetchall())


def lines(records: Iterable[logging.LogRecord]) -> Iterator[str]:
    for record in records:
        if Discreet().filter(record):
            yield from (form().format(record) for form in FORMS.values())


def queued() -> Iterator[str]:
    """Yield all that the broker holds, as it was before it was packed."""
    address = settings.CELERY_BROKER_URL
    address = address.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    with redis.Redis.from_url(address, decode_responses=True) as broker:
        for key in broker.scan_iter():
            yield key
            for message in broker.lrange(key, 0, -1) if broker.type(key) == "list" else ():
                yield message + base64.b64decode(json.loads(message)["body"]).decode()


def test_a_planted_number_stays_nowhere(house, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.DEBUG)
    Endpoint.objects.create(
        name="erp", url="https://hooks.example.test/", topics=Topic.values, created_at=NOW
    )
    answers = []
    with django_capture_on_commit_callbacks(execute=True):
        for name, knock in (DOORS | CUSTOMERS).items():
            answer = knock(house)
            answers.append(answer)
            is_meant = name == "a refused event"
            assert (answer.status_code < 400) != is_meant, (name, answer.status_code, answer.text)
            assert [table for table, row in rows() if shows_it(row)] == [], name

    entered = {match.url_name for one in answers if (match := getattr(one, "resolver_match", None))}
    assert {name for name, why in SIGNED.items() if why.startswith("masked")} - entered == set()
    assert Payment.objects.filter(counterparty_account__endswith="4242").exists()
    assert any("****4242" in row for _table, row in rows())
    assert [answer.text for answer in answers if shows_it(answer.text)] == []
    assert [line for line in lines(caplog.records) if shows_it(line)] == []
    waiting = list(queued())
    assert Delivery.objects.exists()
    assert any("deliver" in message for message in waiting)
    assert [message for message in waiting if shows_it(message)] == []
    sent = [as_it_would_leave(row) for row in Notification.objects.all()]
    assert any("****4242" in str(vars(message)) for message in sent)
    assert [message for message in sent if shows_it(str(vars(message)))] == []
    for form in ("csv", "xlsx"):
        exported = house.desk.get(reverse(f"queue-{form}"))
        assert not shows_it(b"".join(exported.streaming_content).decode("latin-1"))


def views(
    patterns: Iterable[URLPattern | URLResolver],
) -> Iterator[tuple[str, Callable[..., object]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.name or "", pattern.callback


def test_every_door_that_is_not_masked_before_its_view_is_known():
    unmasked = {
        name
        for name, view in views(get_resolver().url_patterns)
        if _judges_bytes(view, getattr(view, "cls", None))
    }

    assert unmasked == set(SIGNED)


def test_what_takes_a_planted_number_is_seen_by_this_test(house):
    """The eyes of the test above: a number that is kept is found, however it is kept."""
    for kept in (CARD, "4242 4242 4242 4242", "４２４２４２４２４２４２４２４２", IBAN):
        house.case.subject = kept
        house.case.save()
        assert [table for table, row in rows() if shows_it(row)]


def test_an_address_is_kept_as_it_is_answered_though_it_reads_as_a_number(house):
    """To mask a sender's address would be to answer somebody else, or nobody.

    Many mailboxes are called by digits, and by what would read as a code. So an address stays, as
    one does that is typed as an address; all that is said around it is masked.
    """
    address = f"{CARD}@else.test"
    came(letter(f"Write to {address}", From=f"{CARD} <{address}>"))

    kept = Letter.objects.get()
    assert kept.sender == address
    assert kept.sender_name == "****4242"
    assert "****4242@else.test" in kept.text
    assert [table for table, row in rows() if shows_it(row)] == ["intake_letter"]
