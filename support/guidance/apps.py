from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    name = "support.guidance"
    verbose_name = _("Guidance")

    def ready(self) -> None:
        """Let authors, who stand below, see the messages of an outcome that they try."""
        from support.guidance import trial_messages  # noqa: PLC0415 - it needs the models

        trial_messages.connect()
