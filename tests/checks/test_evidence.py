"""What a check found is said in the reader's language, and no account is shown whole."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone, translation

from tests.checks.facts_for_tests import make_facts
from tests.every import every
from troubleshooting.checks import registry
from troubleshooting.checks.earlier import EARLIER
from troubleshooting.checks.evidence import MOMENTS, WORDED, evidence_of, fact_in_words, values_read
from troubleshooting.checks.facts import FACTS
from troubleshooting.checks.words import WORDS

OVER = {"amount": "60000", "currency": "CNY", "channel_currency": "CNY",
        "channel_max_amount": "50000"}  # fmt: skip


def read(check, facts):
    """Return what the check could read, in words."""
    return values_read(registry.get(check).reads, facts)


def found(check, facts):
    return evidence_of(check, registry.run(check, facts))


def test_a_finding_is_a_sentence_with_its_strength_and_the_values_it_was_made_of():
    evidence = found("amount_within_limit", OVER)

    assert evidence.strength == "strong"
    assert "60" in evidence.sentence
    assert "%(" not in evidence.sentence
    assert Decimal(evidence.values["limit"]) == 50000
    assert read("amount_within_limit", OVER) == [
        ("Amount", "60000"), ("Currency", "CNY"),
        ("Largest amount of the channel", "50000"), ("Currency of the channel", "CNY"),
    ]  # fmt: skip


def test_facts_that_nobody_knows_are_named_in_words_and_have_no_value():
    evidence = found("amount_within_limit", {"amount": "5"})

    assert "Currency" in evidence.sentence
    assert read("amount_within_limit", {"amount": "5"}) == [("Amount", "5")]
    with translation.override("zh-hans"):
        assert "currency" not in found("amount_within_limit", {"amount": "5"}).sentence


def test_a_field_that_could_not_be_read_is_named_in_words_with_what_was_sent():
    facts = {
        "channel_new_user_days": 7,
        "unread": [{"field": "account_age_days", "value": "-1", "is_cut": False}],
    }

    evidence = found("new_user_rule", facts)

    assert evidence.sentence == (
        "“Age of the customer's account in days” was sent as “-1” and could not be read."
    )


def test_everything_is_said_in_chinese():
    with translation.override("zh-hans"):
        evidence = found("payment_status", {"status": "pending"})
        values = read("payment_status", {"status": "pending"})

    assert values == [("付款状态", "处理中")]
    assert evidence.title != registry.get("payment_status").title


def test_the_payment_systems_own_words_are_put_into_ours():
    assert fact_in_words("status", "pending") == "pending"
    assert fact_in_words("direction", "payin") == "pay-in"
    assert fact_in_words("method", "bank_transfer") == "bank transfer"
    assert fact_in_words("status", "odd") == "odd"
    assert fact_in_words("client", "card") == "card"
    assert set(FACTS) >= WORDED
    with translation.override("zh-hans"):
        assert all(fact_in_words("status", word) != word for word in ("failed", "pending"))


@every(
    ("value", "words"),
    [
        (True, "yes"), (False, "no"), (["a", "b"], "a, b"), ([], "none"),
        ([{"code": "AC04"}, {"code": "AC06"}], "2"), (12, "12"),
    ],
)  # fmt: skip
def test_a_value_of_any_kind_is_put_into_words(value, words):
    assert fact_in_words("client", value) == words


@every(
    ("milliseconds", "words"),
    [
        (900, "0.90 s"), ("1480", "1.5 s"), (12_000, "12 s"), (0, "0 s"), (3, "< 0.01 s"),
        (9.0, "< 0.01 s"), (10, "0.01 s"), ("soon", "soon"),
    ],
)  # fmt: skip
def test_a_time_that_a_machine_measured_is_shown_in_seconds(milliseconds, words):
    facts = {"bank_latency_ms": milliseconds, "channel_timeout_ms": 60_000}

    assert values_read(tuple(facts), facts) == [
        ("Bank's answering time", words),
        ("Channel's time-out", "60 s"),
    ]


@every("sentence", EARLIER)
def test_what_a_check_said_once_is_still_said_in_the_readers_language(sentence):
    values = dict.fromkeys(re.findall(r"%\((\w+)\)s", sentence), 900)
    finding = registry.strong("normal", sentence, **values)

    assert evidence_of("response_time", finding).sentence == sentence % values
    with translation.override("zh-hans"):
        assert re.search("[一-鿿]", evidence_of("response_time", finding).sentence)


def test_a_list_is_joined_as_chinese_joins_it():
    with translation.override("zh-hans"):
        assert fact_in_words("channel_schemes", ["fps", "sepa"]) == "fps、sepa"


def test_no_account_number_is_shown_whole():
    facts = {"counterparty_account": "6200001234567890"}

    assert values_read(("counterparty_account",), facts) == [("Counterparty's account", "…7890")]


def test_what_a_code_means_is_said_in_the_readers_language():
    row = {"scheme": "iso20022", "code": "AC04", "cause": "account_closed", "group": "account",
           "name": {"en": "Closed account", "zh-hans": "账户已关闭"}}  # fmt: skip
    facts = {"failure_scheme": "iso20022", "failure_code": "AC04", "code_matches": [row]}

    with translation.override("zh-hans"):
        sentence = found("failure_code_account", facts).sentence

    assert "{" not in sentence
    assert "Closed account" not in sentence


def test_every_word_has_a_chinese_one():
    with translation.override("zh-hans"):
        missing = [name for name, word in WORDS.items() if str(word).isascii()]

    assert missing == []


def test_a_moment_is_kept_as_a_value_and_written_for_who_reads_it():
    since = "2026-11-28T07:05:00+08:00"
    finding = registry.run("channel_state", {"channel_state": "down", "incident_since": since})

    with timezone.override("Europe/Paris"):
        english = evidence_of("channel_state", finding).sentence
        with translation.override("zh-hans"):
            chinese = evidence_of("channel_state", finding).sentence
            shown = fact_in_words("incident_since", since)

    assert datetime.fromisoformat(finding.values["since"]) == datetime.fromisoformat(since)
    assert "since 28 Nov 2026, 00:05;" in english
    assert "2026年11月28日 00:05" in chinese
    assert "Nov" not in chinese
    assert shown == "2026年11月28日 00:05"


def test_a_moment_by_the_clock_of_a_place_stays_by_it():
    facts = make_facts(created_at="2026-11-18T12:00:00+01:00")

    with timezone.override("America/New_York"):
        assert "It was 18 Nov 2026, 12:00 in Paris" in found("time_window", facts).sentence


def test_what_was_kept_as_it_was_written_then_is_read_so():
    facts = {"channel_state": "down", "incident_since": "2026-11-28T07:05:00+08:00"}
    finding = registry.run("channel_state", facts)
    before = replace(finding, values={**finding.values, "since": "2026-11-28 07:05 (CST)"})

    assert "since 2026-11-28 07:05 (CST);" in evidence_of("channel_state", before).sentence


def test_every_moment_that_a_check_reads_is_written_as_one():
    in_time = {name for name in FACTS if name.endswith(("_at", "_by", "_since", "_until"))}

    # What the payment system wrote is shown as it came in, and who promised is a word.
    assert in_time - MOMENTS == {"created_at", "promised_by"}
