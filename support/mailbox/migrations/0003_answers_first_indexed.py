from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # mail goes on coming in meanwhile

    dependencies = [
        ('mailbox', '0002_answers_first'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='incomingmail',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['attempts', '-is_answer', 'received_at'], name='mail_to_read'),
        ),
        RemoveIndexConcurrently(
            model_name='incomingmail',
            name='mail_waiting',
        ),
    ]
