"""The providers of the script: the tests' own SMTP and SMS sinks, with one log for all answers.

Both sinks write an acceptance down before they answer, so that the log is right even where the
answer never arrives.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.notifications import raw_smtp, sms_sink
from tests.notifications.raw_smtp import RawSmtp
from tests.notifications.sms_sink import UUID, SmsSink

PLAIN_NO = (403, 503)  # what the gateway means by them leaves no doubt


@dataclass(frozen=True)
class Seen:
    """One message at a provider: whether it was taken, and what was answered.

    `is_clear` says that the answer was a plain yes or no. `digest` is that of the whole mail.
    """

    pk: str
    at: float
    is_taken: bool
    is_clear: bool = True
    is_permanent: bool = False
    digest: str = ""
    receipt_url: str = ""


class MailSink:
    """An SMTP server that asks `on_mail` what to answer a message, by our id."""

    def __init__(self) -> None:
        self.on_mail: Callable[[str], raw_smtp.Answer] = lambda _pk: None
        self.server = RawSmtp(on_content=self._answer, keeps_content=False)
        self.not_taken: list[Seen] = []

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def count(self) -> int:
        return len(self.server.accepted)

    def taken(self) -> list[Seen]:
        return [
            Seen(_id_in(mail.message_id), mail.at, is_taken=True, digest=mail.digest)
            for mail in list(self.server.accepted)
        ]

    def seen(self) -> list[Seen]:
        return [*self.taken(), *self.not_taken]

    def _answer(self, message_id: str) -> raw_smtp.Answer:
        pk = _id_in(message_id)
        given = self.on_mail(pk)
        if given is not None and not getattr(given, "stores", False):
            is_plain = isinstance(given, str)
            is_permanent = isinstance(given, str) and given.startswith("5")
            self.not_taken.append(
                Seen(pk, time.time(), is_taken=False, is_clear=is_plain, is_permanent=is_permanent)
            )
        return given


class TextSink:
    """An SMS gateway that asks `on_text` what to answer a message, by our id."""

    __test__ = False

    def __init__(self) -> None:
        self.on_text: Callable[[str], sms_sink.Fault | None] = lambda _pk: None
        self.server = SmsSink(on_message=self._answer)
        self.log: list[Seen] = []
        self._lock = threading.Lock()

    def url(self, provider: str = "kannel") -> str:
        return self.server.urls[provider]

    def seen(self) -> list[Seen]:
        return list(self.log)

    def _answer(self, form: dict[str, str]) -> sms_sink.Fault | None:
        receipt_url = form.get("dlr-url", "")
        pk = _id_in(receipt_url or form.get("StatusCallback", "") or form.get("OutId", ""))
        given = self.on_text(pk)
        is_no = isinstance(given, sms_sink.Say) and given.code in PLAIN_NO
        with self._lock:
            self.log.append(
                Seen(
                    pk,
                    time.time(),
                    is_taken=given is None or given.takes,
                    is_clear=given is None or is_no,
                    is_permanent=is_no and given is not None and given.code == 403,  # type: ignore[union-attr]
                    receipt_url=receipt_url,
                )
            )
        return given


@contextmanager
def serving(mail: MailSink, text: TextSink) -> Iterator[None]:
    with mail.server, text.server:
        yield


def _id_in(text: str) -> str:
    found = UUID.search(text)
    return found[0] if found else ""
