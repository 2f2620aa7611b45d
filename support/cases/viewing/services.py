"""Saving, sharing and deleting views."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from support.cases.models import Column, Order, SavedView
from support.cases.viewing.conditions import read_wanted
from support.cases.viewing.views import RESERVED
from support.staff.standing import standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from support.staff.models import Team

MOST_OWN = 30
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Draft:
    """A view as somebody wants it; without a team it is their own."""

    name: str
    wanted: Mapping[str, Any]
    columns: tuple[str, ...] = ()
    order: str = Order.DUE
    team: "Team | None" = None


@transaction.atomic
def save_view(draft: Draft, *, actor: "User", row: SavedView | None = None) -> SavedView:
    """Save a new view, or change one that is there; its address stays.

    Raises ValidationError for what no view can be, and PermissionDenied for a team's view, before
    or after, of whoever does not lead that team.
    """
    if row is not None:
        row = SavedView.objects.select_for_update().get(pk=row.pk)
        _check_rights(row, actor)
    if draft.team is not None and not standing_of(actor).leads_team(draft.team.pk):
        raise PermissionDenied(_("Only who leads a team shares views with it."))
    name, wanted = " ".join(draft.name.split()), read_wanted(draft.wanted)
    _check(name, draft, wanted)
    if row is None:
        if SavedView.objects.filter(owner=actor).count() >= MOST_OWN:
            message = _("You have %(most)s views of your own: delete one first.")
            raise ValidationError(message % {"most": MOST_OWN}, code="too_many")
        row = SavedView(slug=_slug(name))
    row.name, row.wanted, row.order = name, wanted, draft.order
    row.columns = [column for column in Column.values if column in draft.columns]
    row.team, row.owner = draft.team, None if draft.team else (row.owner or actor)
    row.save()
    return row


def delete_view(row: SavedView, *, actor: "User") -> None:
    """Delete a view; its cases stay. Raises PermissionDenied for a team's view, as saving does."""
    _check_rights(row, actor)
    row.delete()


def may_change(row: SavedView, actor: "User") -> bool:
    if row.team_id is None:
        return row.owner_id == actor.pk
    return standing_of(actor).leads_team(row.team_id)


def _check_rights(row: SavedView, actor: "User") -> None:
    if not may_change(row, actor):
        raise PermissionDenied(_("Only who leads a team changes its views."))


def _check(name: str, draft: Draft, wanted: Mapping[str, str]) -> None:
    if not name or len(name) > 60:
        message = _("Please give the view a name of up to 60 letters.")
        raise ValidationError({"name": ValidationError(message, code="required")})
    lost = sorted(key for key, value in draft.wanted.items() if value and key not in wanted)
    if lost:
        message = _("This filter has nothing that could be meant by %(words)s.")
        broken = ValidationError(message, code="filter", params={"words": ", ".join(lost)})
        raise ValidationError({"wanted": broken})
    if draft.order not in Order.values:
        broken = ValidationError(_("There is no such order."), code="order")
        raise ValidationError({"order": broken})
    if strange := set(draft.columns) - set(Column.values):
        message = _("There is no column %(name)s.")
        broken = ValidationError(message, code="column", params={"name": min(strange)})
        raise ValidationError({"columns": broken})


def _slug(name: str) -> str:
    """Return an address that says what it is, and that nobody has."""
    words = slugify(name, allow_unicode=True)[:50] or "view"
    taken = words in RESERVED or SavedView.objects.filter(slug=words).exists()
    return f"{words}-{get_random_string(5, LETTERS)}" if taken else words
