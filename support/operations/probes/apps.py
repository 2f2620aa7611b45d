from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProbesConfig(AppConfig):
    name = "support.operations.probes"
    label = "probes"
    verbose_name = _("Test payments")
