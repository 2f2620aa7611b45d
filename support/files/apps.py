from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "support.files"
    verbose_name = _("Files")

    def ready(self) -> None:
        from support.files import services  # noqa: PLC0415 - there are models now

        services.connect()
