from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MoneyConfig(AppConfig):
    name = "support.operations.money"
    label = "money"
    verbose_name = _("Money steps")

    def ready(self) -> None:
        """Hear what look-ups come to."""
        from support.operations.money import judging  # noqa: PLC0415 - it needs the models

        judging.connect()
