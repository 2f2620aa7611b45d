import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('causes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=30, unique=True, verbose_name='slug')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('name_zh', models.CharField(max_length=80, verbose_name='name (Chinese)')),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='also called')),
                ('direction', models.CharField(choices=[('both', 'both'), ('payin', 'pay-in'), ('payout', 'payout')], default='both', max_length=10, verbose_name='direction')),
                ('names_one_cause', models.BooleanField(default=True, verbose_name='a code names one cause')),
                ('is_technical', models.BooleanField(default=False, verbose_name='made on the way to the bank, not by the bank')),
                ('has_two_digits', models.BooleanField(default=False, verbose_name='numbers have two digits: 5 is 05')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='causes.scheme', verbose_name='falls back to')),
            ],
            options={
                'verbose_name': 'code scheme',
                'verbose_name_plural': 'code schemes',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='MessagePattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.CharField(max_length=200, verbose_name='phrase')),
                ('unless', models.CharField(blank=True, max_length=200, verbose_name='unless it says')),
                ('direction', models.CharField(choices=[('both', 'both'), ('payin', 'pay-in'), ('payout', 'payout')], default='both', max_length=10, verbose_name='direction')),
                ('is_strong', models.BooleanField(default=False, verbose_name='may decide as a code does')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('cause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='patterns', to='causes.cause', verbose_name='cause')),
                ('scheme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='patterns', to='causes.scheme', verbose_name='code scheme')),
            ],
            options={
                'verbose_name': 'message pattern',
                'verbose_name_plural': 'message patterns',
                'ordering': ['phrase'],
                'constraints': [models.UniqueConstraint(fields=('phrase', 'scheme', 'direction'), name='pattern_once_per_scheme', nulls_distinct=False)],
            },
        ),
        migrations.AddField(
            model_name='failurecode',
            name='other_causes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=60), blank=True, db_default=[], default=list, size=None, verbose_name='other causes it is documented for'),
        ),
    ]
