"""What we wrote for ourselves about no case, and what becomes of it where it names somebody."""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from support.lead.privacy.holding import Holding
from support.lead.privacy.person import GONE, Person
from support.liaison.models import Action, Minutes
from support.roster.models import HandOver


def naming(model: type[Model], column: str, person: Person) -> "QuerySet[Any]":
    """Return the rows in which a name, an address or a reference of theirs stands as a whole.

    Who is called Li is not named by "deliver", nor PAY-1 by "PAY-12": those notes stay.
    """
    said = person.known_by | person.names
    named = reduce(or_, (_named(column, one) for one in said), Q())
    rows: QuerySet[Any] = model._default_manager.all()  # noqa: SLF001
    return rows.filter(named) if named else rows.none()


def _named(column: str, name: str) -> Q:
    """Look for a name with neither letter nor digit of ASCII beside one; Chinese knows no words."""
    before = r"(?<![a-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![a-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    whole = before + re.escape(name) + after
    return Q(**{f"{column}__icontains": name, f"{column}__iregex": whole})


OUR_WORDS = (
    Holding(
        _("Hand-over notes that name them"),
        lambda person: naming(HandOver, "body", person),
        {"body": GONE},
        is_ours=True,
    ),
    Holding(
        _("Minutes of meetings that name them"),
        lambda person: naming(Minutes, "body", person),
        {"body": GONE},
        is_ours=True,
    ),
    Holding(
        _("Actions agreed with banks that name them"),
        lambda person: naming(Action, "words", person),
        {"words": GONE},
        is_ours=True,
    ),
)
