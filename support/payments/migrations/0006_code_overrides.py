import django.db.models.deletion
from django.db import migrations, models

from troubleshooting.marks.triggers import mark


class Migration(migrations.Migration):

    dependencies = [
        ('causes', '0005_marked'),
        ('payments', '0005_marked'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=100, verbose_name='code')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('cause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='causes.cause', verbose_name='cause')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='code_overrides', to='payments.channel', verbose_name='channel')),
                ('scheme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='causes.scheme', verbose_name='code scheme')),
            ],
            options={
                'verbose_name': 'code of this channel',
                'verbose_name_plural': 'codes of this channel',
                'ordering': ['channel_id', 'code'],
                'constraints': [models.UniqueConstraint(fields=('channel', 'scheme', 'code'), name='override_once_per_code', nulls_distinct=False)],
            },
        ),
        mark('payments_codeoverride'),
    ]
