"""The channel of a payment, known or not, and that it is read once a process."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.payments import routes
from support.payments.models import Channel
from support.payments.news import PaymentNews
from support.payments.routes import channel_of
from tests.factories import make_channel
from troubleshooting.marks.models import Mark
from troubleshooting.marks.reading import kept, seen

pytestmark = pytest.mark.django_db


def test_a_known_channel_is_found_in_any_case():
    channel = make_channel(code="demo-fast")

    assert channel_of(PaymentNews(channel=" Demo-FAST ")) == channel


def test_an_unknown_channel_is_made_without_limits_and_waits_to_be_confirmed():
    made = channel_of(PaymentNews(channel="ACME Rápido / EU"))

    assert made == Channel.objects.get(code="acme-r-pido-eu")
    assert (made.name_en, made.is_confirmed) == ("ACME Rápido / EU", False)
    assert (made.min_amount, made.max_amount, made.timeout_ms) == (None, None, None)
    assert channel_of(PaymentNews(channel="acme rápido / eu")) == made


@pytest.mark.parametrize("name", ["", "  ", "///", "通道"])
def test_a_payment_without_a_channel_takes_the_unknown_one(name: str):
    assert channel_of(PaymentNews(channel=name)).code == "unknown"


def test_a_source_that_has_gone_astray_makes_no_thousands_of_channels(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(routes, "MOST_UNCONFIRMED", 2)

    codes = [channel_of(PaymentNews(channel=f"c{number}")).code for number in range(4)]

    assert codes == ["c0", "c1", "unknown", "unknown"]


def test_what_is_kept_is_read_again_once_it_has_changed():
    reads = []

    @kept
    def count_channels(least: int) -> int:
        reads.append(least)
        return Channel.objects.count()

    first = count_channels(0)
    assert (count_channels(0), count_channels(1), reads) == (first, first, [0, 1])

    channel = make_channel()
    assert count_channels(0) == first + 1
    Channel.objects.filter(pk=channel.pk).update(code="other")
    count_channels(0)
    channel.delete()
    assert count_channels(0) == first
    assert reads == [0, 1, 0, 0, 0]


def test_within_a_mark_that_was_seen_nothing_is_asked():
    channel_of(PaymentNews(channel="a"))
    with seen(str(Mark.objects.get().value)):
        channel_of(PaymentNews(channel="a"))
        with CaptureQueriesContext(connection) as captured:
            channel_of(PaymentNews(channel="a"))

    assert not captured.captured_queries
