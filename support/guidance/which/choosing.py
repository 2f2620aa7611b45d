"""Asking the rules for a case."""

from collections.abc import Iterator

from support.cases.models import Case
from support.guidance.models import GuideRule
from support.guidance.which.rules import About, Rule, about_payment
from troubleshooting.marks.reading import kept
from troubleshooting.trees.models import TreeVersion


def guide_of(case: Case) -> TreeVersion:
    """Return the guide with which a case begins: that of the first rule that fits its payment.

    A rule whose tree is not in force is passed over, and where no rule is left it is the oldest
    guide: an event must not be lost for a rule. Raises TreeVersion.DoesNotExist where no tree is in
    force at all.
    """
    found = next(guides_for(about_payment(case.payment)), None)
    return _oldest() if found is None else found


def guides_for(about: About) -> Iterator[TreeVersion]:
    """Return the guides in force of the rules that fit, in the order of these."""
    for rule in _rules():
        if rule.fits(about) and (version := _in_force(rule.tree)) is not None:
            yield version


def usual_guide(case: Case) -> str:
    """Return the slug of the guide with which a case begins, "" where there is none."""
    try:
        return guide_of(case).tree.slug
    except TreeVersion.DoesNotExist:
        return ""


@kept
def published_guide(slug: str) -> TreeVersion:
    """Return the version of a tree that is in force. Raises TreeVersion.DoesNotExist."""
    return TreeVersion.objects.published(slug)


@kept
def _in_force(slug: str) -> TreeVersion | None:
    live = TreeVersion.objects.live().without_documents()
    return live.filter(tree__slug=slug).first()


@kept
def _oldest() -> TreeVersion:
    return TreeVersion.objects.live().without_documents().earliest("tree_id")


@kept
def _rules() -> tuple[Rule, ...]:
    return tuple(row.rule for row in GuideRule.objects.in_order())
