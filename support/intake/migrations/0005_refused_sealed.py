from django.db import migrations, models


class Migration(migrations.Migration):
    # The column keeps its name: code from before finds it, and reads what it wrote itself.

    dependencies = [
        ('intake', '0004_refused_events'),
    ]

    operations = [
        migrations.AlterField(
            model_name='refusedevent',
            name='body',
            field=models.BinaryField(null=True, editable=False, db_column='body'),
        ),
        migrations.RenameField(
            model_name='refusedevent',
            old_name='body',
            new_name='sealed',
        ),
    ]
