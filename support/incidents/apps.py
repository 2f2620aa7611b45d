from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "support.incidents"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        """Hear how look-ups end, and let lists of cases be asked for an incident."""
        from support.incidents import finding, recovery  # noqa: PLC0415 - they need the models
        from support.sources.signals import looked_up  # noqa: PLC0415

        looked_up.connect(recovery.hear_look_up, dispatch_uid="incidents")
        finding.connect()
