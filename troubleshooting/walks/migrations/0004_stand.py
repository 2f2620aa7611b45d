from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('walks', '0003_answers_protected'),
    ]

    operations = [
        migrations.AddField(
            model_name='walk',
            name='outcome_since',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='at its outcome since'),
        ),
        migrations.AddField(
            model_name='walk',
            name='present_node',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='present step'),
        ),
    ]
