from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0030_all_unfound'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('opened_at'), models.F('team'), condition=models.Q(('merged_into', None)), name='case_came_in'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('resolved_at'), models.F('team'), condition=models.Q(('merged_into', None), ('resolved_at__isnull', False)), name='case_went_out'),
        ),
    ]
