"""Skills: which kinds of payment somebody can work on, one word each, as `payout:card`.

A case asks for the one of its payment, or for none where it has no payment.
"""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from troubleshooting.checks.words import METHODS, WORDS

DIRECTIONS: dict[str, str | Promise] = {"payout": _("Payout"), "payin": _("Pay-in")}
SKILLS: list[tuple[str, str | Promise]] = [
    (f"{direction}:{method}", format_lazy("{} · {}", label, WORDS[method]))
    for direction, label in DIRECTIONS.items()
    for method in METHODS
]
_KNOWN = frozenset(key for key, _label in SKILLS)


def skill_for(direction: str, method: str) -> str:
    """Return the skill that a payment asks for; "", which everybody has, for one of no known kind.

    Nobody could be given a skill that is not on the list.
    """
    skill = f"{direction}:{method}"
    return skill if skill in _KNOWN else ""
