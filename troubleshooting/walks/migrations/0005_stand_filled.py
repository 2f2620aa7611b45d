from django.db import migrations, transaction

from troubleshooting.trees.graph import Graph
from troubleshooting.walks import engine

BATCH = 500


def fill(apps, schema_editor):
    """Say of open walks where they stand; of ended ones nobody asks. Begun again, it goes on."""
    Walk = apps.get_model('walks', 'Walk')
    Answer = apps.get_model('walks', 'WalkAnswer')
    TreeVersion = apps.get_model('trees', 'TreeVersion')
    for version in TreeVersion.objects.filter(walks__state='open').distinct():
        graph = Graph.from_document(version.document, version.subtrees)
        waiting = Walk.objects.filter(version=version, state='open', present_node='')
        while keys := list(waiting.values_list('pk', flat=True)[:BATCH]):
            with transaction.atomic(schema_editor.connection.alias):
                _fill(Walk, Answer, graph, keys)


def _fill(Walk, Answer, graph, keys):
    answers = {}
    for row in Answer.objects.filter(walk__in=keys).order_by('walk', 'number'):
        answers.setdefault(row.walk_id, []).append(row)
    walks = list(Walk.objects.select_for_update().filter(pk__in=keys))
    for walk in walks:
        rows = answers.get(walk.pk, [])
        position = engine.follow(graph, [
            engine.Answer(number=row.number, node=row.node, option=row.option, kind=row.kind,
                          source=row.source, strength=row.strength, cause=row.cause or None)
            for row in rows
        ])
        walk.present_node = position.present.key
        if position.is_outcome:
            walk.outcome_since = rows[-1].answered_at if rows else walk.started_at
    Walk.objects.bulk_update(walks, ['present_node', 'outcome_since'])


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('trees', '0007_sentences_published'),
        ('walks', '0004_stand'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
