"""What mass messages say, and where their links lead."""

from datetime import timedelta
from decimal import Decimal

import pytest

from support.cases.links import LIFETIME, find_link, link_for, revoke_link
from support.cases.models import StatusLink
from support.claims.formats import write_amount
from support.notifications.addresses.mail_ids import message_id_of
from support.notifications.models import Notification, Urgency
from support.notifications.outbox.broadcasts import (
    MASS_EVENTS,
    MASS_PATIENCE,
    Draft,
)
from support.notifications.words.rendering import render
from support.payments.models import Payment
from tests.factories import NOW, make_case, make_customer, make_payment
from tests.notifications.telling import WORDS, make_listener, tell
from tests.sampling import share
from troubleshooting.checks.reading.as_written import MINOR_UNITS

pytestmark = pytest.mark.django_db


class TestWhat:
    def test_a_row_is_as_any_other_but_less_urgent(self):
        case = make_listener(email="b@example.net", name="Li Wei")

        broadcast = tell()

        row = Notification.objects.get()
        assert row.customer == case.customer
        assert (row.event, row.channel, row.language) == ("incident-updated", "email", "en")
        assert (row.urgency, row.state, row.reason) == (Urgency.MASS, "queued", "")
        assert (row.not_before, row.created_at) == (NOW, NOW)
        assert row.expires_at == NOW + MASS_PATIENCE
        assert row.broadcast == broadcast
        assert row.incident == broadcast.incident == "INC-7"
        assert row.message_id == message_id_of(row.pk)
        assert row.dedupe_key == f"broadcast:{broadcast.pk}:{case.customer_id}:email"
        assert row.sequence

    def test_its_words_are_the_cases_and_the_shared_ones(self):
        case = make_listener(email="b@example.net", name="Li Wei")

        tell()

        context = Notification.objects.get().context
        assert context == {
            "customer_name": "Li Wei",
            "reference": case.reference,
            "payment": case.payment.reference,
            "payment_kind": "payout",
            "caution": "",
            "amount": "120.00 GBP",
            "status_url": StatusLink.objects.get(case=case).url,
            **WORDS["en"],
        }

    @pytest.mark.parametrize(
        ("locale", "direction", "is_refund", "status", "kind", "caution"),
        [
            ("en", "payout", False, "failed", "payout", ""),
            ("en", "payin", False, "pending", "payment", "Please do not pay again for now"),
            ("en", "payin", False, "failed", "payment", ""),
            ("en", "payout", True, "sent", "refund", ""),
            ("zh", "", False, "pending", "付款", "如您是付款方，请暂勿重复付款。"),
            ("zh", "payout", False, "pending", "出款", ""),
        ],
    )
    def test_each_reads_what_theirs_is_called_and_only_who_pays_not_to(
        self, locale, direction, is_refund, status, kind, caution
    ):
        case = make_listener(locale=locale)
        Payment.objects.filter(pk=case.payment_id).update(
            direction=direction, is_refund=is_refund, status=status
        )

        tell()

        row = Notification.objects.get()
        words = render(row.event, row.channel, row.language, row.context).text
        assert row.context["payment_kind"] == kind
        assert kind in words
        assert row.context["caution"].startswith(caution)
        assert row.context["caution"] in words
        assert bool(row.context["caution"]) is bool(caution)

    @pytest.mark.parametrize(
        ("locale", "language"),
        [("zh", "zh-hans"), ("zh_TW", "zh-hans"), ("ZH-Hans-CN", "zh-hans"), ("en-GB", "en"),
         ("", "en"), ("de", "en"), ("zha", "en"), ("-zh", "en")],
    )  # fmt: skip
    def test_each_customer_reads_his_language(self, locale, language):
        case = make_listener(locale=locale)

        tell()

        row = Notification.objects.get()
        assert row.language == case.customer.language == language
        assert row.context["incident_sentence"] == WORDS[language]["incident_sentence"]

    @pytest.mark.parametrize("event", MASS_EVENTS)
    @pytest.mark.parametrize("locale", ["en", "zh-hans"])
    @pytest.mark.parametrize("channel", ["email", "sms"])
    def test_every_event_renders_whole(self, event, locale, channel):
        guide = {
            "guide_title": "T1 Guide",
            "guide_sentence": "Read.",
            "guide_url": "https://x.example/g",
        }
        words = {language: {**WORDS[language], **guide} for language in WORDS}
        case = make_case(customer=make_customer(locale=locale, name="Mock Alder"))

        tell(Draft(event, "Title", words))

        row = Notification.objects.get(channel=channel)
        text = render(row.event, row.channel, row.language, row.context).text
        if event == "guide-published":
            assert "https://x.example/g" in text
        else:
            assert case.links.get().url in text
            assert words[locale]["incident_sentence"] in text

    def test_a_case_without_payment_has_no_amount_and_no_payment(self):
        make_case(customer=make_customer(phone=""), payment=None)

        tell()

        context = Notification.objects.get().context
        assert (context["payment"], context["amount"]) == ("", "")

    def test_a_name_can_neither_replace_shared_words_nor_break_the_message(self):
        name = "x\"}'; DROP TABLE cases_case; -- \u202e{{ reference }} %s %(now)s"
        make_listener(name=name)

        tell()

        row = Notification.objects.get()
        assert row.context["customer_name"] == name
        assert row.context["incident_sentence"] == WORDS["en"]["incident_sentence"]
        assert "\u202e" not in render(row.event, "email", "en", row.context).text

    def test_shared_words_can_not_speak_of_one_case(self):
        case = make_listener()
        forged = {"reference": "CW-FORGED", "status_url": "https://evil.example", "amount": "1"}
        words = {language: {**WORDS[language], **forged} for language in WORDS}

        tell(Draft("incident-updated", "Title", words))

        context = Notification.objects.get().context
        assert context["reference"] == case.reference
        assert context["amount"] == "120.00 GBP"
        assert "evil" not in context["status_url"]


AMOUNTS = ["0", "0.5", "7", "120.00", "1234567.89", "1234567890123.1234", "0.0001", "-12.5", "1000"]


@pytest.mark.parametrize(
    ("turn", "currency"), [*enumerate(["GBP", "CNY", "RMB", "", "XX", *MINOR_UNITS])]
)
def test_an_amount_reads_as_everywhere_else(turn, currency):
    for number, amount in enumerate(share(AMOUNTS, turn, 4)):
        customer = make_customer(locale=["en-GB", "zh-CN"][number % 2])
        payment = make_payment(amount=Decimal(amount), currency=currency, customer=customer)
        make_case(payment=payment)

    tell()

    rows = Notification.objects.filter(channel="email")
    found = {row.context["payment"]: (row.language, row.context["amount"]) for row in rows}
    assert found == {
        payment.reference: (language, write_amount(payment.amount, currency, language))
        for payment in Payment.objects.select_related("customer")
        for language in [payment.customer.language]
    }


def test_an_unreadable_amount_is_left_out():
    make_case(payment=make_payment(amount=None, amount_text="12,00,0"))

    tell()

    assert Notification.objects.first().context["amount"] == ""


class TestLinks:
    def test_the_link_opens_the_case(self):
        case = make_listener()

        tell()

        url = Notification.objects.get().context["status_url"]
        link = find_link(url.rstrip("/").rpartition("/")[2])
        assert link.case == case
        assert len(link.key) == 12
        assert link.expires_at == NOW + LIFETIME

    def test_a_link_that_lives_is_used_again_and_prolonged(self):
        case = make_listener()
        kept = link_for(case, NOW - timedelta(days=50))

        tell()

        assert Notification.objects.get().context["status_url"] == kept.url
        kept.refresh_from_db()
        assert kept.expires_at == NOW + LIFETIME

    def test_a_link_that_lives_longer_is_not_shortened(self):
        case = make_listener()
        later = NOW + LIFETIME * 2
        StatusLink.objects.create(case=case, expires_at=later)

        tell()

        assert StatusLink.objects.get().expires_at == later

    def test_a_revoked_link_is_not_revived(self):
        case = make_listener()
        revoked = link_for(case, NOW)
        revoke_link(case, NOW)

        tell()

        assert Notification.objects.get().context["status_url"] != revoked.url
        assert StatusLink.objects.filter(case=case).count() == 2

    def test_keys_are_all_different_and_safe_in_an_address(self):
        for _listener in range(60):
            make_listener()

        tell()

        keys = list(StatusLink.objects.values_list("key", flat=True))
        assert len(set(keys)) == 60
        assert all(set(key) <= set(URL_SAFE) for key in keys)

    def test_a_guide_needs_no_link(self):
        make_listener()
        words = {"guide_title": "T", "guide_url": "https://x.example/g"}

        tell(Draft("guide-published", "Title", {"en": words, "zh-hans": words}))

        assert not StatusLink.objects.exists()
        assert Notification.objects.get().context["guide_url"] == "https://x.example/g"


URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
