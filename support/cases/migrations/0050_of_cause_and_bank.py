import django.db.models.functions.comparison
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

DUE = django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz"))
UNREACHED = django.db.models.functions.comparison.Coalesce(models.F('unreached_since'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz"))


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0049_message_by_sms'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('cause'), UNREACHED, DUE, models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None), ('cause__isnull', False)), name='case_of_cause'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(DUE, models.F('id'), condition=models.Q(('status', 'waiting_bank'), ('wakes_at', None)), include=('due_at', 'payment', 'team'), name='case_at_bank'),
        ),
    ]
