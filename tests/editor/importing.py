"""What somebody who imports a tree presses."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client

from tests.editor.authors import SLUG, small_document
from tests.trees.building import both
from troubleshooting.trees.models import TreeVersion

IMPORT = f"/trees/{SLUG}/import/"
NEW = "/trees/import/"
PRINT = f"/trees/{SLUG}/print/"


def look(client: Client, content: str | bytes, address: str = IMPORT) -> Any:
    """Choose a file and press "Look at it first"."""
    content = content.encode() if isinstance(content, str) else content
    return client.post(address, {"file": SimpleUploadedFile("tree.yaml", content)})


def carry_out(client: Client, answer: Any, address: str = IMPORT, **changes: Any) -> Any:
    """Press "Import" on the page that shows what it would do."""
    page = answer.content.decode()
    form = page[page.index('name="digest"') - 600 :]
    names = ("digest", "version", "seen", "keeps_slug", "carried")
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', form) for name in names}
    given = {name: found[1] for name, found in fields.items() if found}
    return client.post(address, {**given, **changes})


def drafts() -> QuerySet[TreeVersion]:
    return TreeVersion.objects.filter(state="draft")


def other(**fields: Any) -> dict[str, Any]:
    """The small tree with another title of its first step."""
    return {**small_document(**fields), "nodes": [
        {**node, "title": both("Anything?")} if node["key"] == "arrived" else node
        for node in small_document()["nodes"]
    ]}  # fmt: skip
