import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0023_queue'),
        ('guidance', '0006_forget_case_reports'),
        ('walks', '0005_stand_filled'),
    ]

    operations = [
        migrations.CreateModel(
            name='WalkOfCase',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('walks.walk',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casewalk',
            trigger=pgtrigger.compiler.Trigger(name='outcome_kept_for_new', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    UPDATE cases_case SET outcome_since = told.since\n    FROM (\n        SELECT link.case_id,\n            CASE WHEN walk.state = 'open' THEN walk.outcome_since END AS since\n        FROM guidance_casewalk AS link JOIN walks_walk AS walk ON walk.id = link.walk_id\n        WHERE link.id = NEW.id AND NOT EXISTS (\n            SELECT FROM guidance_casewalk AS later\n            WHERE later.case_id = link.case_id AND later.id > link.id)\n    ) AS told\n    WHERE cases_case.id = told.case_id AND cases_case.outcome_since IS DISTINCT FROM told.since;\n    RETURN NULL;\n", hash='d2114b380782c640e6f03aa649ce634bd8923f23', operation='INSERT', pgid='pgtrigger_outcome_kept_for_new_664c4', table='guidance_casewalk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='walkofcase',
            trigger=pgtrigger.compiler.Trigger(name='outcome_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.outcome_since IS DISTINCT FROM NEW.outcome_since)', func="\n    UPDATE cases_case SET outcome_since = told.since\n    FROM (\n        SELECT link.case_id,\n            CASE WHEN walk.state = 'open' THEN walk.outcome_since END AS since\n        FROM guidance_casewalk AS link JOIN walks_walk AS walk ON walk.id = link.walk_id\n        WHERE link.walk_id = NEW.id AND NOT EXISTS (\n            SELECT FROM guidance_casewalk AS later\n            WHERE later.case_id = link.case_id AND later.id > link.id)\n    ) AS told\n    WHERE cases_case.id = told.case_id AND cases_case.outcome_since IS DISTINCT FROM told.since;\n    RETURN NULL;\n", hash='f254d3809b2ae783c7c8f13441edb3ab70e13822', operation='UPDATE OF "state", "outcome_since"', pgid='pgtrigger_outcome_kept_02baf', table='walks_walk', when='AFTER')),
        ),
    ]
