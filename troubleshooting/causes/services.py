"""Adding causes and codes by hand; the tables that are loaded leave them alone."""

import re
import unicodedata
import zlib
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause, FailureCode, Scheme
from troubleshooting.causes.schemes import squeezed

SLUG_LENGTH = 60  # as the model has it
SCHEME_LENGTH, CODE_LENGTH = 30, 80
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


@dataclass(frozen=True)
class NewCode:
    """What somebody knows of a code beside its cause.

    Without descriptions it is described by what its cause is called. `other_causes` are slugs of
    what else it may mean; with any, no case is ever answered by the code alone.
    """

    name: str = ""
    description_en: str = ""
    description_zh: str = ""
    other_causes: tuple[str, ...] = ()
    retryable: str = FailureCode.Retryable.LATER
    direction: str = FailureCode.Direction.BOTH
    customer_can_fix: bool = False


@transaction.atomic
def learn_code(scheme: str, code: str, cause: Cause, new: NewCode | None = None) -> FailureCode:
    """Enter a code that was met; payments that come from now on are read by it.

    `scheme` is what payments call it: a scheme that nobody has entered is entered under this name.
    Raises ValidationError, naming the field, for a blank scheme or code, one that is known already,
    and another cause that there is not.
    """
    new = new or NewCode()
    written = "".join(unicodedata.normalize("NFKC", code).split())[:CODE_LENGTH]
    if not written:
        raise ValidationError({"code": _("Which code is meant?")})
    entry = FailureCode(
        scheme=_scheme_called(scheme),
        code=written,
        name=new.name or written,
        description_en=new.description_en or cause.name_en,
        description_zh=new.description_zh or cause.name_zh,
        cause=cause,
        other_causes=list(new.other_causes),
        retryable=new.retryable,
        customer_can_fix=new.customer_can_fix,
        direction=new.direction,
        source="added by hand",
    )
    entry.clean()
    if FailureCode.objects.matching([entry.scheme_id], [written]).exists():
        raise ValidationError({"code": _("This scheme has the code already.")}, code="known")
    entry.save(force_insert=True)
    return entry


def _scheme_called(name: str) -> Scheme:
    """Find a scheme by slug or alias, else make one; the later of two at once gets the first's."""
    wanted = squeezed(name)
    if not wanted:
        raise ValidationError({"scheme": _("Whose code is it? Name its scheme.")})
    for scheme in Scheme.objects.order_by("slug"):
        if scheme.is_called(wanted):
            return scheme
    called = " ".join(name.split())
    slug = slug_of(name)[:SCHEME_LENGTH] or f"scheme_{zlib.crc32(wanted.encode()):08x}"
    values = {"name_en": called[:80], "name_zh": called[:80], "aliases": [called[:60]]}
    return Scheme.objects.get_or_create(slug=slug, defaults=values)[0]


def slug_of(name: str) -> str:
    """Return a slug of the kind that the tables use: small Latin letters, digits, underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:SLUG_LENGTH].strip("_")
