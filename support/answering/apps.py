from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnsweringConfig(AppConfig):
    name = "support.answering"
    verbose_name = _("Answering")

    def ready(self) -> None:
        """Let macros be applied to many cases."""
        from support.answering import many  # noqa: PLC0415 - it needs the models

        many.connect()
