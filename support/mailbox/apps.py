from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailboxConfig(AppConfig):
    name = "support.mailbox"
    verbose_name = _("Mailbox")

    def ready(self) -> None:
        from support.mailbox import webhooks  # noqa: PLC0415 - it needs the models

        webhooks.connect()
