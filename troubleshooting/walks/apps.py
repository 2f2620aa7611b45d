from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WalksConfig(AppConfig):
    name = "troubleshooting.walks"
    verbose_name = _("Walks")

    def ready(self) -> None:
        """Let validation, which stands below, warn of options that no walk takes."""
        from troubleshooting.trees.unused_options import ask_usage_by  # noqa: PLC0415 - there are models now
        from troubleshooting.walks.usage import unused_options_of  # noqa: PLC0415 - it needs the models

        ask_usage_by(lambda trees, now: unused_options_of(trees, now=now))
