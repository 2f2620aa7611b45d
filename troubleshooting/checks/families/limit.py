from typing import Any

from troubleshooting.checks.families.amount import (
    in_channel_currency,
    optional_amount,
    plain,
)
from troubleshooting.checks.reading.as_written import read_amount, read_whole_number
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    is_missing,
    lacking,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop


@register(
    "new_user_rule",
    title=gettext_noop("Does the channel's rule for new accounts stand in the way?"),
    options=("allowed", "restricted"),
    reads=(
        "account_age_days",
        "amount",
        "currency",
        "channel_currency",
        "channel_new_user_days",
        "channel_new_user_max",
    ),
    source=gettext_noop("Article on unpaid payouts: channels restrict new users and small amounts"),
)
def new_user_rule(facts: Facts) -> Finding:
    """A new account above the new-account limit is certain; a new account alone is a hint."""
    rule = facts.get("channel_new_user_days")
    days = 0 if is_missing(rule) else read_whole_number(rule)
    if not days:
        return strong("allowed", gettext_noop("The channel has no rule for new accounts."))
    age = read_whole_number(facts.get("account_age_days"))
    values: dict[str, Any] = {"age": age, "days": days}
    if age >= days:
        return strong(
            "allowed",
            gettext_noop(
                "The account is %(age)s days old; the channel's rule covers accounts younger"
                " than %(days)s days."
            ),
            **values,
        )
    limit = optional_amount(facts.get("channel_new_user_max"))
    amount = optional_amount(facts.get("amount"))
    if limit is not None and amount is not None and amount > limit and in_channel_currency(facts):
        return strong(
            "restricted",
            gettext_noop(
                "The account is %(age)s days old, and %(amount)s is above the %(limit)s that the"
                " channel allows to accounts younger than %(days)s days."
            ),
            "channel_restricted",
            **values,
            amount=plain(amount),
            limit=plain(limit),
        )
    return weak(
        "restricted",
        gettext_noop(
            "The account is only %(age)s days old; the channel restricts accounts younger than"
            " %(days)s days."
        ),
        "channel_restricted",
        **values,
    )


@register(
    "daily_count",
    title=gettext_noop("Is the customer within the number of payments per day?"),
    options=("within", "exceeded"),
    reads=("today_count", "channel_daily_count"),
    source=gettext_noop("ISO 8583 code 65 and iso20022 DS0K: number of payments per day"),
)
def daily_count(facts: Facts) -> Finding:
    """The day is the channel's; `today_count` leaves this payment out."""
    if is_missing(facts.get("channel_daily_count")):
        return strong(
            "within", gettext_noop("The channel has no limit for the number of payments a day.")
        )
    limit = read_whole_number(facts["channel_daily_count"])
    if is_missing(facts.get("today_count")):
        return lacking("today_count")
    earlier = read_whole_number(facts["today_count"])
    values: dict[str, Any] = {"number": earlier + 1, "limit": limit}
    if earlier + 1 > limit:
        return strong(
            "exceeded",
            gettext_noop(
                "This is payment number %(number)s of the day; the channel allows %(limit)s."
            ),
            "count_limit",
            **values,
        )
    return strong(
        "within",
        gettext_noop(
            "This is payment number %(number)s of the day, and the channel allows %(limit)s."
        ),
        **values,
    )


@register(
    "daily_total",
    title=gettext_noop("Is the customer within the total per day?"),
    options=("within", "exceeded"),
    reads=(
        "today_total",
        "amount",
        "currency",
        "channel_daily_total",
        "channel_currency",
    ),
    source=gettext_noop("ISO 8583 code 61 and iso20022 AM14: total per day"),
)
def daily_total(facts: Facts) -> Finding:
    """A total in another currency than the payment's proves little: there are no rates."""
    limit = optional_amount(facts.get("channel_daily_total"))
    if limit is None:
        return strong("within", gettext_noop("The channel has no limit for the total of a day."))
    if is_missing(facts.get("today_total")):
        return lacking("today_total")
    total = read_amount(facts["today_total"]) + read_amount(facts.get("amount"))
    values = {"total": plain(total), "limit": plain(limit)}
    exceeded = total > limit
    if not in_channel_currency(facts):
        return weak(
            "exceeded" if exceeded else "within",
            gettext_noop(
                "The day's payments come to %(total)s with this one; the channel's limit is"
                " %(limit)s in another currency, and only the numbers were compared."
            ),
            "count_limit" if exceeded else None,
            **values,
        )
    if exceeded:
        return strong(
            "exceeded",
            gettext_noop(
                "With this payment the day's total is %(total)s; the channel allows %(limit)s."
            ),
            "count_limit",
            **values,
        )
    return strong(
        "within",
        gettext_noop(
            "With this payment the day's total is %(total)s, and the channel allows %(limit)s."
        ),
        **values,
    )
