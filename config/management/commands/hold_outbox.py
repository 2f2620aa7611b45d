"""`manage.py hold_outbox`: nothing is sent from this database until somebody releases it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.doctor.called import as_called
from support.notifications.models.states import HoldReason
from support.notifications.outbox.holding import hold_outbox


class Command(BaseCommand):
    help = "Let nothing leave from this database, such as a copy of the whole data folder."

    def handle(self, *args: Any, **options: Any) -> None:
        hold_outbox(HoldReason.BY_HAND, now=timezone.now())
        self.stdout.write(
            as_called("Nothing is sent until manage.py release_outbox, or /outbox/hold/.")
        )
