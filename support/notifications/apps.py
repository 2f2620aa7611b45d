from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "support.notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from support.notifications.returns import mail_webhooks  # noqa: PLC0415 - it needs the models

        mail_webhooks.connect()
