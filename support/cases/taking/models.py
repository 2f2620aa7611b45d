"""Cases that are with a team which is asked: risk, treasury, compliance."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.cases.models.case import Case


class ReferralQuerySet(models.QuerySet["Referral"]):
    def pending(self) -> Self:
        """What nobody has answered or taken back, the latest first; over `referral_pending`."""
        return self.filter(ended_at=None).order_by("-asked_at", "-pk")


class Referral(models.Model):
    """A case was handed to a team that is asked; it goes back to who did that, and to their team.

    A team that is asked may ask another one: the latest comes back first. What was answered is a
    note of the case.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="referrals")
    team = models.ForeignKey(
        "staff.Team", models.CASCADE, related_name="+", verbose_name=_("who is asked")
    )
    question = models.TextField(_("what is asked"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("who asks"),
    )  # fmt: skip
    from_team = models.ForeignKey(
        "staff.Team", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("team before"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes = [
            models.Index(
                fields=["case", "-asked_at"], name="referral_pending", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.team_id}"
