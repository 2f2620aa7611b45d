"""Whether the payee's name and account belong together, as the payee's bank says."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PayeeCheck(models.TextChoices):
    """The result of a verification of payee (EU) or confirmation of payee (UK)."""

    MATCH = "match", _("Name and account match")
    CLOSE = "close", _("The name is nearly that of the account")
    NO_MATCH = "no_match", _("The name is not that of the account")
    NOT_APPLICABLE = "not_applicable", _("The bank cannot tell")


# ISO 20022 (VerificationOfPayee) and what systems write beside it.
_CODES = {
    PayeeCheck.MATCH: "rcvc match matched full_match",
    PayeeCheck.CLOSE: "rvmc close close_match closematch partial_match",
    PayeeCheck.NO_MATCH: "rvnm no_match nomatch not_matched mismatch",
    PayeeCheck.NOT_APPLICABLE: "rvna not_applicable not_possible unavailable",
}
_BY_CODE = {code: result for result, codes in _CODES.items() for code in codes.split()}


def read_payee_check(said: str) -> str:
    """Return the result that a word means, "" for one that nobody knows."""
    return _BY_CODE.get(said.strip().casefold().replace(" ", "_").replace("-", "_"), "")
