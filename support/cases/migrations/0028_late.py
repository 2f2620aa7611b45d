from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0027_next_answer'),
        ('causes', '0006_sentences_of_either_direction'),
        ('customers', '0005_by_name'),
        ('payments', '0011_payment_to_payee'),
        ('staff', '0002_membership_role'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None), ('due_at__isnull', False)), name='case_late'),
        ),
    ]
