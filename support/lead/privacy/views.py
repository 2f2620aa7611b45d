"""The page on which a lead sees, hands out and erases what is held of a customer."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from support.customers.models import Customer
from support.lead.access import LeadRequest, for_leads
from support.lead.privacy.answering import answer_for
from support.lead.privacy.erasing import held
from support.lead.privacy.models import WHY, Erasure
from support.lead.privacy.stepwise import ask_erasure
from support.lead.tasks import erase
from web.access import by
from web.answers import REFUSED


class ErasureForm(forms.Form):
    """Why somebody is erased, and their name once more."""

    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=WHY)
    named = forms.CharField(max_length=254)

    def __init__(self, customer: Customer, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.customer = customer
        self.fields["named"].label = _("Type “%(name)s” to confirm") % {"name": customer}

    def clean_named(self) -> str:
        named = " ".join(self.cleaned_data["named"].split()).casefold()
        if named != " ".join(str(self.customer).split()).casefold():
            raise forms.ValidationError(_("This is not the name above. Nothing was erased."))
        return named


@require_POST
@for_leads
def archive(request: LeadRequest, pk: int) -> HttpResponse:
    """Hand out what is held of a customer, for them to read."""
    customer = _customer(pk)
    pieces = answer_for(customer, with_notes="with_notes" in request.POST, **by(request.user))
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="customer-{customer.pk}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]  # in pieces


def _customer(pk: int) -> Customer:
    """Return who is meant, joined ones as who they are now."""
    found = get_object_or_404(Customer.objects.select_related("joined_into"), pk=pk)
    return found.joined_into or found


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def erasure(request: LeadRequest, pk: int) -> HttpResponse:
    """Show what is held of a customer, and take it away."""
    customer = _customer(pk)
    form = ErasureForm(customer, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ask_erasure(customer, why=form.cleaned_data["why"], **by(request.user))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            erase.delay_on_commit()
            return redirect("customer-erasure", customer.pk)
    cases = customer.cases.order_by("-pk")
    work = Erasure.objects.filter(customer=customer).first()
    context = {
        "customer": customer,
        "work": work,
        "form": form,
        "cases": list(cases.values_list("reference", flat=True)[:20]),
        "count": cases.count(),
        "open_count": cases.not_done().count(),
        "held": [] if customer.erased_at or work else held(customer),
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "lead/privacy/erasure.html", context, status=status)
