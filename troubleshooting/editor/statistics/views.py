"""What walks tell of a tree: its statistics, and what agents called wrong."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troubleshooting.editor.access import AuthorRequest, find_tree, for_authors, may_read_notes
from troubleshooting.editor.bench.workbench import FOLDS
from troubleshooting.editor.statistics.measures import LABELS, MEANINGS
from troubleshooting.editor.statistics.numbers import PERIODS, as_csv, build_statistics, read_wanted
from troubleshooting.editor.statistics.step_reports import build_feedback
from troubleshooting.trees.models import Tree
from troubleshooting.trees.rights import Level, rights_of, sight_of
from troubleshooting.walks.models import StepReport
from troubleshooting.walks.reports import close_report
from web.access import by
from web.answers import REFUSED
from web.bounding import within_seconds


@require_safe
@for_authors
@within_seconds
def statistics(request: AuthorRequest, slug: str) -> HttpResponse:
    tree, wanted = find_tree(request, slug), read_wanted(request.GET)
    number = request.GET.get("version", "")
    shown = build_statistics(tree, wanted, number=number, now=timezone.now())
    context = {
        "tree": tree,
        "statistics": shown,
        "wanted": wanted,
        "periods": PERIODS.items(),
        "measures": LABELS.items(),
        "shown": LABELS[wanted.show],
        "meanings": [(label, MEANINGS[name]) for name, label in LABELS.items()],
        "drawing": shown.draw(request.session.get(FOLDS, {}).get(slug, {})) if shown else "",
    }
    return render(request, "editor/statistics/statistics.html", context)


@require_safe
@for_authors
@within_seconds
def table(request: AuthorRequest, slug: str) -> HttpResponse:
    """The same numbers for other programs."""
    tree, wanted = find_tree(request, slug), read_wanted(request.GET)
    number = request.GET.get("version", "")
    shown = build_statistics(tree, wanted, number=number, now=timezone.now())
    if shown is None:
        raise Http404
    counted = "all" if shown.is_all else f"v{shown.version.number}"
    name = f"{tree.slug}-{counted}-statistics.csv"
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return HttpResponse(
        "\ufeff" + as_csv(shown),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@for_authors
@within_seconds
def reports(request: AuthorRequest, slug: str) -> HttpResponse:
    return _page(request, find_tree(request, slug))


@require_POST
@for_authors
def closing(request: AuthorRequest, slug: str, pk: int) -> HttpResponse:
    """Close a report: by words, or by the version that was shown as the one that mends it."""
    tree = find_tree(request, slug, Level.EDIT)
    report = get_object_or_404(StepReport, walk__version__tree=tree, pk=pk)
    answer = request.POST.get("answer", "").replace("\0", "")[:5_000]
    mends = request.POST.get("mended_in", "")
    is_number = mends.isdecimal() and len(mends) < 10
    version = tree.versions.filter(pk=int(mends)).first() if is_number else None
    try:
        close_report(report, answer=answer, version=version, **by(request.user))
    except ValidationError as error:
        refused = {"report": pk, "answer": answer, "sentence": error.messages[0]}
        return _page(request, tree, refused=refused, code=REFUSED)
    messages.success(request, _("The report is closed."))
    return redirect("tree-reports", slug)


def _page(
    request: AuthorRequest,
    tree: Tree,
    *,
    refused: dict[str, object] | None = None,
    code: int = 200,
) -> HttpResponse:
    page = request.GET.get("page", "")
    feedback = build_feedback(
        tree,
        reads_notes=may_read_notes(request.user, tree),
        sight=sight_of(request.user),
        closed="closed" in request.GET,
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )
    context = {
        "tree": tree,
        "feedback": feedback,
        "can_edit": rights_of(request.user, tree).may(Level.EDIT),
        "refused": refused,
    }
    return render(request, "editor/statistics/reports.html", context, status=code)
