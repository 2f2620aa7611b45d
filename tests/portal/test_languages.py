"""The customer's own language, unless he asks for the other one."""

import pytest
from django.utils import translation

from support.cases.models import Status
from tests.portal.world import address_of, case_of, make_cause

pytestmark = pytest.mark.django_db


@pytest.fixture
def cause(db):
    return make_cause(
        customer_message_en="The bank is slow with {reference}.",
        customer_message_zh="银行处理 {reference} 较慢。",
    )


@pytest.mark.parametrize(
    ("locale", "wanted", "tag", "sentence"),
    [
        ("en-GB", None, "en", "The bank is slow with"),
        ("zh-CN", None, "zh-Hans", "银行处理"),
        ("zh-Hant-TW", None, "zh-Hans", "银行处理"),
        ("fr", None, "en", "The bank is slow with"),
        ("", None, "en", "The bank is slow with"),
        ("en-GB", "zh-hans", "zh-Hans", "银行处理"),
        ("en-GB", "zh-Hans", "zh-Hans", "银行处理"),
        ("zh-CN", "en", "en", "The bank is slow with"),
        ("zh-CN", "tlh", "zh-Hans", "银行处理"),
        ("zh-CN", "", "zh-Hans", "银行处理"),
    ],
)
def test_the_page_speaks_the_customers_language_or_the_one_he_asks_for(
    client, cause, locale, wanted, tag, sentence
):
    case = case_of(locale=locale, cause=cause, status=Status.WAITING_BANK)

    response = client.get(address_of(case), {} if wanted is None else {"lang": wanted})

    text = response.content.decode()
    assert f'<html lang="{tag}">' in text
    assert response["Content-Language"] == tag
    assert sentence in text


def test_neither_the_browsers_wish_nor_an_agents_cookie_counts(client, cause):
    case = case_of(locale="en-GB", cause=cause, status=Status.WAITING_BANK)
    client.cookies["django_language"] = "zh-hans"

    response = client.get(address_of(case), headers={"Accept-Language": "zh-CN"})

    assert '<html lang="en">' in response.content.decode()


def test_the_other_language_is_one_link_away_and_the_present_one_is_marked(read):
    case = case_of(locale="zh-CN")

    text, here = read(case), address_of(case)

    assert f'<a href="{here}?lang=en" lang="en" hreflang="en">English</a>' in text
    present = (
        f'<a href="{here}?lang=zh-hans" lang="zh-Hans" hreflang="zh-Hans" aria-current="true">'
    )
    assert f"{present}中文</a>" in text


def test_the_banks_name_follows_the_language(read):
    case = case_of()

    assert "Demo Bank A transfer" in read(case, lang="en")
    assert "示例银行甲转账" in read(case, lang="zh-hans")


def test_dates_follow_the_language(read):
    case = case_of(status=Status.RESOLVED)

    assert "18 November 2026" in read(case, lang="en")
    assert "2026年11月18日" in read(case, lang="zh-hans")


def test_times_are_the_customers_own(read):
    text = read(case_of(zone="America/New_York"))

    assert "18 November 2026, 05:00</time>" in text
    assert "As of 18 November 2026, 06:00." in text
    assert "All times are in New York time." in text


def test_reading_a_page_leaves_the_servers_language_as_it_was(read):
    with translation.override("en"):
        read(case_of(locale="zh-CN"))

        assert translation.get_language() == "en"
