"""What a cause's sentence asks for is told by its words, and the same in both languages."""

from dataclasses import replace

import pytest

from support.claims.asking import ASKING, REQUESTING, parted, refrains, seeks, task_in
from support.claims.claim import Slot
from support.claims.composing import compose
from support.claims.record import Ending, Occasion, Record, Turn
from support.claims.rungs import Denial
from tests.claims.worlds import ANEW, LOOKING, NOW, REFRAINING
from tests.codes import table
from tests.every import every

SENTENCES = [
    (f"{row['slug']} {side}", row[f"{side}_message_en"], row[f"{side}_message_zh"])
    for row in table("causes.csv")
    for side in ("customer", "payin", "payout")
    if row[f"{side}_message_en"]
]
# What these ask for is an answer: a look at a statement, or a question to somebody else.
SEEK = {
    "network_unstable payin", "outcome_unknown payout", "payout_in_transit customer",
    "payout_at_bank customer", "refund_not_sent customer", "refund_in_transit customer",
    "refund_being_traced customer", "refund_partial customer", "refund_split customer",
    "refund_currency_difference customer", "refund_to_wallet customer",
    "refund_to_old_card customer", "refund_dispute_open customer",
    "deposit_not_received customer", "deposit_below_minimum customer",
    "deposit_other_account customer", "deposit_returned customer",
    "deposit_being_traced customer",
}  # fmt: skip
# And these for a new request: what was requested is not paid any more.
ANEW_OF_PAYOUTS = {
    "protocol_incompatible payout", "browser_incompatible payout", "amount_over_limit payout",
    "amount_invalid payout", "count_limit payout", "cancelled payout", "channel_restricted payout",
    "method_unsupported payout",
}  # fmt: skip
# All that these ask for is to leave something be.
REFRAIN = {
    "outside_time_window payin", "deposit_third_party customer", "verification_backlog customer",
}  # fmt: skip
PAYOUT = Record(
    now=NOW, reference="CW-4T7KQ2MZ", payment="PO-7", direction="payout", rung="failed",
    turn=Turn.CUSTOMER,
)  # fmt: skip


@every(("name", "english", "chinese"), SENTENCES)
def test_a_sentence_asks_for_the_same_in_both_languages(name, english, chinese):
    both = (english, "en"), (chinese, "zh-hans")

    for text, language in both:
        assert seeks(task_in(text, language)) is (name in SEEK)
        assert refrains(task_in(text, language)) is (name in REFRAIN)
        if name.endswith("payout"):
            assert bool(REQUESTING.search(text)) is (name in ANEW_OF_PAYOUTS)
    assert bool(ASKING.search(english)) is bool(ASKING.search(chinese))


def test_an_application_is_no_request():
    said = "我们尚未收到商户对 PO-7 的退款申请。请向商户询问退款时间。"

    assert task_in(said, "zh-hans") == "请向商户询问退款时间。"
    assert not ASKING.search("出款 PO-7 的申请未能提交。")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("occasion", [Occasion.PAGE, Occasion.MOVED])
def test_who_is_to_find_something_out_is_asked_what_and_promised_no_money_for_it(
    language, occasion
):
    looking = replace(PAYOUT, language=language, cause=LOOKING[language])
    denied = replace(looking, rung="sent", denial=Denial.NOT_MADE)
    here = "_here" if occasion is Occasion.PAGE else ""

    for record in (looking, denied):
        said = compose(record, occasion)

        assert f"next_answer_us{here}" in said.keys
        assert "day_depends" not in said.keys
    assert f"next_tell_us{here}" in compose(replace(looking, cause=""), occasion).keys


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("turn", "ending"), [(Turn.CUSTOMER, Ending.NONE), (Turn.NOBODY, Ending.CUSTOMER_MUST_ACT)]
)
def test_nobody_is_to_say_that_they_left_something_undone(turn, ending, language):
    told = replace(
        PAYOUT, language=language, rung="held", cause=REFRAINING[language], turn=turn, ending=ending
    )

    said = compose(told)

    assert said.cause == REFRAINING[language]
    assert "do_as_told" in said.keys
    assert "do_as_both" in compose(replace(told, asked_on=NOW.date())).keys
    assert "do_as_said" in compose(replace(told, turn=Turn.US)).keys


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("rung", ["failed", "held"])
def test_what_was_to_be_left_undone_until_we_write_is_over_once_nobody_writes(rung, language):
    closed = replace(
        PAYOUT, direction="payin", language=language, rung=rung, cause=REFRAINING[language],
        turn=Turn.NOBODY, ending=Ending.CANNOT_BE_DONE,
    )  # fmt: skip

    said = compose(closed)

    assert said.cause
    assert not ASKING.search(said.cause)
    assert "do_as_said" not in said.keys


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_we_do_not_say_to_go_on_where_another_payment_takes_its_place(language):
    anew = replace(PAYOUT, language=language, cause=ANEW[language])

    said = compose(anew)

    assert "next_how_it_went_here" in said.keys
    assert "day_anew" in said.keys
    assert "next_tell_us_here" in compose(replace(anew, is_refund=True)).keys


@pytest.mark.parametrize(
    ("language", "whole", "named"),
    [
        (
            "en",
            "on 27 November 2026. We wrote: “Could you call us?”",
            "in our message of 27 November 2026.",
        ),
        (
            "zh-hans",
            "2026年11月27日消息中的要求办理。当时我们写道：“Could you call us?”",
            "2026年11月27日消息中的要求办理。",
        ),
    ],
)
def test_what_somebody_asked_is_named_and_repeated_where_it_is_short(language, whole, named):
    asked = replace(PAYOUT, language=language, asked_on=NOW.date().replace(day=27))

    quoted = compose(replace(asked, asked="Could you call us?")).text(Slot.TO_DO)

    assert quoted.endswith(whole.removeprefix("on "))
    assert compose(asked).text(Slot.TO_DO).endswith(named)
    assert "do_as_told" in compose(replace(asked, asked_on=None)).keys


@pytest.mark.parametrize("ending", ["", "no_answer"])
def test_a_closed_case_of_which_nothing_may_be_said_is_not_said_to_be_worked_on(ending):
    silent = replace(PAYOUT, is_silent=True, cause="x", turn=Turn.NOBODY, ending=ending)

    said = compose(silent)

    assert said.text(Slot.TITLE) == "Case closed: your payout PO-7"
    assert "working on it" not in said.text(*Slot)


@pytest.mark.parametrize("direction", ["payout", "payin"])
def test_what_was_only_set_up_and_turned_down_is_not_to_come_yet(direction):
    created = replace(
        PAYOUT, direction=direction, rung="created", cause="It was cancelled.",
        denial=Denial.NOT_MADE, turn=Turn.US,
    )  # fmt: skip

    said = compose(created)

    assert "yet" not in said.text(Slot.TITLE, Slot.HAPPENED, Slot.DAY)
    assert "yet" in compose(replace(created, cause="")).text(Slot.TITLE, Slot.HAPPENED)
    assert ("day_stopped" in said.keys) is (direction == "payout")


def test_that_the_money_is_there_goes_before_a_late_bank_and_a_known_cause_needs_no_reason():
    late = replace(PAYOUT, turn=Turn.BANK, bank_due_at=NOW)

    there = compose(replace(late, rung="credited"))
    assert there.text(Slot.TITLE) == "We are looking into your payout PO-7"
    assert there.text(Slot.HAPPENED) == "Our records show that your payout PO-7 was credited."
    assert "title_late_why" in compose(late).keys
    known = compose(replace(late, cause="The bank's system was down."))
    assert {"title_late", "next_late"} <= {*known.keys}


@every(("name", "english", "chinese"), SENTENCES)
def test_what_is_asked_and_what_is_explained_are_whole_sentences(name, english, chinese):
    for sentence, language in ((english, "en"), (chinese, "zh-hans")):
        for part in parted(sentence, language):
            assert not part or part[-1] in ".。?？", part
