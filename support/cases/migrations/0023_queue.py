import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0022_case_merged'),
        ('causes', '0006_sentences_of_either_direction'),
        ('customers', '0005_by_name'),
        ('payments', '0010_told_contact'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=70, unique=True, verbose_name='address')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('wanted', models.JSONField(blank=True, default=dict, verbose_name='filter')),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('case', 'Case'), ('turn', 'Whose turn'), ('channel', 'Channel'), ('amount', 'Amount'), ('assignee', 'Assignee'), ('cause', 'Cause'), ('status', 'Status'), ('tags', 'Tags'), ('team', 'Team'), ('opened', 'Opened')], max_length=20), blank=True, default=list, help_text='Nothing chosen: those that every view has', size=None, verbose_name='columns')),
                ('order', models.CharField(choices=[('due', 'Due first'), ('newest', 'Newest first'), ('oldest', 'Oldest first')], default='due', max_length=10, verbose_name='order')),
            ],
            options={
                'verbose_name': 'view',
                'verbose_name_plural': 'views',
            },
        ),
        migrations.AddField(
            model_name='case',
            name='heard_at',
            field=models.DateTimeField(blank=True, help_text="Since when the customer's words wait for an answer; empty: they don't", null=True, verbose_name='wrote at'),
        ),
        migrations.AddField(
            model_name='case',
            name='outcome_since',
            field=models.DateTimeField(blank=True, editable=False, help_text='Since when the guide stands at an outcome that nobody has applied', null=True, verbose_name='outcome waits since'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='views', to=settings.AUTH_USER_MODEL, verbose_name='owner'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='views', to='staff.team', verbose_name='team'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('owner', None), ('team', None), _connector='XOR'), name='view_is_ones_or_a_teams'),
        ),
    ]
