import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Forget the keys of reports: a form's key makes two presses one, here as everywhere.

    The release before still writes them, so the table stays for it, and keeps no case alive.
    """

    dependencies = [
        ('guidance', '0005_applied_outcome'),
    ]

    operations = [
        migrations.AlterField(
            model_name='casereport',
            name='case',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='cases.case'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name='CaseReport')],
        ),
    ]
