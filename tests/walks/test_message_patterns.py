"""What providers' words say, by the patterns of the fixture."""

from tests.codes import code_book, table
from tests.ending import computes
from tests.every import every
from troubleshooting.checks.reading.codes import CAUSE_GROUPS
from troubleshooting.walks.codes import Said, code_facts

WORDINGS = {
    "counterparty_not_recognised": [
        "beneficiary account could not be located",
        "Payee not found",
        "invalid account",
        "收款账号不存在",
        "账号有误,请核对",
        "Número da conta do credor inválido",
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
    "insufficient_funds": [
        "51 Insufficient funds",
        "Balance does not cover the debit",
        "余额不足",
        "You don't have sufficient funds in your balance",
        "INSUFFICIENT FUNDS IN CUSTOMER(REMITTER) ACCOUNT",
        "商户账户资金不足，请充值后原单重试",
    ],
    "account_closed": [
        "Account closed",
        "46 Closed account",
        "账户已销户",
        "该账户已注销",
        "Conta do credor encerrada",
    ],
    "account_frozen": [
        "Account is frozen",
        "AC06 BlockedAccount",
        "账户状态异常,已冻结",
        "BENEFICIARY ACCOUNT BLOCKED/FROZEN",
    ],
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
    "duplicate_request": [
        "Duplicate",
        "The payment was already received",
        "重复提交",
        "DUPLICATE TRANS. REFERENCE",
    ],
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
    "count_limit": ["超过单日累计限额", "Amount exceeds daily limit"],
    "credentials_invalid": ["SCA REQUIRED", "CVV2 failure"],
}


def words(message, scheme="", direction="payin", code=None):
    said = Said(scheme, code, message, direction)
    return code_facts(code_book(), said)["message_matches"]


@every(
    ("text", "cause"),
    [(text, cause) for cause, texts in WORDINGS.items() for text in texts],
)
def test_wordings_of_many_languages_name_their_cause(text, cause):
    found = words(text)

    assert [row["cause"] for row in found] == [cause]
    assert not found[0]["is_strong"]


@every(
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
        "Recipient has no account yet, returned after 30 days",
        "超出最大访问限制",
        "The bank server deleted the order file",
        "accounting was disclosed",
    ],
)
def test_other_texts_name_no_cause(text):
    assert words(text) == []


def test_a_text_of_two_causes_gives_both():
    found = words("Account closed; suspected fraud")

    assert [row["cause"] for row in found] == ["account_closed", "fraud_risk"]


def test_width_case_and_blanks_do_not_hide_the_words():
    text = "\uff21\uff23\uff23\uff2f\uff35\uff2e\uff34\u3000  CLOSED"

    assert [row["cause"] for row in words(text)] == ["account_closed"]


def test_only_the_words_found_are_kept_as_evidence():
    (row,) = words("Suspected fraud on 4242424242424242 exp 12/27")

    assert row["words"] == "fraud"


@every(
    ("code", "cause"),
    [
        ("Insufficient Funds", "insufficient_funds"),
        ("insufficientFunds", "insufficient_funds"),
        ("CARD_EXPIRED", "card_expired"),
        ("accountClosed", "account_closed"),
    ],
)
def test_words_in_a_codes_place_are_read_as_words(code, cause):
    (row,) = words(None, "nobody's", code=code)

    assert (row["cause"], row["said_by"]) == (cause, "code")


def test_the_words_of_a_code_that_is_an_entry_are_not_read_again():
    assert words(None, "stripe_payout", "payout", code="account_closed") == []


@every(
    ("message", "scheme", "direction", "cause", "is_strong"),
    [
        # More was captured than authorised: nothing of the shopper's money.
        ("Insufficient balance on payment", "adyen", "payin", "amount_invalid", False),
        ("Insufficient balance on payment", "other", "payin", None, False),
        ("do not honor", "adyen", "payin", "declined_unspecified", True),
        ("SCA REQUIRED", "visa", "payin", "credentials_invalid", True),
        ("QUESTIONABLE", "ACH", "payin", "fraud_risk", True),
        ("QUESTIONABLE", "fps", "payin", None, False),
        ("转账金额低于最小限额", "wechatpay", "payout", "amount_invalid", True),
        ("超过用户单日收款额度", "wechatpay", "payout", "count_limit", True),
        ("商户账户资金不足，请充值后原单重试", "微信支付", "payout",
         "payout_float_insufficient", True),
        ("You don't have sufficient funds in your balance", "paystack", "payout",
         "payout_float_insufficient", True),
    ],
)  # fmt: skip
def test_a_providers_own_words_go_before_the_common_ones(
    message, scheme, direction, cause, is_strong
):
    found = [(row["cause"], row["is_strong"]) for row in words(message, scheme, direction)]

    assert found == ([(cause, is_strong)] if cause else [])


def test_without_a_scheme_the_words_may_be_of_the_channels():
    said = Said(None, None, "QUESTIONABLE", "payin", ("nacha",))

    assert code_facts(code_book(), said)["message_matches"][0]["cause"] == "fraud_risk"


def test_every_pattern_names_a_cause_of_the_guide_and_a_source():
    for row in table("message_patterns.csv"):
        assert row["cause"] in CAUSE_GROUPS, row
        assert row["source"], row


def test_a_pattern_that_may_decide_is_of_a_scheme():
    """The same sentence means different things at different banks."""
    strong = [row for row in table("message_patterns.csv") if row["is_strong"] == "yes"]

    assert [row["phrase"] for row in strong if not row["scheme"]] == []


@every("text", ["account " * 10**5, "bank system " * 10**5, "超过" * 10**5, "exceed" * 10**5])
def test_a_huge_message_is_read_at_once(text):
    with computes(within=10):
        found = words(text)

    assert len(str(found)) < 1000
