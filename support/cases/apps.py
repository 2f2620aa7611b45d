from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "support.cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        # There are models now.
        from support.cases.telling import messages_of_case, taken_out, unreached  # noqa: PLC0415

        unreached.connect()
        messages_of_case.connect()
        taken_out.connect()
