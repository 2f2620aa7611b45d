from django.db import migrations, transaction

from troubleshooting.trees.graph import Graph
from troubleshooting.walks import engine

BATCH = 500


def fill(apps, schema_editor):
    """Say of walks that were given up where they stood, as `0005` did of open ones."""
    Walk = apps.get_model('walks', 'Walk')
    Answer = apps.get_model('walks', 'WalkAnswer')
    TreeVersion = apps.get_model('trees', 'TreeVersion')
    for version in TreeVersion.objects.filter(walks__state='abandoned').distinct():
        graph = Graph.from_document(version.document, version.subtrees)
        given_up = Walk.objects.filter(version=version, state='abandoned', present_node='')
        while keys := list(given_up.values_list('pk', flat=True)[:BATCH]):
            with transaction.atomic(schema_editor.connection.alias):
                _fill(Walk, Answer, graph, keys)


def _fill(Walk, Answer, graph, keys):
    answers = {}
    for row in Answer.objects.filter(walk__in=keys).order_by('walk', 'number'):
        answers.setdefault(row.walk_id, []).append(row)
    walks = list(Walk.objects.select_for_update().filter(pk__in=keys))
    for walk in walks:
        position = engine.follow(graph, [
            engine.Answer(number=row.number, node=row.node, option=row.option, kind=row.kind,
                          source=row.source, strength=row.strength, cause=row.cause or None)
            for row in answers.get(walk.pk, [])
        ])
        walk.present_node = position.present.key
    Walk.objects.bulk_update(walks, ['present_node'])


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('trees', '0008_called_guides'),
        ('walks', '0011_tallied'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
