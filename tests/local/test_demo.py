"""The demo world as `make run` loads it: every part of it that somebody looks around for."""

import json
from datetime import timedelta
from urllib.request import urlopen

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from config.demo.at_source import SLUG
from config.demo.simulator import answer_while
from support.cases.models import Case
from support.incidents.models import Incident
from support.inquiries.models import Inquiry
from support.lead.drills.playing import play
from support.liaison.models import Contact, Meeting
from support.operations.money.models import MoneyStep, State
from support.operations.probes.sending import send_tests
from support.payments.calendar import next_opening
from support.payments.channels.testing import order_tests
from support.payments.models import (
    Channel,
    ChannelTally,
    ChannelTest,
    Payment,
    PlannedStop,
    TestPayment,
)
from support.sources.models import Access, LookUp, Source
from support.staff.models import Team
from support.staff.services import kinds_to_ask
from tests.factories import NOW, make_channel, make_payment
from tests.reference import load_reference

pytestmark = pytest.mark.django_db


def is_open(channel):
    return next_opening(channel, hour_ago := timezone.now() - timedelta(hours=1)) == hour_ago


@time_machine.travel(NOW, tick=True)
def test_banks_a_source_an_outage_and_what_is_planned_stand_in_it(settings):
    settings.DEBUG = True
    load_reference()

    call_command("load_demo", verbosity=0)

    assert kinds_to_ask() == list(Team.Kind)
    silent, answered = Inquiry.objects.order_by("pk")
    assert silent.ended_at is None
    assert silent.due_at < timezone.now()
    assert answered.answer == "INFO"
    assert LookUp.objects.filter(why="due", state=LookUp.State.ANSWERED).count() == 1
    step = MoneyStep.objects.get()
    assert (step.state, step.asked_by.username) == (State.LOOKED_UP, "amy")
    incident = Incident.objects.get(ended_at=None)
    assert incident.is_public
    assert Case.objects.not_done().filter(incident_links__incident=incident).count() == 3
    assert incident.updates.get().is_for_customers
    assert PlannedStop.objects.ahead(timezone.now()).count() == 1
    today = Payment.objects.filter(initiated_at__gte=timezone.now() - timedelta(hours=24))
    tallied = ChannelTally.objects.aggregate(made=Sum("made"))["made"]
    assert 0 < today.count() <= tallied
    undisturbed = Channel.objects.exclude(pk__in=incident.channels.all())
    open_now = [one for one in undisturbed if is_open(one)]
    assert len(open_now) > 10
    for channel in open_now:
        tallies = ChannelTally.objects.filter(channel=channel)
        assert tallies.filter(begins_at__gte=timezone.now() - timedelta(hours=1)).exists(), channel
        assert tallies.aggregate(well=Sum("made") - Sum("failed"))["well"] > 10, channel
    assert (test := ChannelTest.objects.get()).is_on
    assert test.peak_minutes < test.every_minutes
    assert Contact.objects.get().bank == Meeting.objects.get().bank == silent.bank

    now = timezone.now() + timedelta(minutes=1)
    drilled = play(undisturbed.order_by("code").first(), 50, name="DRILL-1", now=now)
    assert drilled.is_learned
    assert drilled.detected_after in {1, 2}


def test_its_source_answers_for_the_payments_that_it_told_of():
    Access.objects.create(name=SLUG, look_up_address="https://source.example/{reference}")
    payment = make_payment(source=SLUG)
    make_payment(source="other", reference="PAY-OTHER")
    told = {}

    def look() -> None:
        asked = Access.objects.get().look_up_address
        assert asked.startswith("http://127.0.0.1:")
        told.update(json.load(urlopen(asked.format(reference=payment.reference))))

    answer_while(look)

    assert (told["reference"], told["status"]) == (payment.reference, payment.status)


def test_its_source_takes_the_test_payments_of_a_channel_within_its_limit(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    Source.objects.create(slug=SLUG, name="Demo source", kind="simulator")
    channel = make_channel(min_amount=5, max_amount=100)
    test = ChannelTest.objects.create(channel=channel, source=SLUG, address="gone", next_at=NOW)

    def run() -> None:
        test.refresh_from_db()
        order_tests(test, actor=None, now=timezone.now())
        send_tests()

    answer_while(run)

    states = dict(TestPayment.objects.exclude(edge="below").values_list("edge", "state"))
    assert states == {"least": "accepted", "most": "accepted", "above": "refused"}
