from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0042_not_solved_within'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='bank_told_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
