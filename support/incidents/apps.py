from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "support.incidents"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        """Hear how look-ups end, let lists be asked for an incident, and late banks wait for it."""
        from support.cases.overdue import register_waiting  # noqa: PLC0415 - it needs the models
        from support.incidents import finding, recovery, telling  # noqa: PLC0415
        from support.sources.signals import looked_up  # noqa: PLC0415

        looked_up.connect(recovery.hear_look_up, dispatch_uid="incidents")
        finding.connect()
        register_waiting("incidents", telling.held_just_now)
