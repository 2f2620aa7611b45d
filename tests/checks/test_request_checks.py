from tests.checks.facts_for_tests import make_facts
from tests.every import every
from troubleshooting.checks.registry import Strength, run

STRONG, WEAK = Strength.STRONG, Strength.WEAK


def outcome(finding):
    return finding.option, finding.strength, finding.cause


def test_a_request_with_every_field_is_complete():
    assert outcome(run("required_fields", make_facts())) == ("complete", STRONG, None)


def test_empty_fields_are_named():
    finding = run("required_fields", make_facts(currency=" ", counterparty_account=None))

    assert outcome(finding) == ("incomplete", STRONG, "request_incomplete")
    assert finding.values["missing"] == "currency, counterparty_account"


@every(
    ("promised", "expected"),
    [
        (["reference", "amount", "currency"], ("complete", STRONG, None)),
        (["currency", "counterparty_name"], ("incomplete", STRONG, "request_incomplete")),
        (["amount", "counterparty_name"], ("incomplete", STRONG, "request_incomplete")),
        ([], ("complete", STRONG, None)),
        (None, ("complete", STRONG, None)),
        (["client", 5, None], ("complete", STRONG, None)),  # nothing a request needs
    ],
)
def test_a_field_is_missing_only_where_its_source_always_sends_it(promised, expected):
    facts = make_facts(counterparty_name=None, counterparty_account="", always_sent=promised)

    assert outcome(run("required_fields", facts)) == expected


def test_a_field_that_could_not_be_read_was_filled():
    unread = [{"field": "counterparty_name", "value": "…", "is_cut": False}]
    facts = make_facts(counterparty_name=None, unread=unread)

    assert outcome(run("required_fields", facts)) == ("complete", STRONG, None)


def test_a_missing_amount_alone_is_left_to_the_check_of_the_amount():
    finding = run("required_fields", make_facts(amount=None))

    assert outcome(finding) == ("incomplete", WEAK, "request_incomplete")


@every(
    ("facts", "option"),
    [
        ({}, "supported"),
        ({"method": "Bank Transfer"}, "supported"),
        ({"method": "BANK-TRANSFER"}, "supported"),
        ({"method": "card"}, "unsupported"),
        ({"direction": "payin"}, "unsupported"),
        ({"direction": None}, "supported"),
        ({"channel_direction": ""}, "supported"),
    ],
)
def test_method_and_direction_must_be_the_channels(facts, option):
    finding = run("method_supported", make_facts(**facts))

    cause = None if option == "supported" else "method_unsupported"
    assert outcome(finding) == (option, STRONG, cause)


@every(
    ("facts", "option"),
    [
        ({}, "supported"),
        ({"currency": " eur "}, "supported"),
        ({"currency": "RMB", "channel_currency": "CNY"}, "supported"),
        ({"currency": "USD"}, "unsupported"),
        ({"currency": "USD", "channel_method": "card"}, "supported"),
    ],
)
def test_only_card_channels_take_another_currency(facts, option):
    finding = run("currency_supported", make_facts(**facts))

    cause = None if option == "supported" else "currency_country_unsupported"
    assert outcome(finding) == (option, STRONG, cause)


def test_a_converting_card_channel_says_so():
    finding = run("currency_supported", make_facts(currency="GBP", channel_method="card"))

    assert "a card acquirer converts" in finding.message


def like(status, created_at="2026-10-21T11:00:00+02:00"):
    return {"reference": "PAY-0", "status": status, "created_at": created_at}


@every(
    ("payments", "expected"),
    [
        ([], ("none", STRONG, None)),
        ([like("succeeded")], ("duplicate", STRONG, "duplicate_request")),
        ([like("pending")], ("duplicate", STRONG, "duplicate_request")),
        ([like("PENDING")], ("duplicate", STRONG, "duplicate_request")),
        ([like("sent")], ("duplicate", STRONG, "duplicate_request")),
        ([like("credited")], ("duplicate", STRONG, "duplicate_request")),
        ([like("unknown")], ("duplicate", STRONG, "duplicate_request")),
        ([like("recalled")], ("duplicate", WEAK, "duplicate_request")),
        ([like("returned")], ("duplicate", WEAK, "duplicate_request")),
        ([like("failed")], ("duplicate", WEAK, "duplicate_request")),
        ([like("failed"), like("succeeded")], ("duplicate", STRONG, "duplicate_request")),
        ([like("succeeded", "2026-10-21T11:45:00+02:00")], ("none", STRONG, None)),
        ([like("succeeded", "2026-10-21T10:45:00+01:00")], ("none", STRONG, None)),
        ([like("succeeded", "unreadable")], ("duplicate", STRONG, "duplicate_request")),
        (["nonsense", None, 5], ("none", STRONG, None)),
        ([{}], ("duplicate", WEAK, "duplicate_request")),
    ],
)
def test_an_earlier_like_payment_that_may_be_paid_is_a_duplicate(payments, expected):
    assert outcome(run("duplicate_payment", make_facts(similar_24h=payments))) == expected


def test_the_duplicates_evidence_names_the_payment_that_may_be_paid():
    payments = [like("failed"), like("pending") | {"reference": "PAY-7"}]

    finding = run("duplicate_payment", make_facts(similar_24h=payments))

    assert finding.values == {"count": 2, "reference": "PAY-7", "status": "pending"}


def test_like_payments_without_an_offset_are_compared_in_the_channels_zone():
    later_in_paris = [like("succeeded", "2026-10-21T11:31:00")]  # 09:31 UTC, a minute after
    facts = make_facts(similar_24h=later_in_paris, created_at="2026-10-21T09:30:00Z")

    assert run("duplicate_payment", facts).option == "none"
    assert run("duplicate_payment", facts | {"channel_timezone": "Asia/Tokyo"}).option == (
        "duplicate"
    )
    assert run("duplicate_payment", facts | {"channel_timezone": None}).option == "none"


def test_an_unknown_history_is_not_an_empty_one():
    assert run("duplicate_payment", make_facts(similar_24h=None)).option is None
