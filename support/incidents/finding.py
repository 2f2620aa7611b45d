"""Lists of cases asked for an incident: `incident` of the queue and the API, `incident:` typed."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from support.cases.search.filters import READ
from support.cases.viewing.conditions import Asking, add_word
from support.incidents.models import CaseLink

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def connect() -> None:
    add_word("incident", _of_incident)
    READ["incident"] = _typed


def _of_incident(value: str, _asking: Asking) -> Q:
    links = CaseLink.objects.in_force().filter(incident__reference=value.upper())
    return Q(pk__in=links.values("case"))


def _typed(said: str, _asker: "User | None") -> Q:
    """By its reference, or by words of its title in either language."""
    called = Q(incident__reference__iexact=said)
    called |= Q(incident__title_en__icontains=said) | Q(incident__title_zh__icontains=said)
    links = CaseLink.objects.in_force().filter(called, incident__opened_at__isnull=False)
    if not said or not links.exists():
        raise ValidationError(_("No incident is called “%(name)s”.") % {"name": said})
    return Q(pk__in=links.values("case"))
