from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "support.cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from support.cases import reaching, telling  # noqa: PLC0415 - there are models now

        reaching.connect()
        telling.connect()
