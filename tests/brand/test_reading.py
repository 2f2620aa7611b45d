"""Who writes to whom, where a lead has entered something and where nobody has."""

import pytest

from support.brand.models import BrandVersion, Market
from support.brand.reading import Brand, brand_of, can_reply, reply_ways
from support.brand.services import StaleBrand, save_brand
from support.cases.clocks import MARKETS
from tests.brand.making import NOW, enter
from tests.factories import make_agent

pytestmark = pytest.mark.django_db


def test_without_an_entry_the_name_is_the_environments_and_nobody_can_answer(settings):
    settings.BRAND = "Harbourlight"

    assert brand_of("en") == brand_of("zh-hans") == Brand(name="Harbourlight")
    assert reply_ways("en") == ("", "")
    assert not can_reply("en")


def test_a_market_takes_from_everywhere_what_it_leaves_empty():
    enter("all", name="Harbourlight", reply_address="help@harbour.test", postal_address="1 Quay")
    enter("zh-hans", name="海港支付", phone="400 000 0123")

    assert brand_of("en").name == "Harbourlight"
    assert brand_of("zh-hans") == Brand(
        "海港支付", "help@harbour.test", "400 000 0123", "", "1 Quay"
    )
    assert reply_ways("zh-hans") == ("help@harbour.test", "400 000 0123")
    assert can_reply("en")


def test_a_market_with_a_phone_of_its_own_does_not_take_the_hours_of_another():
    enter("all", phone="+44 20 7946 0123", hours="9 to 5")
    enter("zh-hans", phone="400 000 0123")

    assert brand_of("en").hours == "9 to 5"
    assert brand_of("zh-hans").hours == ""


def test_a_change_holds_at_once_and_the_versions_stay():
    author = make_agent("ada")
    first = save_brand("en", Brand("Old"), seen=0, author=author, now=NOW)
    assert brand_of("en").name == "Old"

    second = save_brand("en", Brand("New"), seen=1, author=author, now=NOW, note="Renamed")

    assert brand_of("en").name == "New"
    assert [row.name for row in BrandVersion.objects.history("en")] == ["New", "Old"]
    assert (first.version, second.version, second.note) == (1, 2, "Renamed")


def test_the_same_again_changes_nothing_and_a_newer_version_is_not_written_over():
    author = make_agent("ada")
    save_brand("en", Brand("New"), seen=0, author=author, now=NOW)

    assert save_brand("en", Brand(" New "), seen=1, author=author, now=NOW).version == 1
    with pytest.raises(StaleBrand) as stale:
        save_brand("en", Brand("Newer"), seen=0, author=author, now=NOW)
    assert stale.value.latest.name == "New"


def test_it_is_read_once_as_long_as_nothing_changes(django_assert_num_queries):
    enter("all", name="Harbourlight")
    brand_of("en")

    with django_assert_num_queries(1):  # the mark
        brand_of("en")


def test_the_markets_are_those_whose_clocks_we_keep():
    assert set(Market.values) - {Market.EVERYWHERE} == set(MARKETS)
