"""What is said of paying again beside each cause, by a table made by hand."""

from dataclasses import replace
from itertools import product

import pytest

from support.claims.claim import Slot
from support.claims.composing import compose
from support.claims.record import LEFT_BEHIND, Ending, Record, Turn
from support.claims.rungs import MOVING
from tests.claims.worlds import NOW, PAYING, WARNING
from tests.codes import table
from tests.every import every

CAUSES = {row["slug"]: row for row in table("causes.csv")}
LANGUAGES = {"en": "en", "zh": "zh-hans"}
# Their sentences to whoever pays ask to pay: once more, or in another way.
ASK_TO_PAY = {
    "account_closed", "account_frozen", "account_type_unsupported", "amount_invalid", "app_error",
    "amount_over_limit", "browser_incompatible", "cancelled", "card_expired", "card_lost_stolen",
    "channel_restricted", "count_limit", "credentials_invalid", "currency_country_unsupported",
    "counterparty_not_recognised", "declined_unspecified",
    "insufficient_funds", "method_unsupported", "name_mismatch", "protocol_incompatible",
    "request_incomplete",
}  # fmt: skip
WARN_ALL = {"deposit_third_party"}
WARN = {"network_unstable", "outside_time_window"}
# These do so in the sentence for whoever has not said whether they pay or are paid.
UNSAID_ASK_TO_PAY = ASK_TO_PAY - {
    "amount_invalid", "app_error", "card_expired", "count_limit", "counterparty_not_recognised",
    "insufficient_funds", "name_mismatch", "request_incomplete",
}  # fmt: skip
OPEN = Record(
    now=NOW, reference="CW-4T7KQ2MZ", payment="PI-7", direction="payin", rung="pending",
    turn=Turn.CUSTOMER, phone="+44 20 7946 0123",
)  # fmt: skip
STRONG = {"payin": "not_twice", "": "not_twice_if_paying"}
WEAK = {"payin": "not_before_looking", "": "not_before_looking_if_paying"}
CAUTIONS = {*STRONG.values(), *WEAK.values()}


def cautions(record: Record) -> set[str]:
    return CAUTIONS & {*compose(record).keys}


def expected(slug: str, direction: str) -> set[str]:
    if slug in (ASK_TO_PAY if direction else UNSAID_ASK_TO_PAY):
        return {WEAK[direction]}
    is_warned = slug in WARN_ALL or (direction and slug in WARN)
    return set() if is_warned else {STRONG[direction]}


@every(("slug", "direction", "language"), product(CAUSES, ["payin", ""], LANGUAGES))
def test_beside_a_cause_nobody_is_told_to_pay_and_not_to_pay(slug, direction, language):
    row = CAUSES[slug]
    sentence = row[f"{direction}_message_{language}"] if direction else ""
    sentence = sentence or row[f"customer_message_{language}"]

    record = replace(OPEN, direction=direction, language=LANGUAGES[language], cause=sentence)

    assert cautions(record) == expected(slug, direction)
    assert not cautions(replace(record, direction="payout"))


@pytest.mark.parametrize("language", LANGUAGES.values())
@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize(
    "rung", ["", "pending", "held", "sent", "delivered", "unknown", "recalled"]
)
def test_a_closed_case_that_repeats_the_call_to_pay_says_to_look_first(language, ending, rung):
    closed = replace(
        OPEN, language=language, rung=rung, turn=Turn.NOBODY, ending=ending, cause=PAYING[language],
        kept="CW-9X2V3Z4A",
    )  # fmt: skip
    look = {"en": "efore you pay again", "zh-hans": "再次付款前"}[language]

    said = compose(closed).text(Slot.TO_DO, Slot.CAUTION)

    until_they_act = ending is Ending.CUSTOMER_MUST_ACT
    has_gone_out = rung in MOVING and not until_they_act  # and what had to be done first is over
    is_left = rung == "recalled" and ending in LEFT_BEHIND  # nobody repeats the call to pay
    is_called = not (ending is Ending.CREDITED or has_gone_out or is_left)
    assert said.count(look) == (1 if is_called else 0)
    assert not cautions(replace(closed, cause=WARNING[language]))
    is_heard_of = until_they_act or ending is Ending.DUPLICATE
    assert cautions(replace(closed, cause="")) == ({"not_twice"} if is_heard_of else set())


@pytest.mark.parametrize("turn", [Turn.US, Turn.BANK, Turn.CUSTOMER])
@pytest.mark.parametrize("direction", STRONG)
def test_who_pays_waits_also_where_the_first_payment_is_only_set_up(turn, direction):
    created = replace(OPEN, rung="created", direction=direction, turn=turn)

    assert cautions(created) == {STRONG[direction]}
    assert cautions(replace(created, cause=PAYING["en"])) == {WEAK[direction]}
    assert not cautions(replace(created, direction="payout"))


@every(
    ("sentence", "keys"),
    [
        ("Please use another card.", {"not_before_looking"}),
        ("Please send us the receipt. Others pay by card.", {"not_twice"}),
        ("Please ask your bank why. You can pay later.", {"not_twice"}),
        ("Please wait. Do not pay by another card.", set()),
        ("Please do not use another card.", {"not_twice"}),
        ("请向付款银行查询。", {"not_twice"}),
        ("请核对您付款所用卡的账单。", {"not_twice"}),
        ("请稍后重新支付。", {"not_before_looking"}),
        ("请勿重复付款，请改用其他方式。", set()),
    ],
)
def test_words_that_an_agent_writes_decide_as_the_causes_own_do(sentence, keys):
    assert cautions(replace(OPEN, cause=sentence)) == keys
