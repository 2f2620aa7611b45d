"""The text of a mail and what was attached to it: the best text of each part, HTML as text."""

import re
from dataclasses import dataclass, field
from email.message import Message

from support.mailbox.reading.aside import Aside
from support.mailbox.reading.html import text_of_html
from support.mailbox.reading.texts import field as header
from support.mailbox.reading.texts import header_text, text_of

LONGEST_TEXT = 100_000  # characters
LONGEST_HTML = 512 * 1024
MOST_FILES = 5
LARGEST_FILES = 10 * 1024 * 1024
LONGEST_NAME = 200
LONGEST_EXCUSE = 400
MORE = "…"  # the name of what nobody knows that was cut off


@dataclass
class Content:
    """What a mail holds: `left_out` are the names of files beyond the bounds."""

    aside: Aside
    files: list[tuple[str, bytes]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def text(self, part: Message) -> str:
        """Return the text of a part, its files put aside."""
        kind = part.get_content_type()
        if part.is_multipart() and kind.startswith("multipart/"):
            texts = [self.text(child) for child in _children(part)]
            if kind == "multipart/alternative":
                return _best([text for text in texts if text.strip()])
            return "\n\n".join(text for text in texts if text.strip())[:LONGEST_TEXT]
        is_unparted = kind.startswith("multipart/")  # of a boundary that never comes
        if is_unparted or (kind in ("text/plain", "text/html") and not self._is_file(part)):
            return self._own_text(part, kind)
        self._put_aside(part, kind)
        return ""

    def _own_text(self, part: Message, kind: str) -> str:
        text = text_of(self._body(part), str(part.get_param("charset", "") or ""))
        if kind == "text/html":
            return text_of_html(text[:LONGEST_HTML])[:LONGEST_TEXT]
        if str(part.get_param("format", "") or "").lower() == "flowed":
            text = re.sub(r"(?m)^(?!-- $)(?!>)(.*\S) \n(?!>|-- |\n)", r"\1 ", text)
        return text[:LONGEST_TEXT]

    def _is_file(self, part: Message) -> bool:
        said = header(part, "Content-Disposition").lower()
        return said.startswith("attachment") or bool(_name_of(part))

    def _put_aside(self, part: Message, kind: str) -> None:
        if kind.startswith("message/"):
            name, body = self._letter_inside(part)
        else:
            name, body = _name_of(part) or "file", self._body(part)
        room = LARGEST_FILES - sum(len(kept) for _name, kept in self.files)
        if len(self.files) < MOST_FILES and 0 < len(body) <= room:
            self.files.append((name, body))
        elif body or kind not in ("text/plain", "text/html"):
            self.left_out.append(name)

    def _letter_inside(self, part: Message) -> tuple[str, bytes]:
        """Return a mail that is attached as a text of its own; its files are named."""
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else part
        if not isinstance(inner, Message):
            return "mail.txt", b""
        lines = [
            f"{name}: {header_text(header(inner, name))}" for name in ("From", "Date", "Subject")
        ]
        content = Content(self.aside)
        text = content.text(inner) if inner is not part else ""
        self.left_out += [*(name for name, _body in content.files), *content.left_out]
        subject = header_text(header(inner, "Subject"))[:80] or "mail"
        return f"{subject}.txt", "\n".join([*lines, "", text]).encode()

    def _body(self, part: Message) -> bytes:
        """Return the bytes of a part, its code undone and what was set aside put back."""
        payload = _payload(part)
        if isinstance(payload, str) and self.aside.is_in(payload):
            whole = Message()
            whole["Content-Transfer-Encoding"] = header(part, "Content-Transfer-Encoding")
            whole.set_payload(self.aside.put_back(payload))
            part = whole
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""


def _best(texts: list[str]) -> str:
    """Return the plainest of texts that say the same.

    One that speaks of HTML may be what a program wrote instead of the words.
    """
    first, *others = texts or [""]
    is_excuse = len(first) <= LONGEST_EXCUSE and "html" in first.lower()
    return others[0] if is_excuse and others else first


def _payload(part: Message) -> object:
    try:
        return part.get_payload()
    except (LookupError, ValueError):  # in a character set that is none
        return None


def _children(part: Message) -> list[Message]:
    """Return the parts of a part; of an alternative the plainest first."""
    payload = part.get_payload()
    children = [child for child in payload if isinstance(child, Message)]
    if part.get_content_type() == "multipart/alternative":
        children.sort(key=lambda child: child.get_content_type() != "text/plain")
    return children


def _name_of(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except (LookupError, ValueError):
        return "file"
    told = header_text(str(name))
    # Of a path what is no folder; no file can be called by what is left of "." or "a/".
    own = re.split(r"[/\\]", told)[-1].strip()[:LONGEST_NAME]
    return "file" if told and not own.strip(".") else own
