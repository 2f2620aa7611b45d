from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "support.complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from support.complaints.services import connect  # noqa: PLC0415 - models are ready only now

        connect()
