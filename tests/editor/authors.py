"""Authors, trees and what they press, to test the editor with."""

from functools import cache
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.factories import NOW, make_agent, sign_in
from tests.reference import publish
from tests.trees.building import both, document, for_customers, outcome, step
from troubleshooting.trees.drafts.services import change_draft, open_draft
from troubleshooting.trees.editing.operations import Operation
from troubleshooting.trees.models import Tree, TreeVersion

SLUG = "payout"
EDIT = f"/trees/{SLUG}/edit/"


def make_author(username: str, **overrides: Any) -> User:
    author = make_agent(username, **overrides)
    given = User.user_permissions.through
    given.objects.bulk_create(
        given(user=author, permission_id=permission) for permission in permissions_of_authors()
    )
    return author


@cache
def permissions_of_authors() -> tuple[int, ...]:
    names = ["add_tree", "change_tree", "publish_tree"]
    return tuple(Permission.objects.filter(codename__in=names).values_list("pk", flat=True))


def signed_in(user: User) -> Client:
    return sign_in(Client(), user)


def small_document(**fields: Any) -> dict[str, Any]:
    """A question, another one behind its first answer, and three outcomes; two of them shared."""
    return document(
        for_customers(step("arrived", yes="when", no="late")),
        for_customers(step("when", today="wait", earlier="late")),
        outcome("wait", status="waiting_bank"),
        outcome("late", status="open"),
        slug=SLUG,
        **fields,
    )


def live_tree(content: dict[str, Any] | None = None) -> TreeVersion:
    """Put a tree in force; the small one unless another is given."""
    return publish(content or small_document())


def draft_of(version: TreeVersion) -> TreeVersion | None:
    return version.tree.versions.filter(state="draft").first()


def entry_of(version: TreeVersion | None, key: str) -> dict[str, Any]:
    """Return a step as it is stored."""
    assert version is not None
    version.refresh_from_db()
    return next(entry for entry in version.document["nodes"] if entry["key"] == key)


def change(tree: Tree, user: User, *operations: Operation) -> TreeVersion:
    """Let somebody change the draft, having seen all of it."""
    draft = open_draft(tree, actor=user, now=NOW)
    return change_draft(draft, operations, seen=draft.revision, actor=user, now=NOW)


def form_of(client: Client, key: str, slug: str = SLUG) -> dict[str, str]:
    """Return what the form of a step would send as it stands, read from that part of the page."""
    from tests.editor.forms import fields_of

    part = client.get(f"/trees/{slug}/edit/parts/form/?node={key}")
    assert part.status_code == 200
    return fields_of(part.content.decode(), "node-form")


def save(client: Client, key: str, *, htmx: bool = False, **changes: str) -> Any:
    """Open the form of a step, change fields (dots written as double underscores) and send it."""
    fields = form_of(client, key) | {
        name.replace("__", ".").replace("zh_hans", "zh-hans"): value
        for name, value in changes.items()
    }
    return send(client, key, fields, htmx=htmx)


def send(client: Client, key: str, fields: dict[str, str], *, htmx: bool = False) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"/trees/{SLUG}/edit/nodes/{key}/", fields, headers=headers)


def press(
    client: Client,
    name: str,
    node: str = "",
    *,
    kind: str = "deeds",
    seen: int | None = None,
    htmx: bool = False,
    **fields: str,
) -> Any:
    """Send a form of the page with the revision that the page shows now; its bar tells it."""
    shown = client.get(f"{EDIT}parts/presence/?node={node}").context["bench"].seen
    sent = {
        "node": node, "version": shown.version, "seen": shown.revision if seen is None else seen,
    }  # fmt: skip
    sent |= {field.replace("__", "."): value for field, value in fields.items()}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{EDIT}{kind}/{name}/".replace("//", "/"), sent, headers=headers)


def edit_page(client: Client, query: str = "") -> str:
    """Return the page of the editor."""
    answer = client.get(EDIT + query)
    assert answer.status_code == 200
    return answer.content.decode()


__all__ = [
    "EDIT", "SLUG", "both", "change", "draft_of", "edit_page", "entry_of", "form_of", "live_tree",
    "make_author", "outcome", "press", "save", "send", "signed_in", "small_document", "step",
]  # fmt: skip
