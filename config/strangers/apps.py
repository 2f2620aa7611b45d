from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save


class StrangersConfig(AppConfig):
    name = "config.strangers"

    def ready(self) -> None:
        from django.contrib.auth.models import User  # noqa: PLC0415 - after the apps

        from config.strangers.ending import end_what_was_let_in  # noqa: PLC0415
        from config.strangers.sign_in import remember_browser  # noqa: PLC0415

        pre_save.connect(end_what_was_let_in, sender=User)
        user_logged_in.connect(remember_browser)
