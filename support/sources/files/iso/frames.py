"""XML read in a stream: what stands in the elements we ask for, with a bound on everything.

Element by element instead of a tree of the whole document, so that a file of any size needs the
same memory. That is why the generated classes for ISO 20022 (pyiso20022) are not used: they hold a
whole document, and each knows one version of it. defusedxml refuses document types, and with them
every entity of a file's own; what it leaves to us are elements without end, names without number
and nesting without bottom.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from support.sources.files.entries import BadFile
from support.sources.files.text import marked_encoding

CHUNK = 64 * 1024
# A comment, tag or attribute beyond this is no part of any message; text is handed on in pieces.
TOKEN_BOUND = 1024 * 1024
TEXT_BOUND = 2_000
VALUES_BOUND = 2_000
DEPTH_BOUND = 60
NAMES_BOUND = 5_000  # camt.054.001.13 has fewer than 1,500
BEFORE_MESSAGE = 2_000  # elements of an envelope
_VERSION = re.compile(r"\.001\.\d\d$|V\d\d$")


@dataclass(slots=True, eq=False)
class Frame:
    """One element that was asked for: the texts in it by their path, without those of inner frames.

    An attribute is found at "path@name". `children` counts the inner frames, by name.
    """

    name: str
    parent: "Frame | None" = None
    values: dict[str, list[str]] = field(default_factory=dict)
    children: dict[str, int] = field(default_factory=dict)

    def first(self, *paths: str) -> str:
        """Return the first text at the first of the paths that has any."""
        return next((text for path in paths for text in self.values.get(path, ())), "")

    def every(self, *paths: str) -> list[str]:
        return [text for path in paths for text in self.values.get(path, ())]

    def has(self, name: str) -> bool:
        """Tell whether anything stands in the element of that name."""
        return any(path == name or path.startswith(f"{name}/") for path in self.values)


@dataclass(frozen=True)
class Message:
    """A kind of message. In the elements of `inner` others are looked for, in `leaves` none."""

    kind: str
    inner: frozenset[str]
    leaves: frozenset[str]


class Messages:
    """The kinds that are read, by the name of their element; `refused` has sentences for others."""

    def __init__(self, known: dict[str, Message], refused: Mapping[str, str | Promise]) -> None:
        self._known = known
        self._refused = refused

    def find(self, name: str) -> Message | None:
        """Return the message that begins with an element. Raises BadFile for one we don't read."""
        # Versions stood in the first names: pain.002.001.02, BkToCstmrDbtCdtNtfctnV01.
        bare = _VERSION.sub("", name)
        if bare in self._refused:
            raise BadFile(str(self._refused[bare]))
        return self._known.get(bare)


def read_frames(stream: IO[bytes], messages: Messages) -> Iterator[tuple[Message, Frame]]:
    """Yield each frame at its end, inner ones first, the message's own last.

    Raises BadFile where the file is no XML, is cut off, or outgrows a bound; what stood before
    that was yielded.
    """
    target = _Target(messages)
    chunk = stream.read(CHUNK)
    # Whoever wrote the file anew in another encoding may have left what its first line names.
    marked = marked_encoding(chunk).removesuffix("-sig") or None
    parser = DefusedXMLParser(target=target, forbid_dtd=True, encoding=marked)
    while chunk:
        refusal = target.after(lambda chunk=chunk: parser.feed(chunk))
        yield from target.take()
        if refusal:
            raise BadFile(refusal)
        chunk = stream.read(CHUNK)
    refusal = target.after(parser.close)
    if refusal:
        raise BadFile(refusal)
    if target.message is None:
        raise BadFile(_("This XML holds no payment message that is read here."))


class _Target:
    """Hears of elements as the parser finds them."""

    def __init__(self, messages: Messages) -> None:
        self.message: Message | None = None
        self._messages = messages
        self._done: list[tuple[Message, Frame]] = []
        self._frames: list[tuple[int, Frame]] = []  # with the depth at which each began
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._names: dict[str, str] = {}
        self._elements = 0
        self._silent = 0  # bytes since anything was heard

    def take(self) -> list[tuple[Message, Frame]]:
        done, self._done = self._done, []
        return done

    def after(self, step: Any) -> str:
        """Do a step of the parser; return a sentence where it, or a bound, ends the file."""
        self._silent += CHUNK
        try:
            step()
        except BadFile as error:
            return str(error)
        except DefusedXmlException:
            return _(
                "The file defines its own document type or entities. Payment messages have none, "
                "and it may be an attack: it is not read."
            )
        except ParseError as error:
            return _wrong(error)
        except (LookupError, ValueError) as error:
            return _("The file's encoding cannot be read: %(reason)s") % {"reason": error}
        if self._silent > TOKEN_BOUND:
            return _("The file holds a piece of more than 1 MiB without an end: it is not read.")
        return ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._name(tag)
        if len(self._path) >= DEPTH_BOUND:
            raise BadFile(_("The file is nested deeper than any payment message: it is not read."))
        self._path.append(name)
        self._clear()
        if self.message is None or not self._frames:
            self._begin(name)
            return
        began, frame = self._frames[-1]
        message = self.message
        if frame.name not in message.leaves and (name in message.leaves or name in message.inner):
            frame.children[name] = frame.children.get(name, 0) + 1
            self._frames.append((len(self._path), Frame(name, frame)))
        elif (currency := attributes.get("Ccy")) is not None:
            self._keep(frame, "/".join(self._path[began:]) + "@Ccy", currency)

    def end(self, tag: str) -> None:
        text = "".join(self._text).strip() if self._text else ""
        self._clear()
        if self._frames and self.message:
            began, frame = self._frames[-1]
            if began == len(self._path):
                self._frames.pop()
                self._done.append((self.message, frame))
            elif text:
                self._keep(frame, "/".join(self._path[began:]), text)
        self._path.pop()

    def data(self, text: str) -> None:
        self._silent = 0
        if self._length < TEXT_BOUND:
            self._text.append(text[: TEXT_BOUND - self._length])
            self._length += len(text)

    def comment(self, _text: str) -> None:
        self._silent = 0

    def pi(self, _target: str, _text: str = "") -> None:
        self._silent = 0

    def close(self) -> None:
        """The parser asks for what was built: nothing was."""

    def _begin(self, name: str) -> None:
        """Look for the message, in whatever envelope it lies."""
        found = self._messages.find(name)
        if found is not None:
            self.message = found
            self._frames.append((len(self._path), Frame(name)))
        self._elements += 1
        if self._elements > BEFORE_MESSAGE and self.message is None:
            raise BadFile(_("This XML holds no payment message that is read here."))

    def _name(self, tag: str) -> str:
        self._silent = 0
        name = self._names.get(tag)
        if name is None:
            if len(self._names) >= NAMES_BOUND:
                raise BadFile(
                    _("The file has more names than any payment message: it is not read.")
                )
            name = self._names[tag] = tag.rpartition("}")[2]
        return name

    def _clear(self) -> None:
        self._text = []
        self._length = 0

    def _keep(self, frame: Frame, path: str, text: str) -> None:
        if len(frame.values) < VALUES_BOUND:
            texts = frame.values.setdefault(path, [])
            if len(texts) < 50:
                texts.append(text)


_NOT_IN_ENCODING = 4  # expat's XML_ERROR_INVALID_TOKEN; also what it calls a byte of no letter


def _wrong(error: ParseError) -> str:
    line, column = error.position
    values = {"line": line, "place": column + 1, "reason": str(error).split(":")[0]}
    if error.code == _NOT_IN_ENCODING:
        return (
            _(
                "Line %(line)d, place %(place)d: here stands a byte that is no letter in the "
                "encoding that the file names, or a sign that XML does not allow."
            )
            % values
        )
    return _("Line %(line)d, place %(place)d: this is no whole XML (%(reason)s).") % values
