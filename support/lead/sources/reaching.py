"""How a source is reached to look payments up, and the last that were."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from support.audit.models import Entry
from support.audit.services import record
from support.intake.models import OWN
from support.payments.references.looking_up import payments_called
from support.sending.addresses import checked
from support.sources.looking.access import LONGEST_ADDRESS, LONGEST_SECRET, NAME, origin_of
from support.sources.looking.asking import ask_look_up
from support.sources.models import Access, LookUp, Source
from support.sources.registry import kind_for
from web.access import SignedInRequest

SHOWN = 5


class AccessForm(forms.Form):
    """Addresses with names in braces, and the header that lets us in."""

    look_up_address = forms.CharField(max_length=LONGEST_ADDRESS, required=False)
    order_address = forms.CharField(max_length=LONGEST_ADDRESS, required=False)
    header = forms.RegexField(r"^[A-Za-z0-9-]+$", max_length=60, strip=True, error_messages={
        "invalid": _("A header’s name has letters, digits and hyphens."),
    })  # fmt: skip
    # What was pasted with it: a header ends and begins with no space, and is not sent then.
    secret = forms.RegexField(r"^[ -~]+$", max_length=LONGEST_SECRET, required=False, strip=True)

    def clean_look_up_address(self) -> str:
        return _checked(self.cleaned_data["look_up_address"])

    def clean_order_address(self) -> str:
        return _checked(self.cleaned_data["order_address"])


def _checked(template: str) -> str:
    """Keep an address as it was typed, if it can be one once its names are filled."""
    if template:
        checked(NAME.sub("x", template), LONGEST_ADDRESS)
        if origin_of(template) != origin_of(template, "y"):
            raise ValidationError(_("Names of a payment may stand only behind the host."))
    if template and "{" not in template:
        raise ValidationError(_("The address names no payment: write {reference} where it stands."))
    return template


@dataclass(frozen=True)
class Reaching:
    """What the page shows of it; the secret is only told to be there."""

    access: Access
    takes_orders: bool
    suggested: str
    newest: list[LookUp]

    @property
    def header(self) -> str:
        return self.access.header

    @property
    def has_secret(self) -> bool:
        return bool(self.access.secret)


def reached_source(slug: str) -> Source:
    """Return a source that can be reached; our own form has no row of its own."""
    if slug == OWN:
        return Source.objects.filter(slug=slug).first() or Source(slug=OWN, kind=OWN)
    return get_object_or_404(Source, slug=slug)


def reaching_of(source: Source) -> Reaching:
    """Gather it in two queries."""
    try:
        kind = kind_for(source)
    except KeyError:
        kind = None
    header = kind.access_header if kind else ""
    access = Access.objects.filter(name=source.slug).first()
    newest = LookUp.objects.filter(payment__source=source.slug).select_related("payment")
    return Reaching(
        access or Access(name=source.slug, header=header or "Authorization"),
        takes_orders=bool(kind and kind.takes_orders),
        suggested=kind.look_up_address if kind else "",
        newest=list(newest.order_by("-pk")[:SHOWN]),
    )


@transaction.atomic
def save_access(source: Source, form: AccessForm, request: SignedInRequest, now: datetime) -> None:
    """Keep how a source is reached. A secret goes nowhere but where it was entered for.

    Raises ValidationError where the address leads elsewhere and the secret was not entered anew.
    """
    given = form.cleaned_data
    access, _new = Access.objects.select_for_update().get_or_create(name=source.slug)
    known = access.origins
    for name in ("look_up_address", "order_address", "header"):
        setattr(access, name, given[name])
    if access.origins - known and access.secret and not given["secret"]:
        message = gettext("The address leads to another host: please enter the secret again.")
        raise ValidationError(message, code="secret")
    access.secret = given["secret"] or access.secret
    access.save()
    record(Entry.Kind.SOURCE_ACCESS, actor=request.user, now=now, name=source.slug)


def try_it(source: Source, reference: str, now: datetime) -> None:
    """Look one of the source's payments up. Raises ValidationError where it has none so called."""
    payment = payments_called(reference).filter(source=source.slug).first()
    if payment is None:
        message = pgettext("source", "It has told us of no payment with this reference.")
        raise ValidationError(message, code="unknown")
    ask_look_up(payment, why=LookUp.Why.BY_HAND, now=now)
