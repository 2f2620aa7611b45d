"""Settings with the linter of migrations: `make check` asks which of them old code survives."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as INSTALLED

INSTALLED_APPS = [*INSTALLED, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "no_cache": True,
    "quiet": ["ok", "ignore", "warning"],
    "include_apps": [
        name.rpartition(".")[2]
        for name in INSTALLED
        if "." in name and (name.startswith(("support.", "troubleshooting.")))
    ],
    # docs/backup.md names them: made before there was a second release, or harmless to old code.
    "ignore_name": ["0002_reach", "0002_proof", "0002_drafts", "0003_ladder", "0003_sources"],
}
