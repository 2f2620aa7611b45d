"""Entering the programs that we know, so that admins can change them."""

from troubleshooting.checks.reading.clients import known_clients
from troubleshooting.clients.models import ClientProgram


def load_clients() -> int:
    """Add the programs that are not there yet; what is there stays. Return how many were added."""
    known = set(ClientProgram.objects.values_list("name", flat=True))
    new = [
        ClientProgram(
            name=client.name,
            kind=client.kind,
            words=list(client.words),
            oldest=client.oldest,
            place=place,
        )
        for place, client in enumerate(known_clients(), start=1)
        if client.name not in known
    ]
    return len(ClientProgram.objects.bulk_create(new))
