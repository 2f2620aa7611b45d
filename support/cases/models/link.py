"""A customer's link to his case."""

import secrets
from datetime import datetime
from functools import cache

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from support.cases.models.case import Case


def signer() -> Signer:
    """Sign links. SHA-1 as an HMAC keeps them short enough for an SMS; the row decides the rest."""
    return Signer(salt="status-link", sep=".", algorithm="sha1")


def new_key() -> str:
    return secrets.token_urlsafe(9)


@cache
def _path_before_token() -> str:
    """Where status pages lie: made by Django it takes longer than the rest of a link."""
    return reverse("status-page", args=["x"]).removesuffix("x/")


class StatusLink(models.Model):
    """A way for one customer to see one case without an account."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    key = models.CharField(max_length=20, unique=True, default=new_key)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("status link")
        verbose_name_plural = _("status links")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(revoked_at=None), name="one_live_link_per_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.expires_at:%Y-%m-%d}"

    @property
    def url(self) -> str:
        """The whole address, as it goes into messages."""
        return f"{settings.PUBLIC_URL}{_path_before_token()}{self.token}/"

    @property
    def token(self) -> str:
        return signer().sign(self.key)

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
