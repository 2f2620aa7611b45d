"""A mailbox on the loopback interface that speaks as much IMAP as fetching letters takes."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox:
    """Mails by their number; `seen` are those marked, `asked` what a client said."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = dict(enumerate(mails, 1))
        self.seen: list[int] = []
        self.asked: list[str] = []
        self.url = ""

    def answer(self, tag: str, command: str) -> bytes:
        self.asked.append(command)
        told = b""
        if command == "CAPABILITY":
            told = b"* CAPABILITY IMAP4rev1\r\n"
        elif command.startswith("LOGIN") and "secret" not in command:
            return f"{tag} NO wrong password\r\n".encode()
        elif command.startswith("SELECT"):
            told = f"* {len(self.mails)} EXISTS\r\n".encode()
        elif command.startswith("UID SEARCH"):
            unseen = [str(number) for number in self.mails if number not in self.seen]
            told = f"* SEARCH {' '.join(unseen)}\r\n".encode()
        elif command.startswith("UID FETCH"):
            number = int(command.split()[2])
            raw = self.mails[number]
            told = (
                b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (number, number, len(raw))
                + raw
                + b")\r\n"
            )
        elif found := re.match(r"UID STORE (\d+) \+FLAGS \(\\Seen\)", command):
            self.seen.append(int(found[1]))
        elif command == "LOGOUT":
            told = b"* BYE\r\n"
        return told + f"{tag} OK done\r\n".encode()


@contextmanager
def mailbox(*mails: bytes) -> Iterator[Mailbox]:
    box = Mailbox(*mails)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            while line := self.rfile.readline():
                tag, _space, command = line.decode().strip().partition(" ")
                self.wfile.write(box.answer(tag, command))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        box.url = (
            f"imap://support%40casewalk.example:secret@127.0.0.1:{server.server_address[1]}/INBOX"
        )
        try:
            yield box
        finally:
            server.shutdown()
