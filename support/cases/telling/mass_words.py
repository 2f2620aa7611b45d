"""What a statement that writes to many customers needs in order to say what claims say to one."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from support.claims.advice import ADVICE, MAY_STILL_BE_PAID
from support.claims.claim import KINDS, kind_of
from support.claims.formats import CHINESE_NAMES
from support.customers.models import Language
from support.payments.models import Payment
from troubleshooting.checks.reading.as_written import MINOR_UNITS

# What whoever pays must not do meanwhile, by the direction of the payment.
_CAUTIONS = {"payin": "not_twice", "": "not_twice_if_paying"}


def values_for_many() -> dict[str, Any]:
    """Return the values of the statement: currencies, names of payments, what is not to be done.

    `unsettled` are the statuses in which a payment may still go through.
    """
    return {
        "decimals": json.dumps(MINOR_UNITS),
        "chinese": json.dumps(CHINESE_NAMES),
        "kinds": _by_language(_kinds),
        "cautions": _by_language(_cautions),
        "unsettled": sorted(MAY_STILL_BE_PAID),
    }


def caution_for(payment: Payment | None, language: str) -> str:
    """Return what one customer must not do meanwhile, as the statement says it; "" for nothing."""
    if payment is None or payment.status not in MAY_STILL_BE_PAID:
        return ""
    return _cautions(language).get(payment.direction, "")


def _by_language(words: Callable[[str], Mapping[str, str]]) -> str:
    return json.dumps({language: words(language) for language in Language.values})


def _kinds(language: str) -> dict[str, str]:
    return {kind: kind_of(kind, language, is_refund=kind == "refund") for kind in KINDS}


def _cautions(language: str) -> dict[str, str]:
    claims = {claim.key: claim for claim in ADVICE}
    return {side: claims[key].said({}, language) for side, key in _CAUTIONS.items()}
