from django.db import migrations


def fill(apps, schema_editor):
    """Say of what was asked for twice that nothing was made of it; what somebody changed stays."""
    causes = apps.get_model("causes", "Cause").objects.using(schema_editor.connection.alias)
    causes.filter(slug="duplicate_request", of_money="").update(of_money="not_made")


class Migration(migrations.Migration):
    dependencies = [("causes", "0012_of_refunds_filled")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
