from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WalksConfig(AppConfig):
    name = "troubleshooting.walks"
    verbose_name = _("Walks")
