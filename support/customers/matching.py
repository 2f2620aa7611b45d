"""Whether somebody is a customer we know: plain comparison, without a look at the database."""

from collections.abc import Sequence

from support.customers.contacts import KnownContact, digits_of
from support.customers.models import Customer
from troubleshooting.checks.reading.names import Likeness, compare_names

# So many digits of a number that can't be read whole tell whether it is another one: all countries
# have at least seven after the prefixes, which people write in many ways.
TELLING_DIGITS = 7


def the_one(contact: KnownContact, candidates: Sequence[Customer]) -> Customer | None:
    """Return which of those at the same address somebody is, or None where it can't be told.

    A candidate of another name or number is somebody else. Where several are left, the one of whom
    the most is the same; if that is not one alone, nobody can say which, so it is none of them.
    Without an e-mail both name and number must be the same.
    """
    least = (0, 0) if contact.email else (2, 2)
    likely = [
        (agreed, candidate)
        for candidate in candidates
        if (agreed := agreement(contact, candidate)) is not None and agreed >= least
    ]
    if not likely:
        return None
    most = max(agreed for agreed, _candidate in likely)
    best = [candidate for agreed, candidate in likely if agreed == most]
    people = {candidate.joined_into_id or candidate.pk for candidate in best}
    return best[0] if len(people) == 1 else None


def agreement(contact: KnownContact, customer: Customer) -> tuple[int, int] | None:
    """Say how much of name and number is the same; None when one of them disagrees.

    What one side lacks does not disagree, and no more does another spelling of the same name. The
    first figure counts what both tell alike, the second also what both lack.
    """
    name, phone = _names_agree(contact.name, customer.name), _phones_agree(contact, customer.phone)
    if name is False or phone is False:
        return None
    lacking = (
        not contact.name and not customer.name,
        not contact.phone_said and not customer.phone,
    )
    agreed = (name is True) + (phone is True)
    return agreed, agreed + sum(lacking)


def _names_agree(name: str, known: str) -> bool | None:
    """A missing middle name, an initial or another script is for a person to judge: False."""
    likeness = compare_names(name, known)
    return None if likeness == Likeness.EMPTY else likeness == Likeness.SAME


def _phones_agree(contact: KnownContact, known: str) -> bool | None:
    if contact.phone and known:
        return contact.phone == known
    digits = digits_of(contact.phone_said)
    if not known or len(digits) < TELLING_DIGITS:
        return None
    return known.endswith(digits[-TELLING_DIGITS:])


def says_another_number(contact: KnownContact, known: str) -> bool:
    """Tell whether a number that can't be used is another than the known one, or one at all."""
    if not known:
        return bool(contact.phone_said)
    return _phones_agree(contact, known) is False
