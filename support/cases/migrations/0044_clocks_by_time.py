from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0043_bank_told'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('status__in', ['new', 'open']), ('first_answered_at', None)), fields=['first_answer_due_at'], name='case_first_answer'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('next_answer_due_at__isnull', False)), fields=['next_answer_due_at'], name='case_next_answer'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('status__in', ['new', 'open'])), fields=['solution_due_at'], name='case_solution'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('silent_since', None), ('status', 'waiting_bank'), models.Q(('bank_told_at', None), ('bank_told_at__lt', models.F('bank_due_at')), _connector='OR')), fields=['bank_due_at'], name='case_bank_untold'),
        ),
    ]
