import pytest

from tests.checks.facts_for_tests import make_facts
from tests.every import every
from troubleshooting.checks.registry import Strength, run

NEW_USERS = {"channel_new_user_days": 7, "channel_new_user_max": "1000"}


@every(
    ("facts", "option", "strength"),
    [
        ({"channel_new_user_days": 0, "account_age_days": 0}, "allowed", Strength.STRONG),
        ({"channel_new_user_days": None, "account_age_days": 0}, "allowed", Strength.STRONG),
        ({"account_age_days": 7, "amount": "5000"} | NEW_USERS, "allowed", Strength.STRONG),
        ({"account_age_days": 6, "amount": "1000.01"} | NEW_USERS, "restricted", Strength.STRONG),
        ({"account_age_days": 6, "amount": "1000"} | NEW_USERS, "restricted", Strength.WEAK),
        ({"account_age_days": 0, "amount": None} | NEW_USERS, "restricted", Strength.WEAK),
        (
            {"account_age_days": 1, "channel_new_user_days": "30", "channel_new_user_max": ""},
            "restricted",
            Strength.WEAK,
        ),
        (
            {"account_age_days": 1, "amount": "5000", "currency": "JPY"} | NEW_USERS,
            "restricted",
            Strength.WEAK,  # 5000 yen are not 5000 of the channel's euros
        ),
    ],
)
def test_new_accounts_are_held_to_the_channels_rule(facts, option, strength):
    finding = run("new_user_rule", make_facts(**facts))

    assert (finding.option, finding.strength) == (option, strength)
    assert finding.cause == ("channel_restricted" if option == "restricted" else None)


@pytest.mark.parametrize("age", [None, "new", -1])
def test_the_rule_for_new_accounts_needs_the_accounts_age(age):
    finding = run("new_user_rule", make_facts(account_age_days=age, **NEW_USERS))

    assert finding.option is None


@every(
    ("earlier", "limit", "option"),
    [(0, 1, "within"), (19, 20, "within"), (20, 20, "exceeded"), ("25", "20", "exceeded")],
)
def test_this_payment_counts_towards_the_number_of_the_day(earlier, limit, option):
    finding = run("daily_count", make_facts(today_count=earlier, channel_daily_count=limit))

    assert (finding.option, finding.strength) == (option, Strength.STRONG)
    assert finding.cause == ("count_limit" if option == "exceeded" else None)
    assert finding.values["number"] == int(earlier) + 1


@every(
    ("total", "amount", "option"),
    [
        ("0", "250000", "within"),
        ("249,999.99", "0.01", "within"),
        ("249999.99", "0.02", "exceeded"),
        ("300000", "1", "exceeded"),
    ],
)
def test_this_payment_counts_towards_the_total_of_the_day(total, amount, option):
    finding = run("daily_total", make_facts(today_total=total, amount=amount))

    assert (finding.option, finding.strength) == (option, Strength.STRONG)
    assert finding.cause == ("count_limit" if option == "exceeded" else None)


@pytest.mark.parametrize(("amount", "option"), [("300000", "exceeded"), ("5", "within")])
def test_a_total_in_another_currency_is_only_a_hint(amount, option):
    finding = run("daily_total", make_facts(amount=amount, channel_currency="JPY"))

    assert (finding.option, finding.strength) == (option, Strength.WEAK)


@pytest.mark.parametrize("name", ["daily_count", "daily_total"])
def test_an_unknown_day_is_not_an_empty_day(name):
    finding = run(name, make_facts(today_count=None, today_total=None))

    assert finding.option is None
    assert "today_" in finding.message % finding.values
