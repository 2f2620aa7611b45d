from django.db import migrations, models

from troubleshooting.marks.triggers import MARK, UNMARK


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "name",
                    models.CharField(max_length=20, primary_key=True, serialize=False),
                ),
                ("value", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(MARK, UNMARK),
    ]
