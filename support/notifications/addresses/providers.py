"""The addresses of the providers that the settings name. A channel without one does not exist."""

from django.conf import settings


def provider_urls(channel: str) -> list[str]:
    """Return the addresses for a channel, the first to be tried first."""
    names = (f"{channel.upper()}_URL", f"{channel.upper()}_URL_2")
    return [url for name in names if (url := getattr(settings, name))]
