"""Whom mass messages reach."""

from datetime import timedelta

import pytest

from support.cases.models import Case, Status, StatusLink
from support.cases.telling import broadcasts
from support.cases.telling.broadcasts import count_listeners, tell_all
from support.notifications.models import Notification, Suppression
from support.notifications.models.suppression import forgotten
from support.notifications.words.events import EVENTS
from tests.factories import NOW, make_case, make_customer
from tests.notifications.telling import (
    DRAFT,
    ESSENTIAL,
    addresses,
    make_cause,
    make_listener,
    tell,
    told,
)

pytestmark = pytest.mark.django_db


class TestWhom:
    def test_each_customer_hears_on_every_channel_he_has(self):
        both = make_case(customer=make_customer(email="b@example.net", phone="+447700900001"))
        mail = make_listener(email="m@example.net")

        broadcast = tell()

        assert told() == [
            ("+447700900001", both.reference),
            ("b@example.net", both.reference),
            ("m@example.net", mail.reference),
        ]
        assert broadcast.total == 3

    def test_a_customer_with_many_cases_hears_once_and_of_the_newest(self):
        customer = make_customer(email="b@example.net", phone="")
        make_case(customer=customer, now=NOW - timedelta(days=2))
        newest = make_case(customer=customer, now=NOW)
        make_case(customer=customer, now=NOW - timedelta(days=1))

        tell()

        assert told() == [("b@example.net", newest.reference)]

    def test_only_the_cases_asked_for_count(self):
        wanted = make_listener(email="b@example.net")
        make_listener(email="c@example.net")

        tell_all(Case.objects.filter(pk=wanted.pk), DRAFT, actor=None, now=NOW)

        assert addresses() == ["b@example.net"]

    @pytest.mark.parametrize(
        "overrides",
        [
            {"email": ""},
            {"wants_email": False},
            {"is_email_proven": False},
            {"only_essential": True},
        ],
    )
    def test_who_has_no_wanted_and_proven_address_is_left_in_peace(self, overrides):
        make_listener(email="reached@example.net")
        make_listener(**{"email": "b@example.net", **overrides})

        assert tell().total == 1
        assert addresses() == ["reached@example.net"]

    def test_what_is_essential_reaches_those_who_want_only_that(self):
        make_listener(email="b@example.net", only_essential=True)

        assert not EVENTS["incident-updated"].is_essential
        assert tell(ESSENTIAL).total == 1

    def test_wishes_and_proof_of_the_phone_are_the_phones_own(self):
        make_case(customer=make_customer(email="b@example.net", wants_sms=False))
        make_case(customer=make_customer(email="c@example.net", is_phone_proven=False))

        tell()

        assert addresses() == ["b@example.net", "c@example.net"]

    def test_a_suppressed_address_is_left_out_in_any_case_until_it_is_released(self):
        make_listener(email="Bounced@Example.net")
        make_listener(email="back@example.net")
        for address, released_at in (("bounced@example.net", None), ("back@example.net", NOW)):
            Suppression.objects.create(
                channel="email", address=address, why="bounced", created_at=NOW,
                released_at=released_at,
            )  # fmt: skip

        tell()

        assert addresses() == ["back@example.net"]

    @pytest.mark.parametrize("key", ["this one", "the former"])
    def test_an_address_that_was_erased_stays_suppressed(self, settings, key):
        settings.SECRET_KEY = key
        address = forgotten("bounced@example.net")
        Suppression.objects.create(channel="email", address=address, why="x", created_at=NOW)
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "this one", ["the former"]
        make_listener(email="Bounced@Example.net")

        reach = count_listeners(Case.objects.all(), DRAFT.event).reach

        assert (reach.reached, reach.unreached) == (0, 1)
        assert reach.hindrances["email", "suppressed"] == 1
        assert tell().total == 0

    def test_a_suppressed_number_is_no_suppressed_mailbox(self):
        make_case(customer=make_customer(email="b@example.net", phone="+447700900001"))
        Suppression.objects.create(
            channel="sms", address="+447700900001", why="stopped", created_at=NOW
        )

        tell()

        assert addresses() == ["b@example.net"]

    def test_test_mode_reaches_listed_addresses_numbers_and_domains_only(self, settings):
        settings.ONLY_REACH = ["Me@example.net", "@House.example", "+447700900001"]
        for email in ("me@example.net", "x@HOUSE.example", "x@sub.house.example", "y@example.net"):
            make_listener(email=email)
        make_listener(email="", phone="+447700900001")
        make_listener(email="", phone="+447700900002")

        tell()

        assert addresses() == ["+447700900001", "me@example.net", "x@HOUSE.example"]

    def test_a_customer_of_whose_case_only_a_person_may_write_hears_nothing(self):
        quiet = make_listener(email="quiet@example.net")
        Case.objects.filter(pk=quiet.pk).update(silent_since=NOW)
        heir = make_customer(email="heir@example.net", phone="")
        make_case(customer=heir, cause=make_cause("silent"))
        make_case(customer=heir)
        make_case(
            customer=make_customer(email="ok@example.net", phone=""), cause=make_cause("open")
        )

        tell()

        assert addresses() == ["ok@example.net"]

    def test_nobody_is_told_when_there_are_no_cases(self):
        assert tell_all(Case.objects.none(), DRAFT, actor=None, now=NOW).total == 0
        assert tell().total == 0

    def test_more_customers_than_one_statement_takes_are_told_by_several(self, monkeypatch):
        monkeypatch.setattr(broadcasts, "AT_ONCE", 2)
        for _listener in range(5):
            make_listener()

        assert tell().total == Notification.objects.count() == 5


class TestCounting:
    def test_the_count_beforehand_is_what_is_sent(self):
        make_case(customer=make_customer(locale="zh-CN"))
        make_listener(locale="en-GB")
        make_listener(email="")
        make_listener(only_essential=True)

        listeners = count_listeners(Case.objects.all(), "incident-updated")

        assert listeners.reach.messages == {
            ("email", "zh-hans"): 1,
            ("sms", "zh-hans"): 1,
            ("email", "en"): 1,
        }
        assert (listeners.reach.on("email"), listeners.reach.on("sms")) == (2, 1)
        assert (listeners.reach.reached, listeners.reach.unreached) == (2, 2)
        assert listeners.reach.total == 3 == tell().total

    def test_it_says_why_others_are_not_reached(self):
        make_listener(email="")
        make_listener(wants_email=False)
        make_listener(is_email_proven=False)
        make_listener(email="gone@example.net")
        Suppression.objects.create(
            channel="email", address="gone@example.net", why="bounced", created_at=NOW
        )

        reach = count_listeners(Case.objects.all(), "incident-opened").reach

        assert reach.hindrances == {
            ("email", "no_address"): 1,
            ("email", "opted_out"): 1,
            ("email", "unverified"): 1,
            ("email", "suppressed"): 1,
            ("sms", "no_address"): 4,
        }
        assert (reach.reached, reach.unreached) == (0, 4)

    def test_cases_customers_and_silent_ones_are_told_apart(self):
        customer = make_customer()
        make_case(customer=customer)
        make_case(customer=customer)
        quiet = make_listener()
        Case.objects.filter(pk=quiet.pk).update(silent_since=NOW)

        listeners = count_listeners(Case.objects.all(), "incident-opened")

        assert (listeners.cases, listeners.customers, listeners.silent) == (3, 1, 1)

    def test_counting_makes_no_links_and_no_messages(self):
        make_listener()

        count_listeners(Case.objects.all(), "incident-opened")

        assert not StatusLink.objects.exists()
        assert not Notification.objects.exists()


def test_done_cases_are_told_too_where_they_were_asked_for():
    make_case(
        customer=make_customer(email="b@example.net", phone=""),
        status=Status.RESOLVED,
        resolved_at=NOW,
    )

    tell(ESSENTIAL)

    assert addresses() == ["b@example.net"]
