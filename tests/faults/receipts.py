"""The gateway's delivery reports in the storm: doubled, shuffled, unknown and forged."""

import random
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.test import Client

from support.notifications.addresses.callbacks import receipt_path
from support.notifications.models import Notification
from tests.faults.sinks import TextSink
from tests.faults.stage import patiently
from tests.notifications.sms_sink import UUID

DELIVERED, FAILED, BUFFERED, ACCEPTED = 1, 2, 4, 8
DRAWN = [DELIVERED] * 17 + [FAILED]
NAP_SECONDS = 0.02


@dataclass
class Reporter(threading.Thread):
    """Reports on each SMS that the sink took, some time later, through the real address.

    `told` holds which results were reported of which message by its true address.
    """

    sink: TextSink
    seed: str
    told: dict[str, set[int]] = field(default_factory=dict)
    forged: list[int] = field(default_factory=list)  # the answers that these got
    unknown: list[int] = field(default_factory=list)
    sent: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(self.seed)
        self.client = Client(headers={"host": "127.0.0.1"})
        self.waiting: list[Callable[[], None]] = []
        self.known = 0
        self.is_over = False

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        from django.db import connection

        while not (self.is_over and not self.waiting and self.known == len(self.sink.log)):
            self._collect()
            if len(self.waiting) > 20 or (self.is_over and self.waiting):
                self.waiting.pop(self.chance.randrange(len(self.waiting)))()
                self.sent += 1
            else:
                time.sleep(NAP_SECONDS)
        connection.close()

    def finish(self) -> None:
        """Send what is left and end."""
        self.is_over = True
        self.join(120)

    def _collect(self) -> None:
        new = self.sink.log[self.known :]
        self.known += len(new)
        for seen in new:
            if not seen.is_taken or not seen.receipt_url:
                continue
            result = self.chance.choice(DRAWN)
            results = [ACCEPTED, BUFFERED, result]
            if self.chance.random() < 0.2:
                results += [result, ACCEPTED]  # doubled
            for one in results:
                self.waiting.append(lambda url=seen.receipt_url, one=one: self._report(url, one))
            if self.chance.random() < 0.05:
                self.waiting.append(lambda url=seen.receipt_url: self._forge(url))
                self.waiting.append(self._report_unknown)

    def _report(self, url: str, result: int) -> None:
        found = UUID.search(url)
        assert found is not None
        self.told.setdefault(found[0], set()).add(result)
        self._get(_path_of(url), result)

    def _forge(self, url: str) -> None:
        """Report a failure of a message over an address that is not quite its own."""
        path = re.sub(r".(?=/?$)", _another_character, _path_of(url), count=1)
        self.forged.append(self._get(path, FAILED))

    def _report_unknown(self) -> None:
        self.unknown.append(self._get(receipt_path(str(uuid.uuid4())), DELIVERED))

    def _get(self, path: str, result: int) -> int:
        return patiently(lambda: self.client.get(path, {"state": str(result)}).status_code)


def wrongly_recorded(reporter: Reporter) -> list[str]:
    """Return the messages whose end is not what their true receipts say."""
    wrong = []
    rows = Notification.objects.filter(channel="sms").values_list("pk", "state")
    for pk, state in rows:
        told = reporter.told.get(str(pk), set())
        if state == "delivered" and DELIVERED not in told:
            wrong.append(f"{pk} delivered without a word")
        elif DELIVERED in told and state != "delivered":
            wrong.append(f"{pk} {state}, though delivered")
        elif FAILED in told and DELIVERED not in told and state != "failed":
            wrong.append(f"{pk} {state}, though failed")
    return wrong


def _path_of(url: str) -> str:
    return urlsplit(url).path


def _another_character(found: re.Match[str]) -> str:
    return "A" if found[0] != "A" else "B"
