from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "support.staff"
    verbose_name = _("Teams")

    def ready(self) -> None:
        from support.staff.roles import give_rights  # noqa: PLC0415 - it needs the models

        # After the last app's permissions, for roles have some of every app.
        last = [app for app in apps.get_app_configs() if app.models_module][-1]
        post_migrate.connect(give_rights, sender=last, dispatch_uid="roles")
