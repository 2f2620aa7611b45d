"""Providers at their worst: what the sinks answer in the storm, by chance and by seed."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.faults.sinks import MailSink, TextSink
from tests.notifications import raw_smtp, sms_sink
from tests.notifications.raw_smtp import Close, CutAfter, Raw
from tests.notifications.sms_sink import Half, Say

ALWAYS = 1_000_000
# Kind of fault -> what is answered, to which share of the messages, and how often at most: those
# that cost a time-out are few. What hides an acceptance is sent to half of them after one.
MAIL_FAULTS: dict[str, tuple[raw_smtp.Answer, float, int]] = {
    "421": ("421 4.3.2 Closing", 0.01, ALWAYS),
    "451": ("451 4.3.0 Try again later", 0.02, ALWAYS),
    "452": ("452 4.2.2 Mailbox full", 0.01, ALWAYS),
    "hang 120 s after DATA": (raw_smtp.Hang(120, stores=True), 0.004, 6),
    "close after DATA": (Close(stores=True), 0.004, ALWAYS),
    "close after DATA, not stored": (Close(), 0.002, ALWAYS),
    "close in mid-line": (Raw(b"25", stores=True), 0.004, ALWAYS),
}
MAIL_REFUSALS = {
    "550": ("550 5.7.1 Not wanted", 0.01),
    "552": ("552 5.2.2 Mailbox is full", 0.005),
}
GREYLISTED = "450 4.7.1 Greylisted"
TEXT_FAULTS: dict[str, tuple[sms_sink.Fault, float, int]] = {
    "503": (Say(503, "Busy"), 0.02, ALWAYS),
    "500": (Say(500, "Internal Server Error"), 0.005, ALWAYS),
    "500 and taken": (Say(500, "Internal Server Error", takes=True), 0.005, ALWAYS),
    "200 with an error": (Say(200, "Error: queue is full"), 0.005, ALWAYS),
    "HTML": (Say(200, "<html><body>It works!</body></html>", takes=True), 0.005, ALWAYS),
    "HTML and not taken": (Say(200, "<html><body>It works!</body></html>"), 0.003, ALWAYS),
    "half a JSON": (Half('{"status": "accepted", "id": 1}'), 0.005, ALWAYS),
    "empty": (Say(200, "", takes=True), 0.005, ALWAYS),
    "time-out": (sms_sink.Hang(20), 0.004, 4),
}
REFUSED = Say(403, "Number refused")
REFUSED_SHARE = 0.01


@dataclass
class Weather:
    """Decides on each message; what is refused for good is so each time it comes.

    `is_calm` ends all faults in passing. `counts` tells how often each was sent. Without `hangs`
    those are left out that take until a time-out.
    """

    seed: str
    hangs: bool = True
    is_calm: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._lock = threading.Lock()

    def rule(self, mail: MailSink, text: TextSink) -> None:
        mail.on_mail, text.on_text = self.on_mail, self.on_text
        mail.server.on_recipient = self.on_recipient
        mail.server.on_data = self.on_data

    def on_mail(self, pk: str) -> raw_smtp.Answer:
        fate = random.Random(f"{self.seed}:{pk}").random()
        for name, (words, share) in MAIL_REFUSALS.items():
            if fate < share:
                self._count(name)
                return words
            fate -= share
        name = self._drawn(self._shares(MAIL_FAULTS, raw_smtp.Hang))
        return MAIL_FAULTS[name][0] if name else None

    def on_recipient(self, _address: str) -> raw_smtp.Answer:
        return GREYLISTED if self._drawn({"450 to the recipient": (0.01, ALWAYS)}) else None

    def on_data(self, _address: str) -> raw_smtp.Answer | CutAfter:
        return CutAfter(200) if self._drawn({"close within DATA": (0.004, ALWAYS)}) else None

    def on_text(self, pk: str) -> sms_sink.Fault | None:
        if random.Random(f"{self.seed}:{pk}").random() < REFUSED_SHARE:
            self._count("403")
            return REFUSED
        name = self._drawn(self._shares(TEXT_FAULTS, sms_sink.Hang))
        return TEXT_FAULTS[name][0] if name else None

    def _shares(
        self, faults: Mapping[str, tuple[object, float, int]], hang: type
    ) -> dict[str, tuple[float, int]]:
        return {
            name: (share, most)
            for name, (fault, share, most) in faults.items()
            if self.hangs or not isinstance(fault, hang)
        }

    def _drawn(self, shares: dict[str, tuple[float, int]]) -> str:
        """Draw one of the faults, or "" for none."""
        if self.is_calm:
            return ""
        with self._lock:
            drawn = self._chance.random()
        for name, (share, most) in shares.items():
            if drawn < share:
                return name if self._count(name, most) else ""
            drawn -= share
        return ""

    def _count(self, name: str, most: int = ALWAYS) -> bool:
        with self._lock:
            has_room = self.counts.get(name, 0) < most
            self.counts[name] = self.counts.get(name, 0) + has_room
        return has_room
