"""Trying a tree: nothing that is pressed here is stored or sent."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from troubleshooting.editor.access import AuthorRequest, find_tree, for_authors
from troubleshooting.editor.trial.addresses import read_wanted
from troubleshooting.editor.trial.page import TrialPage, build_trial_page
from troubleshooting.editor.trial.sharing import ShareEnded, read_share

GONE = 410


@require_safe
@for_authors
def trial(request: AuthorRequest, slug: str) -> HttpResponse:
    """Show where a trial stands after what was pressed."""
    tree, user = find_tree(request, slug), request.user
    wanted = read_wanted(request.GET, may_see_payments=user.is_staff)
    return _shown(request, build_trial_page(tree, user, wanted, now=timezone.now()))


@require_safe
@for_authors
def shared(request: AuthorRequest, token: str) -> HttpResponse:
    """Show a colleague a draft as it stands, as long as the link and the draft last."""
    if not request.user.is_staff:
        raise PermissionDenied
    wanted, now = read_wanted(request.GET, may_see_payments=True), timezone.now()
    try:
        share = read_share(token, now)
        page = build_trial_page(share.tree, request.user, wanted, now=now, share=share)
    except ShareEnded:
        return render(request, "editor/trial/ended.html", status=GONE)
    return _shown(request, page)


def _shown(request: AuthorRequest, page: TrialPage) -> HttpResponse:
    is_part = request.htmx and not request.htmx.history_restore_request
    template = "editor/trial/_try.html" if is_part else "editor/trial/try.html"
    link = reverse("tree-try-share", args=[page.share_text]) if page.share_text else ""
    shown = {"page": page, "path": request.path, "share_address": request.build_absolute_uri(link)}
    return render(request, template, shown)
