"""A cause speaks the reader's language; a code is found however it is written."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import translation

from troubleshooting.causes.models import Cause, FailureCode, Scheme

pytestmark = pytest.mark.django_db


def make_cause(slug: str = "amount_over_limit", **overrides) -> Cause:
    values = {
        "group": Cause.Group.AMOUNT_TIME,
        "disclosure": Cause.Disclosure.OPEN,
        "name_en": "Above the limit",
        "name_zh": "超过限额",
        "how_to_check_en": "Read the limit.",
        "how_to_check_zh": "查看限额。",
        "fix_en": "Split it.",
        "fix_zh": "拆分。",
        "customer_message_en": "Your payment {reference} is above the limit.",
        "customer_message_zh": "您的付款 {reference} 超过限额。",
        "typical_minutes": 5,
        "typical_share": "0.010",
    }
    return Cause.objects.create(slug=slug, **values | overrides)


def make_code(cause: Cause, scheme: str, code: str) -> FailureCode:
    row, _ = Scheme.objects.get_or_create(slug=scheme, name_en=scheme, name_zh=scheme)
    return FailureCode.objects.create(
        scheme=row,
        code=code,
        description_en="Over the limit",
        description_zh="超限",
        cause=cause,
        retryable=FailureCode.Retryable.LATER,
        customer_can_fix=True,
        direction=FailureCode.Direction.BOTH,
    )


@pytest.mark.parametrize(
    ("language", "name", "check", "fix"),
    [
        ("en", "Above the limit", "Read the limit.", "Split it."),
        ("zh-hans", "超过限额", "查看限额。", "拆分。"),
        ("de", "Above the limit", "Read the limit.", "Split it."),
    ],
)
def test_a_cause_is_told_to_agents_in_their_own_language(language, name, check, fix):
    cause = make_cause()

    with translation.override(language):
        assert (cause.name, cause.how_to_check, cause.fix) == (name, check, fix)
        assert str(cause) == name


def test_the_customers_sentence_is_in_the_customers_language_not_the_agents():
    cause = make_cause()

    with translation.override("en"):
        assert cause.customer_message("zh-hans") == "您的付款 {reference} 超过限额。"
        assert cause.customer_message("zh-Hant-HK") == "您的付款 {reference} 超过限额。"
        assert cause.customer_message("fr").startswith("Your payment {reference}")


def test_a_code_is_described_in_the_readers_language():
    code = make_code(make_cause(), "iso20022", "AM14")

    assert (str(code), code.description) == ("iso20022 AM14", "Over the limit")
    with translation.override("zh-hans"):
        assert code.description == "超限"


def test_a_code_is_found_in_any_case_within_the_schemes_asked():
    cause = make_cause()
    codes = [("alipay", "BALANCE_LOW"), ("wechatpay", "Balance_Low"), ("stripe_payout", "other")]
    for scheme, code in codes:
        make_code(cause, scheme, code)

    def schemes_of(schemes, *wanted):
        return {row.scheme_id for row in FailureCode.objects.matching(schemes, wanted)}

    assert schemes_of(["alipay"], "balance_low") == {"alipay"}
    assert schemes_of(None, "BALANCE_LOW") == {"alipay", "wechatpay"}
    assert schemes_of(None, "nothing", "OTHER") == {"stripe_payout"}
    assert schemes_of([], "balance_low") == set()
    assert schemes_of(None) == set()


def test_looking_a_code_up_uses_the_index_for_any_case():
    cause = make_cause()
    Scheme.objects.bulk_create(Scheme(slug=f"scheme{n}") for n in range(20))
    FailureCode.objects.bulk_create(
        FailureCode(
            scheme_id=f"scheme{n % 20}",
            code=f"Code{n}",
            cause=cause,
            retryable="no",
            customer_can_fix=False,
            direction="both",
        )
        for n in range(4_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE causes_failurecode")  # as the database does by itself, later

    assert "failure_code_any_case" in FailureCode.objects.matching(None, ["code7"]).explain()


def test_a_scheme_has_each_code_once():
    cause = make_cause()
    make_code(cause, "iso20022", "AM14")
    make_code(cause, "sepa", "AM14")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_code(cause, "iso20022", "AM14")


def test_a_cause_that_codes_stand_for_is_not_deleted():
    cause = make_cause()
    make_code(cause, "iso20022", "AM14")

    with pytest.raises(ProtectedError):
        cause.delete()
