from django.db import migrations

# What was said of each before, and what is said now.
FILLED = [
    ("refund_not_sent", "refund_not_asked", ["refund_not_sent", "refund_as_reversal"]),
    ("refund_under_way", "refund_in_time", ["refund_in_transit"]),
]


def fill(apps, schema_editor):
    """Say of the causes that came with us what they now say; what somebody changed stays."""
    causes = apps.get_model("causes", "Cause").objects.using(schema_editor.connection.alias)
    for before, after, slugs in FILLED:
        causes.filter(slug__in=slugs, of_money=before).update(of_money=after)


class Migration(migrations.Migration):
    dependencies = [("causes", "0011_of_refunds")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
