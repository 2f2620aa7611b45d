"""The reference data of fixtures/ as tests need it: causes, codes, channels, the published tree."""

from copy import copy
from functools import cache
from typing import Any

from django.conf import settings

from support.guidance.guides import EXAMPLES
from support.guidance.which.loading import load_rules
from support.payments.loading import load_channels
from support.payments.models import Channel
from tests.database import put_in, rows_of
from tests.factories import NOW
from tests.ground import Ground, stand_on
from troubleshooting.causes.code_loading import load_codes
from troubleshooting.causes.loading import load_causes
from troubleshooting.causes.models import Cause, FailureCode, MessagePattern, Scheme
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.exchange.loading import load_trees
from troubleshooting.trees.models import Tree, TreeVersion

FOLDER = settings.BASE_DIR / "fixtures"
SLUG = "payout-not-received"
TABLES = [model._meta.db_table for model in (Cause, Scheme, FailureCode, MessagePattern, Channel)]
_copies: dict[str, bytes] = {}


def load_reference() -> TreeVersion:
    """Load everything a walk needs into the test's database and return the version in force."""
    if not _copies:
        load_causes(FOLDER / "causes.csv")
        load_codes(FOLDER)
        load_channels(FOLDER / "channels.csv")
        _copies.update(rows_of(TABLES))
    else:  # ten times as fast as the loaders
        put_in(_copies)
    return publish(article_tree())


def stand_on_reference() -> TreeVersion:
    """Have everything a walk needs below the next test's transaction, as `load_reference` does."""
    version: TreeVersion = stand_on(_ground)
    version.tree = copy(version.tree)
    return version


def load_guides() -> None:
    """Put all guides of fixtures/ in force, with the rules that choose among them."""
    load_trees(FOLDER / "trees", now=NOW, leave_out=EXAMPLES)
    load_rules(FOLDER / "guide_rules.csv")


def publish(document: dict[str, Any]) -> TreeVersion:
    """Put a document in force without the checks of an import, which have tests of their own.

    Without rules cases begin with the first that is published.
    """
    number, tree = 1, Tree.objects.filter(slug=document["slug"]).first()
    if tree:
        tree.versions.filter(state="published").update(state="retired")
        number += tree.versions.count()
    else:
        tree = Tree.objects.create(slug=document["slug"], title=document["title"])
    return tree.versions.create(
        number=number,
        state="published",
        document=document,
        digest=f"{number:064}",
        published_at=NOW,
    )


@cache
def article_tree() -> dict[str, Any]:
    """The tree of the article, read once."""
    text = (FOLDER / "trees" / f"{SLUG}.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = load_yaml(text)
    return document


_ground = Ground(load_reference)
