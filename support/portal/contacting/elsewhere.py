"""The other open cases of the same customer, for which a change that was proven holds as well."""

from support.cases.locked import lock_case, lock_payment
from support.cases.models import Case
from support.cases.models.contact import CONTACT_COLUMNS, columns_of
from support.notifications.models import Channel
from support.notifications.outbox.whereabouts import address_of
from support.portal.contacting.models import ContactChange

MOST = 20  # at once


def hold_open_cases(case: Case) -> list[Case]:
    """Lock a case and its customer's other open ones, in the order of all doors; return these."""
    kept = case.merged_into_id or case.pk
    open_cases = Case.objects.not_done().filter(customer=case.customer_id, merged_into=None)
    others = open_cases.exclude(pk=kept).order_by("pk").values_list("pk", "payment")[:MOST]
    held = dict([(kept, case.payment_id), *others])
    for payment in sorted(pk for pk in held.values() if pk is not None):
        lock_payment(payment)
    locked = [lock_case(Case(pk=pk)) for pk in sorted(held)]
    return [one for one in locked if one.pk != kept and not one.is_done]


def reached_alike(others: list[Case], case: Case, change: ContactChange) -> list[Case]:
    """Return those that are reached where the case is, by what changes and by what proves it."""
    channels = {Channel(change.channel), Channel(change.asked_channel)}
    return [
        other
        for other in others
        if all(address_of(other.contact, one) == address_of(case.contact, one) for one in channels)
    ]


def keep_contact(case: Case) -> None:
    """Let a case keep its customer's contact as its own, whatever another case makes of theirs."""
    if not case.contact_zone:
        for column, value in columns_of(case.customer.contact).items():
            setattr(case, column, value)
        case.save(update_fields=[*CONTACT_COLUMNS, "updated_at"])
