from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [("cases", "0039_told_clocks")]

    operations = [
        AddIndexConcurrently(
            model_name="clockalarm",
            index=models.Index(
                condition=models.Q(("noted_at", None), ("tells", True)),
                fields=["-id"],
                name="alarm_to_note",
            ),
        ),
    ]
