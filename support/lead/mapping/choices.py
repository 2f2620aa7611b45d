"""What a word of a payload may be said to mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.payments.ladder.rungs import Rung
from support.payments.models import Direction
from support.payments.news import REFUND
from support.sources.mapped.signatures import HMAC_BASE64, HMAC_HEX, STANDARD, TOKEN
from troubleshooting.checks.words import METHODS, WORDS

Choices = list[tuple[str, str | Promise]]

RUNGS: dict[Rung, str | Promise] = {
    Rung.CREATED: _("created: nothing was sent yet"),
    Rung.PENDING: _("pending: it hangs"),
    Rung.SENT: _("sent: on its way, or “paid” as they see it"),
    Rung.ACCEPTED: _("accepted by the bank, not posted yet"),
    Rung.DELIVERED: _("delivered to the payee's bank"),
    Rung.CREDITED: _("credited to the payee's account"),
    Rung.HELD: _("held: somebody has to release it"),
    Rung.REJECTED: _("rejected before it was sent"),
    Rung.FAILED: pgettext_lazy("payment state", "failed"),
    Rung.RETURNED: _("returned: the money came back"),
    Rung.CANCELLED: pgettext_lazy("payment state", "cancelled"),
    Rung.RECALLED: _("recalled"),
    Rung.UNKNOWN: _("unknown: nobody knows whether it was made"),
}
MEANINGS: dict[str, Choices] = {
    "status": [(str(rung), label) for rung, label in RUNGS.items()],
    "direction": [*Direction.choices, (REFUND, _("Refund"))],
    "method": [(name, WORDS[name]) for name in METHODS],
}
SCHEMES: Choices = [
    (STANDARD, "Standard Webhooks"),
    (HMAC_HEX, _("HMAC of the body, hexadecimal")),
    (HMAC_BASE64, _("HMAC of the body, Base64")),
    (TOKEN, _("The secret itself in a header")),
]
TIMES: Choices = [
    ("auto", _("as they look")),
    ("epoch", _("seconds since 1970")),
    ("ms", _("milliseconds since 1970")),
    ("pattern", _("by a pattern")),
]
