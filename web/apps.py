from django.apps import AppConfig

from web.threads import read_without_lock


class WebConfig(AppConfig):
    """Holds no models; it is an app for its template tags."""

    name = "web"

    def ready(self) -> None:
        read_without_lock()
