"""Says what is wrong with a tree, for authors who keep trees in git and for what checks them."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshooting.trees.documents.yaml_text import DocumentError, load_yaml
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.unused_options import with_usage
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Problem, Severity

HAS_ERRORS, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "List the errors and warnings of a tree: a file (YAML or JSON), or the slug of a tree, "
        "whose draft is checked if there is one. Exit code 1: errors, 2: it could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tree", help="a file, or the slug of a tree")
        parser.add_argument("--strict", action="store_true", help="warnings count as errors")
        parser.add_argument("--json", action="store_true", help="print a list for programs")

    def handle(
        self, *_args: Any, tree: str, strict: bool = False, json: bool = False, **_options: Any
    ) -> None:
        document = _document(tree)
        slug = document.get("slug") if isinstance(document, dict) else None
        known = Tree.objects.filter(slug=slug).first() if isinstance(slug, str) else None
        usage = with_usage(present_catalogue(), known.pk if known else None, now=timezone.now())
        problems = validate(document, usage)
        self.stdout.write(_as_json(problems) if json else _as_lines(problems))
        blocking = [row for row in problems if strict or row.severity == Severity.ERROR]
        if blocking:
            message = _("%(tree)s can't be published: %(count)s to mend.") % {
                "tree": tree,
                "count": len(blocking),
            }
            raise CommandError(message, returncode=HAS_ERRORS)


def _document(name: str) -> Any:
    """Read a file, or a tree's draft, else the version in force."""
    path = Path(name)
    if path.suffix or path.is_file():
        try:
            return load_yaml(path.read_bytes())
        except (OSError, DocumentError) as error:
            raise CommandError(f"{name}: {error}", returncode=UNREADABLE) from error
    version = TreeVersion.objects.filter(tree__slug=name).draft_or_live()
    if version is None:
        message = _("There is neither a file nor a tree “%(name)s”.") % {"name": name}
        raise CommandError(message, returncode=UNREADABLE)
    return version.document


def _as_lines(problems: list[Problem]) -> str:
    if not problems:
        return _("No errors and no warnings.")
    return "\n".join(
        f"{row.severity} {row.code} {row.node or '-'}: {_sentence(row)}" for row in problems
    )


def _as_json(problems: list[Problem]) -> str:
    rows = [
        {
            "severity": str(row.severity),
            "code": row.code,
            "node": row.node,
            "sentence": _sentence(row),
        }
        for row in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _sentence(problem: Problem) -> str:
    return _(problem.message) % problem.values
