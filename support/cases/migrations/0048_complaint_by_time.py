from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0047_complaint_due'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('complaint_due_at', None), _negated=True), fields=['complaint_due_at'], name='case_complaint'),
        ),
    ]
