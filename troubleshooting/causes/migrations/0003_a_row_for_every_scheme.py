"""Every scheme that codes were entered for gets its row; load_reference fills in what it is called."""

from typing import Any

from django.db import migrations


def enter_schemes(apps: Any, schema_editor: Any) -> None:
    Scheme = apps.get_model("causes", "Scheme")
    FailureCode = apps.get_model("causes", "FailureCode")
    slugs = FailureCode.objects.order_by().values_list("scheme", flat=True).distinct()
    Scheme.objects.bulk_create(Scheme(slug=slug, name_en=slug, name_zh=slug) for slug in slugs)


class Migration(migrations.Migration):

    dependencies = [
        ('causes', '0002_schemes_and_patterns'),
    ]

    operations = [migrations.RunPython(enter_schemes, migrations.RunPython.noop)]
