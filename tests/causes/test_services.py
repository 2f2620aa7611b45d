"""A cause added by hand: named, worded in both languages, and fit for customers."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.reference import FOLDER
from troubleshooting.causes.loading import load_causes
from troubleshooting.causes.models import Cause
from troubleshooting.causes.services import NewCause, add_cause, slug_of

pytestmark = pytest.mark.django_db

HOLIDAY = NewCause(
    name_en="Bank holiday",
    name_zh="银行假日",
    customer_message_en="Your payment {reference} waits for the end of a bank holiday.",
    customer_message_zh="您的付款 {reference} 因银行假日顺延。",
    group=Cause.Group.BANK,
    disclosure=Cause.Disclosure.OPEN,
)


def test_a_cause_is_added_with_all_its_words_and_a_slug_of_its_name():
    cause = add_cause(HOLIDAY)

    stored = Cause.objects.get(slug="bank_holiday")
    assert stored == cause
    assert (stored.name_en, stored.name_zh) == ("Bank holiday", "银行假日")
    assert stored.customer_message("zh-hans") == "您的付款 {reference} 因银行假日顺延。"
    assert stored.in_article is False
    assert stored.typical_share == 0


def test_a_cause_that_is_there_is_not_added_again_and_stays_as_it_is():
    add_cause(HOLIDAY)

    with translation.override("en"), pytest.raises(ValidationError) as refused:
        add_cause(replace(HOLIDAY, name_en="Bank  HOLIDAY!", name_zh="假日"))

    assert refused.value.message_dict == {
        "name_en": ["“Bank holiday” is on the list already: choose it there."]
    }
    assert Cause.objects.get(slug="bank_holiday").name_zh == "银行假日"


@pytest.mark.parametrize("name", ["银行假日", "…", "🙂"])
def test_a_name_without_latin_letters_makes_no_slug_and_is_refused(name):
    with pytest.raises(ValidationError) as refused:
        add_cause(replace(HOLIDAY, name_en=name))

    assert list(refused.value.message_dict) == ["name_en"]
    assert not Cause.objects.exists()


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Your payment {payment.secret} waits.", "{reference}"),
        ("Your payment {} waits.", "{reference}"),
        ("Your payment {reference waits.", "{reference}"),
        ("Your payment {reference} was stopped for suspected fraud.", "fraud"),
        ("The card was reported stolen.", "stolen"),
        ("For agents only: see amount_over_limit.", "amount_over_limit"),
        ("We sent it to 6217000010001234567.", "6217000010001234567"),
        ("您的付款 {reference} 涉嫌欺诈。", "欺诈"),
        ("风控拦截了该笔付款。", "风控"),
    ],
)
@pytest.mark.parametrize("field", ["customer_message_en", "customer_message_zh"])
def test_a_sentence_that_no_customer_may_read_is_refused_by_its_field(field, sentence, word):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        add_cause(replace(HOLIDAY, **{field: sentence}))

    assert list(refused.value.message_dict) == [field]
    assert word in " ".join(refused.value.messages)
    assert not Cause.objects.exists()


def test_the_admin_is_held_to_the_same_rule():
    cause = add_cause(HOLIDAY)
    cause.customer_message_en = "It was money laundering."

    with pytest.raises(ValidationError) as refused:
        cause.full_clean(exclude=["how_to_check_en", "how_to_check_zh", "fix_en", "fix_zh"])

    assert list(refused.value.message_dict) == ["customer_message_en"]


def test_every_cause_of_the_table_passes_the_rule():
    load_causes(FOLDER / "causes.csv")
    assert Cause.objects.count() > 60

    for cause in Cause.objects.all():
        cause.clean()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Bank holiday", "bank_holiday"),
        ("  Crédit – refusé (2) ", "credit_refuse_2"),
        ("x" * 90, "x" * 60),
        ("ＦＵＬＬ width", "full_width"),
        ("银行", ""),
    ],
)
def test_a_slug_is_made_of_small_latin_letters(name, slug):
    assert slug_of(name) == slug
