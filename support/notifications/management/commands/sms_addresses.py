"""Prints what has to be entered once at an SMS provider."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from support.notifications.addresses.callbacks import provider_path


class Command(BaseCommand):
    help = "Print the secret addresses that SMS providers call; see docs/sms.md."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for provider, use, path in (
            ("Kannel", "incoming", provider_path("kannel-incoming")),
            ("Twilio", "incoming", reverse("twilio-incoming")),
            ("Aliyun", "receipts", provider_path("aliyun-receipts")),
            ("Aliyun", "incoming", provider_path("aliyun-incoming")),
        ):
            self.stdout.write(f"{provider:8}{use:10}{settings.PUBLIC_URL}{path}")
