"""Files of trees: what an export is called and holds, and what an import says before it is made."""

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from troubleshooting.editor.bench.problems import Remark, Tray, tray_of
from troubleshooting.editor.history.comparing import Comparison, build_comparison
from troubleshooting.editor.services import Seen
from troubleshooting.editor.words import reader, title_of
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES
from troubleshooting.trees.exchange.exporting import as_json, as_yaml
from troubleshooting.trees.exchange.importing import ImportPlan, import_draft
from troubleshooting.trees.layout.mermaid import as_mermaid
from troubleshooting.trees.models import Tree, TreeVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What a page may carry along in a field of its form; the rest of the form needs some room.
CARRIED_LIMIT_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 64 * 1024
# So many steps of a report are named with all that is said of them.
NAMED_LIMIT = 100


@dataclass(frozen=True)
class Export:
    """A file to be kept or sent."""

    name: str
    content_type: str
    text: str


@dataclass(frozen=True)
class NodeRemarks:
    """What is wrong with one step; no title where the whole tree is meant."""

    title: str
    remarks: list[Remark]


@dataclass(frozen=True)
class ImportReport:
    """What an import would do, for people. `carried` is the document for the page to bring back.

    It is "" for a document that is too large for that; then its file has to be chosen again.
    """

    plan: ImportPlan
    comparison: Comparison
    tray: Tray
    nodes: list[NodeRemarks]
    unnamed: int
    carried: str


Writer = Callable[[Mapping[str, Any], str], str]
FORMS: Mapping[str, tuple[str, str, Writer]] = {
    "yaml": ("yaml", "application/yaml", lambda document, _language: as_yaml(document)),
    "json": ("json", "application/json", lambda document, _language: as_json(document)),
    "mermaid": ("mmd", "text/vnd.mermaid", as_mermaid),
}


def find_version(tree: Tree, number: str) -> TreeVersion:
    """Return a version by its number; without one the draft, else the version in force.

    Raises Http404 if there is none.
    """
    versions = tree.versions.select_related("updated_by", "published_by")
    if number:
        is_number = number.isdecimal() and len(number) < 10
        found = versions.filter(number=int(number)).first() if is_number else None
    else:
        found = versions.draft_or_live()
    if found is None:
        raise Http404
    found.tree = tree
    return found


def build_export(version: TreeVersion, form: str, *, language: str) -> Export:
    """Write a version as a file. Raises Http404 for a form that is none."""
    if form not in FORMS:
        raise Http404
    ending, content_type, write = FORMS[form]
    is_draft = version.state == TreeVersion.State.DRAFT
    name = f"{version.tree.slug}-{'draft' if is_draft else f'v{version.number}'}"
    if form == "mermaid":
        name = f"{name}-{language}"
    text = write(version.document, language)
    return Export(f"{name}.{ending}", f"{content_type}; charset=utf-8", text)


def build_report(plan: ImportPlan) -> ImportReport:
    """Put a plan into words of the reader's language."""
    tray = tray_of(plan.document, plan.problems, language=reader())
    nodes = Document.of(plan.document).steps
    said: dict[str, list[Remark]] = {}
    for remark in (*tray.errors, *tray.warnings):
        said.setdefault(remark.node, []).append(remark)
    return ImportReport(
        plan=plan,
        comparison=build_comparison(plan.before, plan.document, language=reader()),
        tray=tray,
        nodes=[
            NodeRemarks(title_of(nodes.get(key), reader(), key), remarks)
            for key, remarks in list(said.items())[:NAMED_LIMIT]
        ],
        unnamed=max(0, len(said) - NAMED_LIMIT),
        carried=pack(plan.document),
    )


def carry_out(
    plan: ImportPlan, *, digest: str, seen: Seen, actor: "User", now: datetime
) -> TreeVersion:
    """Import what was shown, and nothing else. Raises what `import_draft` raises.

    Raises ValidationError with code "other_document" if this is another document.
    """
    if digest != plan.digest:
        message = _("This is not the document that was shown, so nothing was imported.")
        raise ValidationError(message, code="other_document")
    if seen.version != plan.version:
        message = _("The tree was changed meanwhile, so nothing was imported.")
        raise ValidationError(message, code="other_draft")
    return import_draft(plan, seen=seen.revision, version=seen.version, actor=actor, now=now)


def pack(document: Mapping[str, Any]) -> str:
    """Return a document as a short text; "" if it would be too long for a form."""
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    packed = base64.b64encode(zlib.compress(written, level=6)).decode()
    return packed if len(packed) <= CARRIED_LIMIT_BYTES else ""


def unpack(packed: str) -> bytes:
    """Return the text of a document that was packed; b"" for what never was one."""
    try:
        pressed = base64.b64decode(packed, validate=True)
        # One byte more than may be: reading it then says that it is too large.
        return zlib.decompressobj().decompress(pressed, SIZE_LIMIT_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError):
        return b""
