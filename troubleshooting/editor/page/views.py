"""The editor's page and its parts, to be looked at."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from troubleshooting.editor.access import AuthorRequest, for_authors
from troubleshooting.editor.bench.presence import build_presence
from troubleshooting.editor.bench.workbench import open_workbench
from troubleshooting.editor.forms import read_seen
from troubleshooting.editor.page.parts import PARTS, edit_page, part_of
from troubleshooting.trees.drafts.presence import be_seen
from web.parts import announce


@require_safe
@for_authors
def edit(request: AuthorRequest, slug: str) -> HttpResponse:
    return edit_page(open_workbench(request, slug))


@require_safe
@for_authors
def part(request: AuthorRequest, slug: str, name: str) -> HttpResponse:
    if name not in PARTS and name != "workspace":
        raise Http404
    return part_of(open_workbench(request, slug), name)


@require_POST
@for_authors
def presence(request: AuthorRequest, slug: str) -> HttpResponse:
    """Note where somebody is; answer who else is here, and whether others changed the draft."""
    bench = open_workbench(request, slug, request.POST.get("node", "")[:80])
    be_seen(bench.tree, request.user, bench.node, timezone.now())
    people = build_presence(bench, timezone.now())
    response = part_of(bench, "presence", people=people, is_told=True)
    if read_seen(request.POST) != bench.seen:
        announce(response, {"draft-changed": {}})
    return response
