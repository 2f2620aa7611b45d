from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "support.reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Let lists of cases be filtered by what figures count."""
        from support.reports import words  # noqa: PLC0415 - it needs the models

        words.connect()
