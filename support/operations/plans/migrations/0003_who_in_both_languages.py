"""Who does a step, and whom to call, were one text for both languages."""

from django.db import migrations

NAMES = ("owner", "contact")


def _in_both(apps, schema_editor):
    _write(apps, lambda said: {"en": said, "zh-hans": said} if said else None)


def _in_one(apps, schema_editor):
    _write(apps, lambda said: (said or {}).get("en") or (said or {}).get("zh-hans") or "")


def _write(apps, turn):
    for version in apps.get_model("plans", "PlanVersion").objects.iterator():
        version.steps = [
            step | {name: turn(step.get(name)) for name in NAMES} for step in version.steps
        ]
        version.save(update_fields=["steps"])


class Migration(migrations.Migration):

    dependencies = [("plans", "0002_drills")]

    operations = [migrations.RunPython(_in_both, _in_one)]
