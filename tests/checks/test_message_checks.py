import pytest

from tests.checks.facts_for_tests import make_facts
from troubleshooting.checks.registry import Strength, get, run

WORDINGS = {
    "counterparty_not_recognised": [
        "beneficiary account could not be located",
        "Payee not found",
        "invalid account",
        "收款账号不存在",
        "账号有误,请核对",
    ],
    "name_mismatch": [
        "Name does not match account",
        "1162 NAME MISMATCH",
        "户名与账号不一致,已退回",
        "收款人姓名不符",
    ],
    "bank_system_failure": [
        "bank core system down, please retry",
        "Issuing bank is unavailable, try next payout date",
        "银行系统故障,请稍后再试",
    ],
    "account_closed": ["Account closed", "46 Closed account", "账户已销户", "该账户已注销"],
    "account_frozen": ["Account is frozen", "AC06 BlockedAccount", "账户状态异常,已冻结"],
    "amount_over_limit": [
        "Amount exceeds clearing limit",
        "amount is above the maximum",
        "超过转企业账户单笔限额",
        "金额超限",
    ],
    "outside_time_window": [
        "Received after cut-off",
        "outside processing hours",
        "已过受理时间",
        "非工作日不受理",
    ],
    "identity_incomplete": ["KYC incomplete", "Identity not verified", "未完成实名认证"],
    "card_expired": ["The payout card has expired", "Expired card", "银行卡已过期"],
    "duplicate_request": ["Duplicate", "The payment was already received", "重复提交"],
    "network_unstable": [
        "ETIMEDOUT Connection timed out",
        "Network is unreachable",
        "网络异常",
        "TA01 TransmissonAborted",
    ],
    "compliance_hold": ["Held by compliance", "sanctions screening", "反洗钱审核"],
    "fraud_risk": [
        "Suspected fraud on 4242424242424242 exp 12/27",
        "Declined for risk",
        "因欺诈发起而撤销",
        "触发风控规则",
    ],
}


@pytest.mark.parametrize(
    ("text", "cause"),
    [(text, cause) for cause, texts in WORDINGS.items() for text in texts],
)
def test_wordings_of_both_languages_hint_at_their_cause(text, cause):
    finding = run("failure_message", make_facts(failure_message=text))

    assert (finding.option, finding.cause) == (cause, cause)
    assert finding.strength is Strength.WEAK


def test_every_cause_that_the_check_offers_has_a_wording():
    money = {"insufficient_funds", "payout_float_insufficient"}

    assert set(get("failure_message").options) == set(WORDINGS) | money | {"none"}


@pytest.mark.parametrize(
    "text", ["51 Insufficient funds", "Balance does not cover the debit", "余额不足"]
)
@pytest.mark.parametrize(
    ("direction", "cause"),
    [
        ("payin", "insufficient_funds"),
        ("payout", "payout_float_insufficient"),
        (None, None),
        ("sideways", None),
    ],
)
def test_whose_money_is_short_depends_on_the_direction(text, direction, cause):
    finding = run("failure_message", make_facts(failure_message=text, direction=direction))

    assert (finding.option, finding.cause) == (cause, cause)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        5,
        ["fraud"],
        "Payment rejected (AC01)",
        "declined by bank channel",
        "交易失败(51)",
        "Customer must authenticate again",
        "交易笔数超过签名人权限",
        "超过单日累计限额",
        "Amount exceeds daily limit",
        "Recipient has no account yet, returned after 30 days",
        "超出最大访问限制",
        "The bank server deleted the order file",
    ],
)
def test_other_texts_name_no_cause(text):
    finding = run("failure_message", make_facts(failure_message=text))

    assert (finding.option, finding.cause) == ("none", None)


def test_a_text_of_two_causes_is_left_to_a_person_with_both():
    text = "Account closed; suspected fraud"

    finding = run("failure_message", make_facts(failure_message=text))

    assert finding.option is None
    assert finding.values == {
        "words": "account closed",
        "other_words": "fraud",
        "causes": ["account_closed", "fraud_risk"],
    }


def test_width_case_and_blanks_do_not_hide_the_words():
    text = "\uff21\uff23\uff23\uff2f\uff35\uff2e\uff34\u3000  CLOSED"

    assert run("failure_message", make_facts(failure_message=text)).option == "account_closed"


def test_only_the_words_found_are_kept_as_evidence():
    text = "Suspected fraud on 4242424242424242 exp 12/27"

    finding = run("failure_message", make_facts(failure_message=text))

    assert finding.values == {"words": "fraud"}


@pytest.mark.parametrize("text", ["account " * 10**5, "bank system " * 10**5, "超过" * 10**5])
def test_a_huge_message_is_read_and_little_of_it_kept(text):
    finding = run("failure_message", make_facts(failure_message=text))

    assert finding is None or len(str(finding.values)) < 500
