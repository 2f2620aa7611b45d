"""A cause that the list lacks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from troubleshooting.editor.access import AuthorRequest, for_authors
from troubleshooting.editor.bench.workbench import Workbench, open_workbench
from troubleshooting.editor.forms import read_seen
from troubleshooting.editor.page.parts import address
from troubleshooting.editor.step.new_cause import NewCauseForm, add_and_choose, first_words
from troubleshooting.trees.editing.rebasing import StaleDraft
from web.access import by
from web.answers import CONFLICT, REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def new(request: AuthorRequest, slug: str) -> HttpResponse:
    """Add a cause, and choose it in the outcome that the author came from."""
    bench = open_workbench(request, slug, request.POST.get("node", "")[:80])
    if not bench.can_edit:
        raise PermissionDenied
    if request.method != "POST":
        return _page(bench, NewCauseForm(initial=first_words(bench.entry)))
    form = NewCauseForm(request.POST)
    if not form.is_valid():
        return _page(bench, form, code=REFUSED)
    try:
        cause = add_and_choose(
            bench,
            form.value(),
            instead_of=request.POST.get("instead_of", ""),
            seen=read_seen(request.POST),
            **by(request.user),
        )
    except StaleDraft:
        meanwhile = _(
            "Somebody else chose another cause for this step meanwhile; nothing was added."
        )
        form.add_error(None, meanwhile)
        return _page(bench, form, code=CONFLICT)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(bench, form, code=REFUSED)
    messages.success(request, _("The cause “%(cause)s” was added.") % {"cause": cause})
    return redirect(f"{address(bench, bench.node)}#form-title")


def _page(bench: Workbench, form: NewCauseForm, *, code: int = 200) -> HttpResponse:
    return render(
        bench.request, "editor/page/new_cause.html", {"bench": bench, "form": form}, status=code
    )
