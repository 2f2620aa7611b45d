"""Addresses at which a calendar program reads shifts."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.staff.models import Team


def new_key() -> str:
    return secrets.token_urlsafe(24)


class Feed(models.Model):
    """Who knows the address reads the shifts of a person or a team, until it is revoked."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, team__isnull=False) | Q(person__isnull=False, team=None),
                name="feed_of_person_or_team",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="one_feed_a_person"
            ),
            models.UniqueConstraint(
                fields=["team"], condition=Q(revoked_at=None), name="one_feed_a_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.team_id} {self.made_at:%Y-%m-%d}"
