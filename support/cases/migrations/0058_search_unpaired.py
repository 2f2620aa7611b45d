from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile; the timetable writes anew what the index holds

    dependencies = [
        ('cases', '0057_bank_tell_after'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='searchentry',
            index=models.Index(condition=models.Q(models.Func(models.F('words'), output_field=models.BooleanField(), template="%(expressions)s @@ '''>'''::tsquery"), _negated=True), fields=['case'], name='search_entry_unpaired'),
        ),
    ]
