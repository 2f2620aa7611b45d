"""Adding a cause by hand; the tables of causes leave it alone."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause

SLUG_LENGTH = 60  # as the model has it
TYPICAL_MINUTES = 3  # what most causes of the table take to check


@dataclass(frozen=True)
class NewCause:
    """What somebody knows of a cause; the sentence to the customer may hold {reference}."""

    name_en: str
    name_zh: str
    customer_message_en: str
    customer_message_zh: str
    group: str
    disclosure: str
    how_to_check_en: str = ""
    how_to_check_zh: str = ""
    fix_en: str = ""
    fix_zh: str = ""


def add_cause(new: NewCause) -> Cause:
    """Add a cause; its slug is made of the English name.

    Raises ValidationError, naming the field, for a name without Latin letters or digits, for a
    cause that is there already, and for a sentence that no customer may read.
    """
    slug = slug_of(new.name_en)
    if not slug:
        raise ValidationError({"name_en": _("The English name needs letters or digits of Latin.")})
    cause = Cause(
        **asdict(new),
        slug=slug,
        typical_minutes=TYPICAL_MINUTES,
        typical_share=Decimal(0),
        typical_share_basis="added by hand",
    )
    cause.clean()
    try:
        with transaction.atomic():
            cause.save(force_insert=True)
    except IntegrityError as error:
        taken = Cause.objects.get(slug=slug)
        raise ValidationError(
            {"name_en": _("“%(name)s” is on the list already: choose it there.") % {"name": taken}}
        ) from error
    return cause


def slug_of(name: str) -> str:
    """Return a slug of the kind that the tables use: small Latin letters, digits, underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:SLUG_LENGTH].strip("_")
