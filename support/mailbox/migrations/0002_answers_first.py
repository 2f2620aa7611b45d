from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mailbox', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='incomingmail',
            name='is_answer',
            field=models.BooleanField(db_default=False, default=False, verbose_name='answers a mail of ours'),
        ),
    ]
