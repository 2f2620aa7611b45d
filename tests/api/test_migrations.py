"""The database's plan is complete."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.django_db


def test_no_model_has_changed_without_a_migration():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_every_app_with_models_has_migrations():
    own = {
        app.label
        for app in apps.get_app_configs()
        if app.name.startswith(("support.", "troubleshooting.")) and any(app.get_models())
    }

    assert own <= MigrationLoader(None).migrated_apps
