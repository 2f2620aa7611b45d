from django.db import migrations, models

WHY = [
    ("not_final", "By its source’s word the money may still be on its way."),
    ("unsure", "Not even its source knows whether the payment was made."),
    ("missing", "Its source does not know the payment."),
    ("no_answer", "Its source gave no answer."),
    ("withdrawn", "It was withdrawn."),
    ("by_source", "The source refused the order."),
    ("never_came", "The order never got to the source."),
]


class Migration(migrations.Migration):
    dependencies = [("money", "0001_steps")]

    operations = [
        migrations.AddField(
            "moneystep",
            "currency",
            models.CharField(db_default="", default="", max_length=10, verbose_name="currency"),
        ),
        migrations.AlterField(  # its words alone: the database is left as it is
            "moneystep",
            "why",
            models.CharField(blank=True, choices=WHY, max_length=12, verbose_name="why not"),
        ),
    ]
