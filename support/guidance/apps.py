from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    name = "support.guidance"
    verbose_name = _("Guidance")

    def ready(self) -> None:
        """Let those who stand below have what is known here.

        Authors see the messages of an outcome that they try; many cases have theirs applied, and
        are filtered by it.
        """
        from support.guidance import trial_messages  # noqa: PLC0415 - it needs the models
        from support.guidance.outcomes import awaiting, many  # noqa: PLC0415

        trial_messages.connect()
        many.connect()
        awaiting.connect()
