import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0002_news'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(max_length=120, verbose_name='name, English')),
                ('name_zh', models.CharField(max_length=120, verbose_name='name, Chinese')),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], max_length=10, verbose_name='language')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('paused_at', models.DateTimeField(null=True, verbose_name='paused at')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'training campaign',
                'verbose_name_plural': 'training campaigns',
            },
        ),
        migrations.CreateModel(
            name='CampaignStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('goes_at', models.DateTimeField(db_index=True, verbose_name='goes out at')),
                ('announcement', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='step', to='guides.announcement')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.article')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='guides.campaign')),
            ],
            options={
                'verbose_name': 'article of a campaign',
                'verbose_name_plural': 'articles of campaigns',
                'constraints': [
                    models.UniqueConstraint(fields=('campaign', 'number'), name='campaign_step_once'),
                    models.UniqueConstraint(fields=('campaign', 'article'), name='campaign_article_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='announcement',
            name='left',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name='left'),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='told_last',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='guides.announcement'),
        ),
        migrations.RemoveConstraint(
            model_name='announcement',
            name='announced_once',
        ),
    ]
