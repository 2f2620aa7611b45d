"""An SMTP server that keeps what it gets and answers as it is told."""

from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

from tests.notifications.raw_smtp import Accepted, Answer, Close, RawSmtp
from tests.notifications.reading import read_mail

Script = Callable[[str], Answer]


class Sink:
    """Answers come from `on_mail`, `on_recipient` and `on_data`: a reply, or None to accept.

    `on_data` is asked when the whole mail is there, by its Message-ID. For worse faults than a
    reply see raw_smtp.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Accepted] = []
        self.on_mail: Script = lambda _address: None
        self.on_recipient: Script = lambda _address: None
        self.on_data: Script = lambda _message_id: None
        self.hangs_up_after_data = 0
        self.server = _KeepingServer(self)
        self.port = self.server.port

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def connections(self) -> int:
        return self.server.connections

    def start(self) -> None:
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def times_received(self) -> Counter[str]:
        return Counter(str(message["Message-ID"]) for message in list(self.messages))

    def at_sender(self, address: str) -> Answer:
        return self.on_mail(address)

    def at_recipient(self, address: str) -> Answer:
        return self.on_recipient(address)

    def at_content(self, message_id: str) -> Answer:
        if refusal := self.on_data(message_id):
            return refusal
        if self.hangs_up_after_data:
            self.hangs_up_after_data -= 1
            return Close(stores=True)
        return None

    def keep(self, mail: Accepted) -> None:
        self.envelopes.append(mail)
        self.messages.append(read_mail(mail.content))


class _KeepingServer(RawSmtp):
    def __init__(self, sink: Sink) -> None:
        super().__init__(
            on_sender=sink.at_sender, on_recipient=sink.at_recipient, on_content=sink.at_content
        )
        self.sink = sink

    def store(self, mail: Accepted) -> None:
        super().store(mail)
        self.sink.keep(mail)
