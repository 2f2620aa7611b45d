from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds no models; it is an app for its template tags."""

    name = "web"
