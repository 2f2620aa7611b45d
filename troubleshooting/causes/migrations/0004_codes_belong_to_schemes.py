import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('causes', '0003_a_row_for_every_scheme'),
    ]

    operations = [
        migrations.AlterField(
            model_name='failurecode',
            name='scheme',
            field=models.ForeignKey(db_column='scheme', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='causes.scheme', to_field='slug', verbose_name='code scheme'),
        ),
        migrations.AlterModelOptions(
            name='failurecode',
            options={'ordering': ['scheme_id', 'code'], 'verbose_name': 'failure code', 'verbose_name_plural': 'failure codes'},
        ),
    ]
