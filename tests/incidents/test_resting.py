"""Between the sets of a large incident the machine is left to who waits for a page."""

import math
import time

import pytest
from django.db import connection, transaction

from support.cases.models import CaseEvent
from support.incidents import linking, recovery, telling
from support.incidents.models import CaseLink
from support.incidents.tasks import catch_up
from support.incidents.updating import add_update
from support.notifications.models import Notification
from support.sources.looking.look_up import LookUp
from tests.factories import NOW, make_channel
from tests.incidents.world import make_incident, make_many, said
from troubleshooting.marks import resting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tree")]


class Rests(list[float]):
    """How long each rest was, and what was there in it."""

    def __init__(self) -> None:
        self.linked: list[int] = []

    def take(self, seconds: float) -> None:
        assert not connection.in_atomic_block
        self.append(seconds)
        self.linked.append(CaseLink.objects.count())


@pytest.fixture
def rests(monkeypatch):
    for stage in (linking, telling, recovery):
        monkeypatch.setattr(stage, "AT_ONCE", 2)
    found = Rests()
    monkeypatch.setattr(resting.time, "sleep", found.take)
    return found


def taken(rests, work):
    """Return how many rests a stage took."""
    before = len(rests)
    work()
    return len(rests) - before


def outage(count):
    channel = make_channel()
    make_many(channel, count)
    return make_incident(channel)


def test_each_stage_rests_between_its_sets_with_nothing_held(rests):
    incident = outage(5)

    assert taken(rests, lambda: linking.link_earlier(NOW)) == 2
    assert rests.linked == [2, 4]
    add_update(incident, said(incident), actor=None, now=NOW)
    assert taken(rests, lambda: telling.tell_linked(NOW)) == 2
    add_update(incident, said(incident, "resolved"), actor=None, now=NOW)
    assert taken(rests, lambda: recovery.recover(NOW)) == 2

    assert CaseLink.objects.filter(told=1, recovery="asked").count() == 5


def test_a_rest_is_as_long_as_its_part_of_what_the_set_took(rests, monkeypatch):
    clock = iter([100.0, 104.0, 110.0, 111.0])
    monkeypatch.setattr(resting.time, "monotonic", lambda: next(clock))
    sets = iter([resting.Set(2, more=True), resting.Set(1, more=False)])

    assert resting.in_sets(lambda: next(sets)) == 3

    assert rests == [4 * resting.REST]


def test_a_small_incident_never_rests(rests):
    incident = outage(1)

    linking.link_earlier(NOW)
    add_update(incident, said(incident), actor=None, now=NOW)
    telling.tell_linked(NOW)
    add_update(incident, said(incident, "resolved"), actor=None, now=NOW)
    recovery.recover(NOW)

    assert rests == []
    assert CaseLink.objects.get().recovery == "asked"


def test_in_a_transaction_no_rest_is_taken_for_others_would_wait_for_its_locks(rests):
    outage(5)

    with transaction.atomic():
        assert linking.link_earlier(NOW) == 5

    assert rests == []


def killed_in_its_rest(monkeypatch, work):
    def die(_seconds):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(resting.time, "sleep", die)
        with pytest.raises(SystemExit):
            work(NOW)


def test_a_worker_that_is_killed_in_its_rest_loses_nothing(rests, monkeypatch):
    incident = outage(5)

    killed_in_its_rest(monkeypatch, linking.link_earlier)
    assert CaseLink.objects.count() == 2
    assert linking.link_earlier(NOW) == 3
    add_update(incident, said(incident), actor=None, now=NOW)
    killed_in_its_rest(monkeypatch, telling.tell_linked)
    telling.tell_linked(NOW)
    add_update(incident, said(incident, "resolved"), actor=None, now=NOW)
    killed_in_its_rest(monkeypatch, recovery.recover)
    recovery.recover(NOW)

    assert CaseEvent.objects.filter(kind="incident").count() == 5
    told = Notification.objects.filter(event="incident-opened", channel="email")
    assert told.count() == told.values("customer").distinct().count() == 5
    assert LookUp.objects.count() == 5


def test_what_a_round_has_no_time_for_the_next_goes_on_with(rests, monkeypatch):
    monkeypatch.setattr(resting, "ROUND_SECONDS", -1.0)
    outage(5)

    linked = []
    for _round in range(3):
        catch_up()
        linked.append(CaseLink.objects.count())

    assert linked == [2, 4, 5]
    assert rests == []


def test_a_round_that_is_late_begins_with_no_further_incident() -> None:
    late = time.monotonic() - 1

    assert list(resting.until_late("abc", late)) == ["a"]
    assert list(resting.until_late("abc", math.inf)) == ["a", "b", "c"]
