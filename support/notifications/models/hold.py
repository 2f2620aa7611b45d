"""Whether this database may send: a copy must not write to the customers of the original."""

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from support.notifications.models.states import HoldReason

# Every PostgreSQL cluster has a number of its own, and every database in it an id: a dump that is
# loaded elsewhere, or again, has at least one of them changed (PostgreSQL, pg_control_system).
IDENTITY = """
    SELECT system_identifier::text || '/' || (
        SELECT oid::text FROM pg_database WHERE datname = current_database()
    ) FROM pg_control_system()
"""


class OutboxHold(models.Model):
    """The one row that knows which database this is, and since when nothing leaves it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    identity = models.CharField(_("database"), max_length=60)
    held_since = models.DateTimeField(_("held since"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=HoldReason, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("hold of the outbox")
        verbose_name_plural = _("holds of the outbox")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="outbox_hold_once")]

    def __str__(self) -> str:
        return f"{self.identity} {self.reason}".strip()


def database_identity() -> str:
    with connection.cursor() as cursor:
        cursor.execute(IDENTITY)
        found: str = cursor.fetchone()[0]
    return found
