"""An outcome that names a cause that is gone: a person decides, the tree's authors hear of it."""

import logging
from datetime import datetime

from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.trees.graph import Node
from troubleshooting.walks import services as walks
from troubleshooting.walks.models import StepReport, Walk

logger = logging.getLogger(__name__)


def is_missing(node: Node, cause: Cause | None) -> bool:
    """Tell whether a step names a cause that there is not."""
    return bool(node.cause) and cause is None


def tell_authors(walk: Walk, *, now: datetime) -> None:
    """Report the step a walk stands at, once for all walks that come to it."""
    node = walk.position().present
    slug = node.cause or ""
    told = StepReport.objects.filter(
        walk__version=walk.version_id, node=node.key, actor=None, closed_at=None
    )
    if told.exists():
        return
    logger.error("The cause %s of step %s of version %s is gone", slug, node.key, walk.version_id)
    note = _("The cause “%(cause)s” does not exist any more. Cases wait here for a person.")
    walks.report_step(walk, node.key, actor=None, note=note % {"cause": slug}, now=now)
