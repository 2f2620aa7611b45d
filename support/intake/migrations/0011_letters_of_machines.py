from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0010_letters_too_many'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='why',
            field=models.CharField(choices=[('no_token', 'Nothing proves which case it belongs to'), ('other_sender', 'It answers this case, but from another address'), ('no_case', 'It answers a message of no case'), ('empty', 'Nothing of it can be put into the case by itself'), ('bounce', "A mail server's report that nobody understood"), ('number', 'Its number has no open case, or several'), ('bank', "It reads like a bank's, and nothing proves that"), ('many', 'Very many came for this case within an hour'), ('machine', 'It reads like an automatic reply'), ('no_number', 'Its sender is no number that can be answered')], max_length=14, verbose_name='why it waits'),
        ),
    ]
