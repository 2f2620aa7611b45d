"""Publishing drafts, at once or at a time. A version that agents walk never changes again."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from troubleshooting.trees.drafts.storing import lock_draft, since
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.logbook import authors_of, write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.publishing.freezing import Frozen, freeze, put_in_force
from troubleshooting.trees.rights import Level, refuse_without
from troubleshooting.trees.versions import find_draft, live_version, scheduled_version

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

Kind = TreeLogEntry.Kind
State = TreeVersion.State
# A year written with a digit too many comes in force never; the last ones no database gives back.
FARTHEST = timedelta(days=5 * 366)


@transaction.atomic
def publish(
    draft: TreeVersion, *, reason: str, actor: "User | None", now: datetime, seen: int
) -> TreeVersion:
    """Put a draft in force; the version that was in force is retired and keeps its walks.

    Raises StaleDraft if the draft was changed since `seen`, ValidationError for errors of the
    document, no reason, no change, while another version is scheduled, which would come in force
    over this one, or for somebody who changed it where a second person is asked for,
    PermissionDenied without the right to publish. Then nothing has changed.
    """
    draft, frozen = _ready(draft, reason=reason, actor=actor, seen=seen)
    return _put_in_force(draft, frozen, actor=actor, now=now)


@transaction.atomic
def schedule(
    draft: TreeVersion,
    *,
    at: datetime,
    reason: str,
    actor: "User | None",
    now: datetime,
    seen: int,
) -> TreeVersion:
    """Freeze a draft now and let it come in force at a time; raises what `publish` raises.

    Raises ValidationError also for a time that has passed, or that is years away.
    """
    draft, _frozen = _ready(draft, reason=reason, actor=actor, seen=seen)
    if at <= now:
        raise ValidationError(_("This time has passed already."), code="time_has_passed")
    if at > now + FARTHEST:
        raise ValidationError(_("This is more than five years from now."), code="too_far")
    draft.state, draft.scheduled_for, draft.note = State.SCHEDULED, at, reason.strip()
    draft.save(update_fields=["state", "scheduled_for", "note"])
    difference = {"number": draft.number, "for": at.isoformat(), "reason": draft.note}
    write_log(
        draft.tree, Kind.SCHEDULED, actor=actor, now=now, version=draft, difference=difference
    )
    return draft


@transaction.atomic
def unschedule(
    version: TreeVersion, *, actor: "User | None", now: datetime, why: str = ""
) -> TreeVersion | None:
    """Withdraw a scheduled version: it is the draft again.

    Where another draft was begun meanwhile, from this version, that one stays the draft; the log
    keeps the document of the withdrawn version, and None is returned. Raises ValidationError if
    the version is not scheduled any more, PermissionDenied without the right to publish.
    """
    version = _lock_scheduled(version)
    tree = version.tree
    refuse_without(actor, tree, Level.PUBLISH)
    difference: dict[str, Any] = {"number": version.number, "reason": why}
    if (draft := find_draft(tree)) is not None:
        difference |= {"document": version.document, "authors": sorted(authors_of(version))}
        tree.versions.filter(based_on=version).update(based_on=None)
        version.delete()
        write_log(
            tree, Kind.UNSCHEDULED, actor=actor, now=now, version=draft, difference=difference
        )
        return None
    version.state, version.scheduled_for, version.note = State.DRAFT, None, ""
    version.save(update_fields=["state", "scheduled_for", "note"])
    write_log(tree, Kind.UNSCHEDULED, actor=actor, now=now, version=version, difference=difference)
    return version


def publish_due(now: datetime) -> list[TreeVersion]:
    """Put every scheduled version in force whose time has come; twice does it once.

    One that has errors by now is withdrawn, and the log says why. Who scheduled a version is who
    published it.
    """
    due = TreeVersion.objects.filter(state=State.SCHEDULED, scheduled_for__lte=now)
    published = []
    for version in due.select_related("tree").order_by("scheduled_for", "pk"):
        try:
            published.append(_publish_scheduled(version, now))
        except ValidationError as error:
            _give_up(version, error, now)
    return published


def needs_somebody_else(draft: TreeVersion, actor: "User | None") -> bool:
    """Tell whether the tree asks for a second person and this one changed the draft."""
    return draft.tree.needs_second_person and actor is not None and actor.pk in authors_of(draft)


def _ready(
    draft: TreeVersion, *, reason: str, actor: "User | None", seen: int
) -> tuple[TreeVersion, Frozen]:
    """Lock a draft and freeze it, or refuse whatever keeps it from being published."""
    draft = lock_draft(draft)
    refuse_without(actor, draft.tree, Level.PUBLISH)
    newer = since(draft, seen)
    if newer.newer:
        raise StaleDraft(draft, newer.all_changed())
    if not reason.strip():
        raise ValidationError(_("Please say why this is published."), code="reason_needed")
    if needs_somebody_else(draft, actor):
        raise ValidationError(
            _("This tree asks for a second person: who changed the draft can't publish it."),
            code="second_person",
        )
    _refuse_before_scheduled(draft.tree)
    frozen = freeze(draft.document)
    _refuse_unchanged(draft.tree, frozen)
    draft.note = reason.strip()
    return draft, frozen


def _refuse_before_scheduled(tree: Tree) -> None:
    if (waiting := scheduled_version(tree)) is not None:
        raise ValidationError(
            _("Version %(number)s is scheduled already. Withdraw it first."),
            code="scheduled_already",
            params={"number": waiting.number},
        )


def _refuse_unchanged(tree: Tree, frozen: Frozen) -> None:
    live = live_version(tree)
    if live is not None and live.digest == frozen.digest:
        raise ValidationError(
            _("Nothing differs from the published version."), code="nothing_differs"
        )


def _put_in_force(
    version: TreeVersion, frozen: Frozen, *, actor: "User | None", now: datetime
) -> TreeVersion:
    before = live_version(version.tree)
    put_in_force(version, frozen, actor=actor, now=now, note=version.note)
    difference = {
        "number": version.number,
        "before": before.number if before else None,
        "reason": version.note,
    }
    write_log(
        version.tree, Kind.PUBLISHED, actor=actor, now=now, version=version, difference=difference
    )
    return version


@transaction.atomic
def _publish_scheduled(version: TreeVersion, now: datetime) -> TreeVersion:
    version = _lock_scheduled(version)
    scheduling = TreeLogEntry.objects.filter(version=version, kind=Kind.SCHEDULED)
    newest = scheduling.select_related("actor").order_by("-pk").first()
    actor = newest.actor if newest else None
    return _put_in_force(version, freeze(version.document), actor=actor, now=now)


def _give_up(version: TreeVersion, error: ValidationError, now: datetime) -> None:
    if error.error_list[0].code == "not_scheduled":
        return  # somebody withdrew or published it meanwhile
    logger.error("Version %s of %s was withdrawn: it has errors", version.number, version.tree.slug)
    unschedule(version, actor=None, now=now, why=" ".join(error.messages))


def _lock_scheduled(version: TreeVersion) -> TreeVersion:
    tree = Tree.objects.select_for_update(no_key=True).get(pk=version.tree_id)
    locked = TreeVersion.objects.select_for_update().filter(pk=version.pk).first()
    if locked is None or locked.state != State.SCHEDULED:
        raise ValidationError(_("This version is not scheduled any more."), code="not_scheduled")
    locked.tree = tree
    return locked
