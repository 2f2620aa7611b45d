import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0014_tags'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('tags', []), _negated=True), fields=['tags'], name='case_by_tag'),
        ),
    ]
