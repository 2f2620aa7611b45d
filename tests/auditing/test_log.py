"""The log is only added to."""

import pytest
from django.db import Error, transaction

from support.audit.models import Entry
from support.audit.services import record
from tests.factories import NOW, make_agent

pytestmark = pytest.mark.django_db


def test_no_line_is_changed_or_deleted():
    entry = record(Entry.Kind.EXPORT_BEGUN, actor=make_agent("amy"), now=NOW, form="csv")

    for change in (lambda: Entry.objects.update(values={}), Entry.objects.all().delete):
        with pytest.raises(Error), transaction.atomic():
            change()
    entry.refresh_from_db()
    assert entry.values == {"form": "csv"}


def test_a_line_outlives_whoever_it_is_about():
    agent = make_agent("amy")
    entry = record(Entry.Kind.EXPORT_BEGUN, actor=agent, now=NOW)

    agent.delete()

    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name) == (None, "amy")
