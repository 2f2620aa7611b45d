from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config.doctor.checks import refuse_unusable  # noqa: PLC0415 - it needs the models

        refuse_unusable()
