"""What an editor's script sends and reads, over the API alone."""

from typing import Any

from rest_framework.test import APIClient

from tests.api.asking import V1, client_for
from tests.editor.authors import SLUG, make_author
from troubleshooting.trees.models import TreeVersion

TREES = f"{V1}trees/"
TREE = f"{TREES}{SLUG}/"
DRAFT = f"{TREE}draft/"


def author_api(username: str = "") -> APIClient:
    """A client of somebody who may edit and publish every tree."""
    return client_for(make_author(username or "script"))


def read(api: APIClient, address: str, **query: Any) -> Any:
    answer = api.get(address, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def write(api: APIClient, address: str, body: Any = None, *, code: int = 201, **more: Any) -> Any:
    answer = api.post(address, body, format="json", **more)
    assert answer.status_code == code, answer.content
    return answer.json() if answer.content else None


def opened(api: APIClient) -> Any:
    """Open the draft and return it with its document."""
    answer = api.post(DRAFT)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def opening() -> dict[str, str]:
    """What tells the present draft of the tree from others; nothing where there is none."""
    draft = TreeVersion.objects.filter(tree__slug=SLUG, state="draft").first()
    return {"opened_at": f"{draft.created_at:%Y-%m-%dT%H:%M:%S.%fZ}"} if draft else {}


def saw(revision: int) -> dict[str, Any]:
    """What a write names that has seen this revision of the present draft."""
    return {"seen": revision, **opening()}


def saw_in_query(revision: int) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in saw(revision).items())


def change(api: APIClient, seen: int, *operations: Any, **more: Any) -> Any:
    """Send operations, whatever comes of it."""
    body = {**saw(seen), "operations": list(operations), **more}
    return api.patch(DRAFT, body, format="json")


def changed(api: APIClient, seen: int, *operations: Any) -> Any:
    answer = change(api, seen, *operations)
    assert answer.status_code == 200, answer.content
    return answer.json()


def step_of(document: Any, key: str) -> Any:
    return next(entry for entry in document["nodes"] if entry["key"] == key)


def retitle(document: Any, key: str, english: str) -> dict[str, Any]:
    """The operation that gives a step another title in both languages."""
    entry = step_of(document, key)
    return {
        "do": "set_node",
        "key": key,
        "entry": {**entry, "title": {"en": english, "zh-hans": f"{english}(新)"}},
    }
