"""The list of trees, and a new one."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from troubleshooting.editor.access import AuthorRequest, for_authors
from troubleshooting.editor.forms import NewTreeForm
from troubleshooting.editor.listing.listing import build_list
from troubleshooting.editor.words import LANGUAGE_NAMES
from troubleshooting.trees.drafts.services import create_tree
from web.answers import REFUSED


@require_safe
@for_authors
def trees(request: AuthorRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:100]
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    found = build_list(request.user, words, show=show, sort=sort)
    context = {"found": found, "words": words, "is_filtered": bool(words or show)}
    template = "editor/listing/_trees.html" if request.htmx else "editor/listing/trees.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def new(request: AuthorRequest) -> HttpResponse:
    if not request.user.has_perm("trees.add_tree"):
        raise PermissionDenied
    form = NewTreeForm(request.POST or None)
    if form.is_valid():
        slug, now = form.cleaned_data["slug"], timezone.now()
        try:
            create_tree(slug, form.title(), actor=request.user, now=now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("tree-edit", slug)
    context = {
        "form": form,
        "languages": [
            (code, name, request.POST.get(f"title.{code}", ""))
            for code, name in LANGUAGE_NAMES.items()
        ],
    }
    return render(
        request, "editor/listing/new.html", context, status=REFUSED if form.errors else 200
    )
