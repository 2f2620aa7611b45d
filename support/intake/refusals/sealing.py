"""Bodies of refused events, kept whole under seal: `files.sealing` says how."""

from support.files import sealing

PURPOSE = "refused events"
_BEGIN = b"gAAAA"  # of everything that is sealed


def seal(body: bytes) -> bytes:
    return sealing.seal(body, PURPOSE)


def digests_of(body: bytes) -> list[str]:
    return sealing.digests_of(body, PURPOSE)


def open_sealed(kept: bytes) -> bytes | None:
    """Return a body as it came; None if its key is gone. One from before stands as it came."""
    return sealing.open_sealed(kept, PURPOSE) if kept.startswith(_BEGIN) else kept
