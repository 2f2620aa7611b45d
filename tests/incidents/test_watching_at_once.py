"""Two workers at once: each minute is counted by one of them."""

from datetime import timedelta

import pytest
from django.db import transaction

from support.incidents.models import Incident
from support.incidents.watching.models import Watch, WatchedSeries
from support.incidents.watching.services import watch
from tests.factories import NOW
from tests.incidents.watched import minute_of, tell, watched
from tests.surveys.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tree")]
END = NOW + timedelta(minutes=2, seconds=10)


def test_two_rounds_at_once_count_each_minute_and_propose_once():
    channel = watched()
    for minute in range(2):
        tell(channel, NOW + timedelta(minutes=minute, seconds=30), 12)

    found = at_once(*[lambda: watch(END)] * 3)

    assert sorted(len(incidents) for incidents in found) == [0, 0, 1]
    assert Incident.objects.count() == 1
    assert WatchedSeries.objects.get().series.hour.ticks == 2


def test_while_one_round_is_under_way_another_does_nothing():
    tell(watched(), NOW, 12)
    with transaction.atomic():
        Watch.objects.select_for_update().get()

        assert at_once(lambda: watch(END)) == [[]]

    assert Watch.objects.get().next == minute_of(NOW)
    watch(END)
    assert Watch.objects.get().next == minute_of(NOW) + 2
