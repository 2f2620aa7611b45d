"""Causes and codes added by hand: named, in both languages, and fit for customers."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.reference import FOLDER
from troubleshooting.causes.loading import load_causes
from troubleshooting.causes.models import Cause, FailureCode, Scheme
from troubleshooting.causes.services import NewCause, NewCode, add_cause, learn_code, slug_of

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


@pytest.fixture
def sepa():
    return Scheme.objects.create(
        slug="sepa", name_en="SEPA", name_zh="SEPA", aliases=["SEPA Credit Transfer", "pacs.002*"]
    )


@pytest.mark.parametrize("called", ["sepa", "SEPA", "Sepa credit-transfer", "pacs.002.001.10"])
def test_a_code_is_learnt_in_the_scheme_that_payments_call_so(sepa, called):
    cause = add_cause(HOLIDAY)

    learn_code(called, " xx 01 ", cause)

    code = FailureCode.objects.get()
    assert (code.scheme, code.code, code.cause) == (sepa, "xx01", cause)
    assert (code.description_en, code.description_zh) == ("Bank holiday", "银行假日")
    assert code.source == "added by hand"


@pytest.mark.parametrize(
    ("called", "slug"),
    [("My Bank", "my_bank"), ("MY BANK", "my_bank"), ("我的银行", "scheme_c86f18e7")],
)
def test_a_scheme_that_nobody_has_entered_is_entered_under_its_name(called, slug):
    cause = add_cause(HOLIDAY)

    first, second = learn_code(called, "1", cause), learn_code(called, "2", cause)

    assert first.scheme == second.scheme
    assert first.scheme.slug == slug
    assert first.scheme.aliases == [called]


def test_what_is_known_of_a_code_is_kept(sepa):
    cause = add_cause(HOLIDAY)
    other = add_cause(replace(HOLIDAY, name_en="Other day"))
    new = NewCode(
        name="Xx", description_en="A day off", other_causes=(other.slug,), retryable="no",
        direction="payout", customer_can_fix=True,
    )  # fmt: skip

    code = learn_code("sepa", "XX01", cause, new)

    assert (code.name, code.description_en, code.other_causes) == ("Xx", "A day off", ["other_day"])
    assert (code.retryable, code.direction, code.customer_can_fix) == ("no", "payout", True)


@pytest.mark.parametrize(
    ("scheme", "code", "new", "field"),
    [
        ("", "XX01", None, "scheme"),
        (" - ", "XX01", None, "scheme"),
        ("sepa", " ", None, "code"),
        ("sepa", "AC04", None, "code"),
        ("SEPA", "ac 04", None, "code"),
        ("sepa", "XX01", NewCode(other_causes=("no_such",)), "other_causes"),
    ],
)
def test_a_code_without_name_or_known_already_is_refused(sepa, scheme, code, new, field):
    cause = add_cause(HOLIDAY)
    learn_code("sepa", "AC04", cause)

    with pytest.raises(ValidationError) as refused:
        learn_code(scheme, code, cause, new)

    assert field in refused.value.message_dict
    assert FailureCode.objects.count() == 1


def test_a_scheme_does_not_fall_back_to_itself(sepa):
    child = Scheme.objects.create(slug="child", parent=sepa)
    sepa.parent = child

    with pytest.raises(ValidationError) as refused:
        sepa.clean()

    assert "parent" in refused.value.message_dict


def test_an_alias_says_something(sepa):
    sepa.aliases = ["-"]

    with pytest.raises(ValidationError) as refused:
        sepa.clean()

    assert "aliases" in refused.value.message_dict
