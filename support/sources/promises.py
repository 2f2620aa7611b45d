"""What each payment system promises to send: only that can be missing from a request."""

from collections.abc import Mapping, Sequence

from support.sources.models import Source
from troubleshooting.marks.reading import kept

# Casewalk's own event form, whoever fills it in; a row of `Source` with this slug may promise more.
OWN = "casewalk"
OWN_ALWAYS = ("reference", "direction", "amount", "currency", "method", "channel", "created_at")


def always_sent_by(slug: str) -> list[str]:
    """Name the fields that a source always sends; "" stands for our own form.

    A source that nobody described promises nothing.
    """
    promised = _promises().get(slug or OWN, ())
    return list(dict.fromkeys([*OWN_ALWAYS, *promised])) if slug in ("", OWN) else list(promised)


@kept
def _promises() -> Mapping[str, Sequence[str]]:
    return dict(Source.objects.values_list("slug", "always_sends"))
