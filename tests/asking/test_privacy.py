"""What waits at the public form is handed out and erased with the customer whose address it is."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from support.lead.privacy.answering import answer_for
from support.lead.privacy.erasing import erase, held
from support.lead.retention.purging import purge
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Notification
from support.portal.asking.models import Ask, Asker
from support.portal.asking.proving import send_texts
from tests.asking.test_attacked import PLANTED, keep
from tests.factories import NOW, make_agent, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    found = make_customer(email="Mina@Example.test", phone="")
    keep(1)
    keep(2, "other@example.test")
    send_texts(NOW)
    return found


def test_it_is_handed_out(customer):
    pieces = answer_for(customer, with_notes=False, actor=make_agent(), now=NOW)

    with ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        data = json.loads(archive.read("data.json"))
    assert [row["words"] for row in data["portal.Ask"]] == [PLANTED]
    assert [row["address"] for row in data["portal.Asker"]] == ["mina@example.test"]
    assert [row["event"] for row in data["notifications.Notification"]] == ["form-link"]
    assert [count for _name, count in held(customer)] == [1, 1, 1, 1]


def test_it_is_erased_and_what_others_asked_stays(customer):
    erase(customer, actor=make_agent(), now=NOW, why="asked")

    assert [one.address for one in Asker.objects.all()] == ["other@example.test"]
    assert Ask.objects.count() == 1
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            assert [row for (row,) in cursor if "mina@example" in row.lower()] == [], table
    mine, theirs = Notification.objects.order_by("address")
    assert (mine.address, mine.state, mine.context) == ("", "cancelled", {})
    assert theirs.address == "other@example.test"
    assert words_of(theirs).text


def test_to_whom_a_text_went_is_forgotten_with_what_was_asked(customer):
    Notification.objects.update(state="sent", sent_at=NOW)

    purge(NOW + timedelta(days=6))
    assert Notification.objects.exclude(address="").count() == 2

    purge(NOW + timedelta(days=8))
    kept = Notification.objects.values_list("address", "context", "state")
    assert set(map(str, kept)) == {str(("", {}, "sent"))}


def test_while_the_text_is_just_being_sent_nothing_is_erased(customer):
    Notification.objects.filter(address="mina@example.test").update(
        state="claimed", lease_until=NOW.replace(year=NOW.year + 1)
    )

    with pytest.raises(ValidationError) as refused:
        erase(customer, actor=make_agent(), now=NOW, why="asked")

    assert refused.value.code == "being_sent"
