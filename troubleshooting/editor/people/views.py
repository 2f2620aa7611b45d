"""Who may do what with a tree, and whether a second person publishes it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from troubleshooting.editor.access import AuthorRequest, find_tree, for_authors
from troubleshooting.editor.people.people import build_people, find_person, right_choices
from troubleshooting.editor.people.second_person import ask_for_second_person
from troubleshooting.trees.models import Tree
from troubleshooting.trees.rights import Level, give_right, take_right
from web.access import by, name_of
from web.answers import REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def people(request: AuthorRequest, slug: str) -> HttpResponse:
    """Show who may do what; give somebody a right."""
    if request.method != "POST":
        return _page(request, find_tree(request, slug))
    tree = find_tree(request, slug, Level.PUBLISH)
    given = {"name": request.POST.get("user", "").strip(), "right": request.POST.get("right", "")}
    chosen = {choice.name: choice for choice in right_choices()}.get(given["right"])
    if chosen is None:
        return _page(request, tree, code=REFUSED, given=given, odd_right=True)
    try:
        user = find_person(given["name"])
    except ValidationError as error:
        return _page(request, tree, code=REFUSED, given=given, nobody=error.messages[0])
    give_right(tree, user, chosen.level, language=chosen.language, **by(request.user))
    words = {"name": name_of(user), "right": chosen.words}
    messages.success(request, _("%(name)s has the right “%(right)s” now.") % words)
    return redirect("tree-people", slug)


@require_POST
@for_authors
def removal(request: AuthorRequest, slug: str, pk: int) -> HttpResponse:
    """Take a right back; one that is gone already stays gone."""
    tree = find_tree(request, slug, Level.PUBLISH)
    right = tree.rights.select_related("user", "tree").filter(pk=pk).first()
    if right is not None:
        take_right(right, **by(request.user))
    messages.success(request, _("The right is taken back."))
    return redirect("tree-people", slug)


@require_POST
@for_authors
def second_person(request: AuthorRequest, slug: str) -> HttpResponse:
    """Ask for a second person to publish, or for none."""
    tree = find_tree(request, slug, Level.PUBLISH)
    needed = request.POST.get("needed") == "yes"
    try:
        ask_for_second_person(tree, needed=needed, **by(request.user))
    except ValidationError as error:
        return _page(request, tree, code=REFUSED, held_back=error.messages[0])
    asked = _("From now on somebody else publishes what was changed.")
    messages.success(request, asked if needed else _("Who changed a draft may publish it again."))
    return redirect("tree-people", slug)


def _page(request: AuthorRequest, tree: Tree, *, code: int = 200, **shown: Any) -> HttpResponse:
    context = {"tree": tree, "people": build_people(tree, request.user), **shown}
    return render(request, "editor/people/people.html", context, status=code)
