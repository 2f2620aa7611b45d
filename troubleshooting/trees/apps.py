from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TreesConfig(AppConfig):
    name = "troubleshooting.trees"
    verbose_name = _("Decision trees")

    def ready(self) -> None:
        from troubleshooting.trees.naming_causes import connect  # noqa: PLC0415 - it needs the models

        connect()
