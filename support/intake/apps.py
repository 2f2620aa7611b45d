from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "support.intake"
    verbose_name = _("Intake")

    def ready(self) -> None:
        # There are models now.
        from support.intake.texts import receiving  # noqa: PLC0415

        receiving.connect()
