"""Mass messages: refused, sent once, paused, resumed, cancelled and counted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case, StatusLink
from support.cases.telling.broadcasts import tell_all
from support.notifications.models import Broadcast, Notification
from support.notifications.outbox.broadcasts import (
    MASS_EVENTS,
    MASS_PATIENCE,
    Draft,
    Progress,
    cancel_broadcast,
    hold_stragglers,
    pause_broadcast,
    progress_of,
    resume_broadcast,
)
from support.notifications.words.events import EVENTS
from tests.factories import NOW, make_agent
from tests.notifications.telling import (
    DRAFT,
    WORDS,
    make_listener,
    tell,
)

pytestmark = pytest.mark.django_db


class TestRefusals:
    @pytest.mark.parametrize("event", sorted(EVENTS.keys() - set(MASS_EVENTS)))
    def test_what_speaks_of_one_case_is_not_told_to_many(self, event):
        make_listener()

        with pytest.raises(ValidationError) as refusal:
            tell(Draft(event, "Title", WORDS))

        assert refusal.value.code == "not_for_many"
        assert not Broadcast.objects.exists()

    @pytest.mark.parametrize("missing", ["en", "zh-hans"])
    def test_both_languages_need_their_words(self, missing):
        make_listener()
        words = {**WORDS, missing: {"incident_title": "Title"}}

        with pytest.raises(ValidationError) as refusal:
            tell(Draft("incident-opened", "Title", words))

        assert refusal.value.code == "no_fact"
        assert ("Chinese" if missing == "zh-hans" else "English") in refusal.value.messages[0]
        assert not Notification.objects.exists()

    def test_words_of_blanks_are_no_words(self):
        words = {language: {"incident_sentence": " \u200b \n"} for language in WORDS}

        with pytest.raises(ValidationError):
            tell(Draft("incident-opened", "Title", words))


class TestTogether:
    def test_nothing_is_told_when_the_transaction_is_rolled_back(self):
        make_listener()

        with transaction.atomic():
            tell()
            transaction.set_rollback(True)

        assert not Broadcast.objects.exists()
        assert not Notification.objects.exists()
        assert not StatusLink.objects.exists()

    def test_workers_are_woken_once_after_the_commit(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        woken = []
        monkeypatch.setattr("support.notifications.outbox.broadcasts.wake", woken.append)
        make_listener()

        with django_capture_on_commit_callbacks(execute=True):
            tell()
            assert woken == []

        assert woken == [["email", "sms"]]

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        make_listener()
        with CaptureQueriesContext(connection) as one:
            tell()
        for _listener in range(20):
            make_listener()
        with CaptureQueriesContext(connection) as many:
            tell()

        assert len(many) == len(one) <= 10


class TestStopping:
    def running(self, count=3):
        for _listener in range(count):
            make_listener()
        return tell()

    def states(self):
        rows = Notification.objects.values_list("state", "reason")
        return sorted(set(rows))

    def test_paused_messages_are_not_due_and_do_not_expire(self):
        broadcast = self.running()

        pause_broadcast(broadcast, actor=None, now=NOW)

        later = NOW + MASS_PATIENCE * 2
        assert not Notification.objects.due(later).exists()
        assert not Notification.objects.overdue(later).exists()
        assert self.states() == [("queued", "paused")]

    def test_what_has_left_already_stays_as_it_is(self):
        broadcast = self.running()
        first = Notification.objects.first()
        Notification.objects.filter(pk=first.pk).update(state="sent", sent_at=NOW)

        pause_broadcast(broadcast, actor=None, now=NOW)
        cancel_broadcast(broadcast, actor=None, now=NOW)

        assert self.states() == [("cancelled", ""), ("sent", "")]

    def test_a_resumed_one_is_due_at_once_with_new_patience(self):
        broadcast = self.running()
        pause_broadcast(broadcast, actor=None, now=NOW)
        later = NOW + timedelta(days=9)

        resumed = resume_broadcast(broadcast, actor=None, now=later)

        assert resumed.state == Broadcast.State.RUNNING
        row = Notification.objects.due(later)[0]
        assert (row.not_before, row.expires_at, row.reason) == (later, later + MASS_PATIENCE, "")

    def test_other_messages_are_untouched(self):
        broadcast = self.running(1)
        other = tell()

        cancel_broadcast(broadcast, actor=None, now=NOW)

        assert set(other.notifications.values_list("state", flat=True)) == {"queued"}

    def test_each_step_is_refused_where_it_makes_no_sense(self):
        broadcast = self.running(1)
        steps = {"pause": pause_broadcast, "resume": resume_broadcast, "cancel": cancel_broadcast}

        def refused(step):
            with pytest.raises(ValidationError):
                steps[step](broadcast, actor=None, now=NOW)

        refused("resume")
        steps["pause"](broadcast, actor=None, now=NOW)
        refused("pause")
        steps["cancel"](broadcast, actor=None, now=NOW)
        refused("pause")
        refused("resume")
        refused("cancel")

    def test_what_comes_back_into_the_queue_of_a_paused_one_is_held(self):
        broadcast = self.running(2)
        straggler = Notification.objects.first()
        Notification.objects.filter(pk=straggler.pk).update(
            state="claimed", lease_until=NOW, claimed_by="w"
        )
        pause_broadcast(broadcast, actor=None, now=NOW)
        Notification.objects.filter(pk=straggler.pk).update(
            state="queued", lease_until=None, reason="busy", not_before=NOW
        )

        assert hold_stragglers(NOW) == 1
        assert hold_stragglers(NOW) == 0
        assert not Notification.objects.due(NOW + timedelta(days=30)).exists()

    def test_what_comes_back_into_the_queue_of_a_cancelled_one_is_cancelled(self):
        broadcast = self.running(2)
        cancel_broadcast(broadcast, actor=None, now=NOW)
        straggler = Notification.objects.first()
        Notification.objects.filter(pk=straggler.pk).update(state="queued", reason="busy")

        assert hold_stragglers(NOW) == 1
        assert self.states() == [("cancelled", "")]

    def test_a_running_one_has_no_stragglers(self):
        self.running()

        assert hold_stragglers(NOW) == 0
        assert self.states() == [("queued", "")]


class TestProgress:
    def test_it_counts_by_state_in_one_query(self, django_assert_num_queries):
        for _listener in range(4):
            make_listener()
        first, second = tell(), tell()
        done = first.notifications.order_by("sequence")[:3].values("pk")
        Notification.objects.filter(pk__in=done).update(state="sent", sent_at=NOW)

        with django_assert_num_queries(1):
            found = progress_of([first, second])

        assert found[first.pk].counts == {"queued": 1, "sent": 3}
        assert (found[first.pk].done, found[first.pk].percent) == (3, 75)
        assert (found[second.pk].waiting, found[second.pk].percent) == (4, 0)

    def test_one_without_messages_is_done(self):
        broadcast = tell()

        progress = progress_of([broadcast])[broadcast.pk]

        assert (progress.total, progress.percent) == (0, 100)

    def test_all_but_one_of_very_many_is_not_all(self):
        assert Progress({"sent": 99_999, "claimed": 1}).percent == 99
        assert Progress({"sent": 99_999, "failed": 1}).percent == 100


def test_the_actor_is_kept():
    make_listener()
    lead = make_agent("lead")

    broadcast = tell_all(Case.objects.all(), DRAFT, actor=lead, now=NOW)

    assert broadcast.created_by == lead
    assert str(broadcast) == broadcast.title == "Test Bank is slow"
