import django.db.models.functions.comparison
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0025_mention'),
        ('causes', '0006_sentences_of_either_direction'),
        ('customers', '0005_by_name'),
        ('payments', '0011_payment_to_payee'),
        ('staff', '0002_membership_role'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('status'), django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None)), name='case_in_status'),
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_where',
        ),
    ]
