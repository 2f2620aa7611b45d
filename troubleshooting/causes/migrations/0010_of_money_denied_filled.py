from django.db import migrations

NOT_MADE = [
    "amount_invalid",
    "amount_over_limit",
    "batch_rejected",
    "browser_incompatible",
    "cancelled",
    "card_lost_stolen",
    "channel_restricted",
    "count_limit",
    "credentials_invalid",
    "currency_country_unsupported",
    "declined_unspecified",
    "insufficient_funds",
    "integration_misconfigured",
    "method_unsupported",
    "protocol_incompatible",
]
# What was said of each before, and what is said now.
FILLED = [
    ("", "not_made", NOT_MADE),
    ("refund", "refund_not_sent", ["refund_not_sent", "refund_waiting", "refund_as_reversal"]),
    (
        "refund",
        "refund_under_way",
        [
            "refund_partial",
            "refund_split",
            "refund_currency_difference",
            "refund_to_wallet",
            "refund_to_old_card",
        ],
    ),
]


def fill(apps, schema_editor):
    """Say of the causes that came with us what they now say; what somebody changed stays."""
    causes = apps.get_model("causes", "Cause").objects.using(schema_editor.connection.alias)
    for before, after, slugs in FILLED:
        causes.filter(slug__in=slugs, of_money=before).update(of_money=after)


class Migration(migrations.Migration):
    dependencies = [("causes", "0009_of_money_denied")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
