"""Who names a cause by its slug. Whoever does so stands above, and is asked."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import Signal

# Sent with `slug`. A receiver returns the names of what names it.
uses_asked = Signal()


def trees_naming(slug: str) -> list[str]:
    """Return the titles of the trees of which a version names a cause."""
    told: Iterable[tuple[Any, Any]] = uses_asked.send(sender=None, slug=slug)
    return [name for _receiver, names in told for name in names]
