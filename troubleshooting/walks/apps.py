from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WalksConfig(AppConfig):
    name = "troubleshooting.walks"
    verbose_name = _("Guides")

    def ready(self) -> None:
        """Let validation, which stands below, warn of options that no walk takes."""
        from troubleshooting.walks import usage  # noqa: PLC0415 - it needs the models

        usage.connect()
