"""What no customer may read is found, and what every customer reads is let through."""

import csv
from pathlib import Path

from tests.every import every
from troubleshooting.causes.models import SENTENCES
from troubleshooting.causes.sentences import filled, samples
from troubleshooting.discretion.words import account_numbers_in, our_words_in, risks_in

CAUSES = Path(__file__).resolve().parents[2] / "fixtures" / "causes.csv"
with CAUSES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
KEPT_BACK = [row for row in ROWS if row["disclosure"] != "open"]


@every("row", KEPT_BACK, ids=lambda row: row["slug"])
@every("column", ["name_en", "name_zh"])
def test_the_name_of_a_cause_that_is_kept_back_is_found(row, column):
    assert risks_in(f"It was: {row[column]}.")


@every("row", ROWS, ids=lambda row: row["slug"])
@every("column", SENTENCES)
def test_no_customers_sentence_is_taken_for_a_secret(row, column):
    sentence = filled(row[column], samples(column.replace("_", "-")[-2:]))

    assert risks_in(sentence) == []
    assert our_words_in(sentence) == []
    assert account_numbers_in(sentence) == []


@every("row", ROWS, ids=lambda row: row["slug"])
def test_a_slug_of_a_cause_is_a_word_of_ours(row):
    if "_" in row["slug"]:
        assert our_words_in(f"Cause: {row['slug']}") == [row["slug"]]


@every(
    "text",
    [
        "stopped for FRAUD",
        "fraudulent use",
        "our compliance team",
        "the card was stolen",
        "the card was lost",
        "money laundering checks",
        "ｆｒａｕｄ in full width",
        "涉嫌欺诈",
        "合规审查",
        "卡片已挂失",
        "卡片被盗",
        "反洗钱核查",
        "The account holder died.",
        "the payer is dead",
        "their passing away",
        "after a bereavement",
        "户主过世了",
    ],
)
def test_a_reason_that_is_never_told_is_found_in_any_dress(text):
    assert risks_in(text)


@every(
    "text",
    [
        "Beware of scams: we never ask for a password.",
        "谨防诈骗，我们绝不会索要密码。",
        "Your money is safe with us.",
        "A flower was closted",
        "Before the deadline, your payment succeeded",
        "We act as agents of the bank",
    ],
)
def test_everyday_sentences_are_let_through(text):
    assert risks_in(text) == []
    assert our_words_in(text) == []


@every(
    "text",
    ["INTERNAL NOTE: call him", "for agents", "see holder_deceased", "仅供客服参考", "风控拦截"],
)
def test_words_for_colleagues_are_found(text):
    assert our_words_in(text)


def test_a_link_may_hold_what_would_be_a_name_of_ours():
    assert our_words_in("https://pay.casewalk.example/how_to_pay/") == []


@every(
    "text",
    [
        "6222020200112233445",
        "6222 0202 0011 2233 445",
        "4111-1111-1111-1111",
        "12345678",
        "GB29 NWBK 6016 1331 9268 19",
        "DE89370400440532013000",
        "６２２２０２０２００１１２２３３４４５",
    ],
)
def test_a_whole_account_is_found(text):
    assert account_numbers_in(f"Paid to {text} today")


@every(
    "text",
    [
        "+44 7700 900123",
        "400-800-1234",
        "4008001234",
        "020 7946 0000",
        "95588",
        "2026-03-05 18:00",
        "1,200,000.00",
        "ending in 0001",
        "PO-20260302",
    ],
)
def test_telephones_days_and_amounts_are_no_accounts(text):
    assert account_numbers_in(f"See {text} today") == []
