import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# Another index of the table begins with the same column.
TWICE = "walks_walk_version_id_6878fca9"


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('walks', '0009_tallies'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='walk',
            index=models.Index(fields=['version', 'started_at'], name='walk_of_version'),
        ),
        AddIndexConcurrently(
            model_name='walk',
            index=models.Index(condition=models.Q(('tallied_at', None)), fields=['started_at'], name='walk_not_tallied'),
        ),
        migrations.RunSQL(
            f"DROP INDEX CONCURRENTLY IF EXISTS {TWICE}",
            f"CREATE INDEX CONCURRENTLY {TWICE} ON walks_walk (version_id)",
        ),
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='walk',
                name='version',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='walks', to='trees.treeversion', verbose_name='tree version'),
            ),
        ]),
    ]
