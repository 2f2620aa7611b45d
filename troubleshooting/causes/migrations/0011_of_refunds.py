from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("causes", "0010_of_money_denied_filled")]

    operations = [
        migrations.AlterField(
            model_name="cause",
            name="of_money",
            field=models.CharField(
                blank=True,
                choices=[
                    ("under_way", "open whether it was paid, or under way"),
                    ("in_time", "under way, and not late"),
                    ("back", "sent back"),
                    ("not_made", "not made"),
                    ("refund", "about a refund that does not go out just now"),
                    ("refund_not_sent", "about a refund that was never sent"),
                    ("refund_not_asked", "about a refund that does not exist"),
                    ("refund_under_way", "about a refund that was sent"),
                    ("refund_in_time", "about a refund that was sent and is not late"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="what it says of the money",
            ),
        ),
    ]
