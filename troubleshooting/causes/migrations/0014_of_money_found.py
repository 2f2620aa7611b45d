from django.db import migrations, models

# What is said of where the money was found; what somebody changed stays.
SAID = {
    "under_way": {
        "payout_being_traced": "traced",
        "payout_at_bank": "at_bank",
        "payout_coming_back": "coming_back",
        "deposit_without_reference": "reached",
        "deposit_posting_delayed": "reached",
        "deposit_third_party": "reached",
        "deposit_below_minimum": "reached",
        "deposit_other_account": "elsewhere",
    },
    "refund_under_way": {"refund_being_traced": "refund_traced"},
}


def fill(apps, schema_editor):
    causes = apps.get_model("causes", "Cause").objects.using(schema_editor.connection.alias)
    for before, said in SAID.items():
        for slug, after in said.items():
            causes.filter(slug=slug, of_money=before).update(of_money=after)


class Migration(migrations.Migration):
    dependencies = [("causes", "0013_of_duplicates_filled")]

    operations = [
        migrations.AlterField(
            model_name="cause",
            name="of_money",
            field=models.CharField(
                blank=True,
                choices=[
                    ("under_way", "open whether it was paid, or under way"),
                    ("in_time", "under way, and not late"),
                    ("traced", "under way, late and looked for"),
                    ("at_bank", "at the payee's bank"),
                    ("coming_back", "on its way back"),
                    ("back", "sent back"),
                    ("reached", "with us, and not credited"),
                    ("elsewhere", "credited to another account with us"),
                    ("not_made", "not made"),
                    ("refund", "about a refund that does not go out just now"),
                    ("refund_not_sent", "about a refund that was never sent"),
                    ("refund_not_asked", "about a refund that does not exist"),
                    ("refund_under_way", "about a refund that was sent"),
                    ("refund_in_time", "about a refund that was sent and is not late"),
                    ("refund_traced", "about a refund that was sent and is late"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="what it says of the money",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
