"""The page on which a bank's file is tried and taken in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from support.lead.access import LeadRequest, for_leads
from support.lead.files.upload import Taken, UploadForm, take_upload
from support.sources.models import Source
from web.answers import REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def files(request: LeadRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(Source, slug=slug)
    if request.method != "POST":
        return _page(request, source, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, source, form, code=REFUSED)
    wants_all = request.POST.get("deed") == "take"
    taken = take_upload(source, form.cleaned_data, wants_all=wants_all, now=timezone.now())
    return _page(request, source, UploadForm(), taken=taken)


def _page(
    request: LeadRequest,
    source: Source,
    form: UploadForm,
    *,
    taken: Taken | None = None,
    code: int = 200,
) -> HttpResponse:
    context = {"source": source, "form": form, "taken": taken}
    return render(request, "lead/files/files.html", context, status=code)
