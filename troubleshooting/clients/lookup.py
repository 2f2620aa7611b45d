"""What is known of the program a payment was made with."""

from typing import Any

from troubleshooting.checks.reading.as_written import Unreadable, find_client
from troubleshooting.checks.reading.clients import KnownClient, known_clients
from troubleshooting.clients.models import ClientProgram
from troubleshooting.marks.reading import kept


def client_fact(client: str) -> dict[str, Any] | None:
    """Return the fact `client_known`, None where the text names no program that is known."""
    if not client.strip():
        return None
    try:
        known, _program = find_client(client, _listed())
    except Unreadable:
        return None
    if known is None:
        return None
    return {
        "name": known.name, "kind": known.kind, "words": list(known.words), "oldest": known.oldest,
    }  # fmt: skip


@kept
def _listed() -> tuple[KnownClient, ...]:
    """Return the programs that admins entered, or ours where they entered none."""
    rows = ClientProgram.objects.all()
    entered = [KnownClient(row.name, row.kind, tuple(row.words), row.oldest) for row in rows]
    return tuple(entered) or known_clients()
