"""What customers are told of every cause, read one by one; and how a sentence is filled."""

import re
from itertools import product

from django.utils import translation

from support.claims.asking import task_in
from tests.codes import table
from tests.every import every
from tests.trees.starters import starters
from troubleshooting.causes.models import SENTENCES, Cause
from troubleshooting.causes.sentences import (
    PLACEHOLDERS,
    filled,
    names_in,
    samples,
    unfit_for_customers,
)

CAUSES = {row["slug"]: row for row in table("causes.csv")}
# The causes of payments that fail, as the guide to them knows them.
FAILING = sorted(
    {node["cause"] for node in starters()["payout-not-received"]["nodes"] if "cause" in node}
)
# What can't befall a pay-in: our own payouts' money, and a payee who takes nothing in.
NO_PAYIN = {"payout_float_insufficient", "recipient_not_ready"}
EVERY = list(product(FAILING, ["payin", "payout"], ["en", "zh"]))
READ = [(slug, column, row[column]) for slug, row in CAUSES.items() for column in SENTENCES
        if row[column]]  # fmt: skip

# What happens next, and who does it, is said elsewhere, while the record bears it out.
PROMISES = {
    "en": r"\b(?:will|shall|won't|'ll|going to|soon|retry\w*|resend\w*|promis\w+|we are \w+ing"
    r"|guarant\w+|safe|let you know|tomorrow)\b",
    "zh": r"会|将|尽快|马上|立即|随后|重试|重发|保证|安全保留|通知您",
}
NOT_AGAIN = {"en": r"do(?:n't| not) pay|pay (?:again|twice)", "zh": r"请?勿重复|再次付款"}
# Words that mean the other direction, and names of ours for things that customers call otherwise.
OTHER_WORDS = {
    ("payin", "en"): r"\bpayouts?\b",
    ("payin", "zh"): "出款|提现|代付",
    ("payout", "en"): r"\bpayments? \{reference\}|you paid|withdraw\w+",
    ("payout", "zh"): "付款 |提现|代付|充值",
}


def told(slug: str, direction: str, language: str) -> str:
    row = CAUSES[slug]
    return row.get(f"{direction}_message_{language}") or row[f"customer_message_{language}"]


def test_every_cause_of_a_failing_payment_is_read() -> None:
    assert len(FAILING) == 37
    assert len(EVERY) == 37 * 2 * 2


@every(("slug", "direction", "language"), EVERY)
def test_a_cause_has_a_sentence_of_its_own_for_pay_ins_and_for_payouts(slug, direction, language):
    own = CAUSES[slug][f"{direction}_message_{language}"]

    assert bool(own) == (direction == "payout" or slug not in NO_PAYIN)
    assert told(slug, "payin", language) != told(slug, "payout", language)


@every(("slug", "direction", "language"), EVERY)
def test_a_sentence_speaks_of_its_own_direction_and_never_keeps_a_payee_from_paying(
    slug, direction, language
):
    sentence = told(slug, direction, language)

    if CAUSES[slug][f"{direction}_message_{language}"]:
        assert not re.search(OTHER_WORDS[direction, language], sentence)
    if direction == "payout":
        assert not re.search(NOT_AGAIN[language], sentence)


@every(("slug", "column", "sentence"), READ)
def test_a_sentence_promises_nothing_and_names_no_hidden_reason(slug, column, sentence):
    language = column[-2:]

    assert not re.search(PROMISES[language], sentence)
    with translation.override("en"):
        assert unfit_for_customers(sentence) == []
    assert "{reference}" in sentence


# What a customer is to do is also said by itself: a word that only points back names nothing there.
POINTS_BACK = {
    "en": r"Please (?:\w+ ){1,2}(?:it|them|there|one(?! of)|that|both)\b"
    r"|after that\b|that (?:rate|time|bank|wallet|account)\b",
    "zh": r"(?<![申邀])请[一-鿿]{2}[，。]|请按其|请届时|该(?:行|账户|汇率)",
}


@every(("slug", "column", "sentence"), READ)
def test_what_is_to_do_is_understood_without_what_explains_it(slug, column, sentence):
    task = task_in(sentence, column[-2:])

    assert not re.search(POINTS_BACK[column[-2:]], task)


@every(("slug", "column", "sentence"), READ)
def test_a_sentence_reads_well_whether_or_not_more_is_known(slug, column, sentence):
    language = column[-2:]
    whole = filled(sentence, samples(language))
    bare = filled(sentence, {"reference": "PO-1"})
    both = [whole, bare, *(filled(sentence, {"reference": "PO-1", name: value})
                           for name, value in samples(language).items())]  # fmt: skip

    for text in both:
        assert not re.search(r"[\[\]{}]|  | [.,;:]|[.,;:]{2}|\(\)|（）|。。|，。|：。", text)
        assert text.endswith("." if language == "en" else "。")
        if language == "zh":
            assert not re.search(r"[一-鿿] ?[.,:;()!?]|[!！亲]|你", text)
        else:
            assert text[0].isupper() or text.startswith(("PO-1", "PO-0302"))
    if names_in(sentence) - {"reference"}:
        assert len(whole) > len(bare)


@every(
    ("slug", "name"),
    [
        ("amount_over_limit", "limit"),
        ("count_limit", "resets_at"),
        ("count_limit", "limit"),
        ("outside_time_window", "opens_at"),
        ("channel_restricted", "available_on"),
        ("channel_restricted", "ended_on"),
        ("amount_invalid", "minimum"),
        ("request_incomplete", "missing_field"),
        ("duplicate_request", "first_reference"),
    ],
)
def test_what_is_known_and_may_be_told_is_told(slug, name):
    both = ["", "payin", "payout"] if slug == "request_incomplete" else ["payin", "payout"]
    for direction, language in product(both, ["en", "zh"]):
        sentence = told(slug, direction, language)
        assert samples(language)[name] in filled(sentence, samples(language))
        assert samples(language)[name] not in filled(sentence, {"reference": "PO-1"})


def test_a_cause_that_may_not_be_explained_says_nothing_but_where_to_ask():
    assert told("fraud_risk", "payout", "en") == told("compliance_hold", "payout", "en")
    for slug in ("fraud_risk", "compliance_hold", "suspicious_document", "holder_deceased"):
        for column in SENTENCES:
            sentence = CAUSES[slug][column]
            assert not re.search(r"check|review|contact you|核查|审核|联系您", sentence)


def test_the_sentence_of_a_direction_is_told_and_without_one_that_of_both():
    cause = Cause(
        customer_message_en="Both.", customer_message_zh="均可。",
        payout_message_en="Payout.", payout_message_zh="出款。",
    )  # fmt: skip

    assert cause.customer_message("en", "payout") == "Payout."
    assert cause.customer_message("zh-Hant-HK", "payout") == "出款。"
    assert cause.customer_message("zh-hans", "payin") == "均可。"
    assert cause.customer_message("en") == cause.customer_message("en", "refund") == "Both."


def test_a_clause_drops_out_where_one_of_its_values_is_missing():
    sentence = "Over {reference}[[ (at most {limit}, from {resets_at})]]."
    known = {"reference": "PO-1", "limit": "5", "resets_at": "9:00"}

    assert filled(sentence, known) == "Over PO-1 (at most 5, from 9:00)."
    assert filled(sentence, known | {"limit": ""}) == "Over PO-1."
    assert filled("{reference}", {"reference": "{limit} [[x]]"}) == "{limit} [[x]]"


@every(
    ("sentence", "complaint"),
    [
        ("Dear {name}", "The placeholders are {reference}, {limit}"),
        ("At most {limit}.", "{limit} is not always known"),
        ("At most[[ nothing]].", "A clause in [[ and ]]"),
        ("At most [[{limit}.", "A clause in [[ and ]]"),
        ("At most [[a [[{limit}]] b]].", "A clause in [[ and ]]"),
        ("[[It was fraud {limit}]]", "No customer may read “fraud”"),
    ],
)
def test_what_no_customer_may_read_or_nobody_could_fill_is_named(sentence, complaint):
    with translation.override("en"):
        found = " ".join(unfit_for_customers(sentence))

    assert complaint in found


def test_every_placeholder_has_a_meaning_and_a_sample_in_both_languages():
    for name, placeholder in PLACEHOLDERS.items():
        assert str(placeholder.meaning)
        assert samples("en")[name]
        assert samples("zh-hans")[name]


@every(("slug", "column", "sentence"), READ)
def test_a_fault_of_ours_is_told_with_an_apology(slug, column, sentence):
    words = {"en": ("on our side", "We are sorry."), "zh": ("因我们的|我们的系统故障", "非常抱歉")}
    ours, sorry = words[column[-2:]]

    assert not re.search(ours, sentence) or sorry in sentence


def test_what_is_quoted_to_a_bank_may_stand_in_an_edited_sentence():
    sentence = "Please ask your bank, and quote 091000012345678."

    assert unfit_for_customers(sentence)
    assert unfit_for_customers(sentence, theirs="091000012345678") == []
    assert unfit_for_customers(f"{sentence} 6222021234567890123", theirs="091000012345678")
