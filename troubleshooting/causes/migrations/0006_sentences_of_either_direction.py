from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('causes', '0005_marked'),
    ]

    operations = [
        migrations.AddField(
            model_name='cause',
            name='payin_message_en',
            field=models.TextField(blank=True, default='', db_default='', verbose_name='message about a pay-in (English)'),
        ),
        migrations.AddField(
            model_name='cause',
            name='payin_message_zh',
            field=models.TextField(blank=True, default='', db_default='', verbose_name='message about a pay-in (Chinese)'),
        ),
        migrations.AddField(
            model_name='cause',
            name='payout_message_en',
            field=models.TextField(blank=True, default='', db_default='', verbose_name='message about a payout (English)'),
        ),
        migrations.AddField(
            model_name='cause',
            name='payout_message_zh',
            field=models.TextField(blank=True, default='', db_default='', verbose_name='message about a payout (Chinese)'),
        ),
    ]
