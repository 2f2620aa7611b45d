"""What happened to a case, what was said in it, and whom a note calls by name."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.models.announcing import ANNOUNCED
from support.cases.models.case import Case
from troubleshooting.marks.writing import made, store

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    def beside_words(self) -> Self:
        """Lines that tell more than a message of the conversation tells where it stands itself.

        A reply that was taken back has no message any more, so its line stays.
        """
        said = Message.objects.filter(case=OuterRef("case"), written_at=OuterRef("happened_at"))
        words = Q(kind__in=SAID, note="") & ~Q(values__has_key="called")
        return self.exclude(words, Exists(said))

    def notes(self) -> Self:
        """Words for colleagues that were written on a step, not into the conversation."""
        return self.filter(kind=CaseEvent.Kind.NOTE).exclude(note="")


class CaseEvent(models.Model):
    """One line of a case's timeline; never changed, never deleted."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Case opened")
        PAYMENT = "payment", _("Payment system reported")
        WALK_STARTED = "walk_started", _("Guide started")
        ANSWERED = "answered", _("Step answered")
        JUMPED = "jumped", _("Jumped to a cause")
        OUTCOME = "outcome", _("Outcome applied")
        MACRO = "macro", _("Macro applied")
        UNDONE = "undone", _("Taken back")
        STATUS = "status", _("Status changed")
        REPLY = "reply", _("Reply sent")
        RECEIVED = "received", _("Heard from the customer")
        NOTE = "note", _("Note added")
        ASSIGNED = "assigned", _("Assigned")
        REOPENED = "reopened", _("Reopened")
        SNOOZED = "snoozed", _("Snoozed")
        WOKEN = "woken", _("Back again")
        WARNED = "warned", _("Deadline close")
        LATE = "late", _("Deadline missed")
        REMINDED = "reminded", _("Customer reminded")
        RESOLVED = "resolved", _("Resolved")
        UNREACHED = "unreached", _("Customer not reached")
        REACHED = "reached", _("Customer reached")
        CONTACT = "contact", _("Contact corrected")
        CONTACT_ASKED = "contact_asked", _("Customer asks for another contact")
        ASKED = "asked", _("Asked at the public form")
        WISHES = "wishes", _("Customer’s wishes")
        LINK_ENDED = "link_ended", _("Link of the status page ended")
        RATED = "rated", _("Survey answered")
        PRIORITY = "priority", _("Priority changed")
        TAGS = "tags", _("Tags changed")
        JOINED = "joined", _("Joined with another customer")
        PARTED = "parted", _("Parted from another customer again")
        MERGED = "merged", _("Cases merged")
        UNMERGED = "unmerged", _("Cases taken apart again")
        RELATED = "related", _("Linked with another case")
        CAME_BACK = "came_back", _("Came back")
        MASKED = "masked", _("Masked")
        MONEY = "money", _("Money moved again")
        COMPLAINT = "complaint", pgettext_lazy("timeline", "Complaint")
        INQUIRY = "inquiry", pgettext_lazy("timeline", "Bank")
        INCIDENT = "incident", pgettext_lazy("timeline", "Incident")

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="events", db_index=False
    )  # case_timeline begins with it
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    happened_at = models.DateTimeField(_("happened at"))

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        indexes = [
            models.Index(fields=["case", "-happened_at"], name="case_timeline"),
            # Counting by time; the rows lie as they came.
            BrinIndex(fields=["happened_at"], name="case_event_by_time"),
        ]
        triggers = [
            ANNOUNCED,
            # Only who did it may be forgotten, when a user is deleted.
            pgtrigger.ReadOnly(name="timeline_unchanged", exclude=["actor"]),
            pgtrigger.Protect(name="timeline_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


SAID = (CaseEvent.Kind.REPLY, CaseEvent.Kind.RECEIVED, CaseEvent.Kind.NOTE)


class Message(models.Model):
    """One contribution to a case's conversation."""

    class Kind(models.TextChoices):
        INCOMING = "incoming", _("From the customer")
        OUTGOING = "outgoing", _("To the customer")
        NOTE = "note", _("Internal note")

    class Medium(models.TextChoices):
        """How words of a customer came; but for their page somebody else wrote them down."""

        PHONE = "phone", _("By phone")
        EMAIL = "email", _("By e-mail")
        SMS = "sms", _("By SMS")
        CHAT = "chat", _("In a chat")
        PAGE = "page", _("On their status page")
        FORM = "form", _("On the public form")

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="messages", db_index=False
    )  # case_conversation begins with it
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = models.TextField(_("text"))
    medium = models.CharField(
        _("how it came"), max_length=10, choices=Medium, blank=True, default="", db_default=""
    )
    written_at = models.DateTimeField(_("written at"))
    files = models.ManyToManyField("files.StoredFile", related_name="messages")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["case", "-written_at"], name="case_conversation")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


# How words came that somebody writes down; by the other ways they come by themselves.
BY_THEMSELVES = (Message.Medium.PAGE, Message.Medium.FORM)
WRITTEN_DOWN = [
    (medium.value, medium.label) for medium in Message.Medium if medium not in BY_THEMSELVES
]


def log(
    case: Case,
    kind: CaseEvent.Kind,
    *,
    now: datetime,
    actor: "User | None" = None,
    note: str = "",
    **values: Any,
) -> CaseEvent:
    """Write a line of the timeline, in the caller's transaction."""
    told = {"actor": actor, "note": note, "values": values, "happened_at": now}
    line = made(CaseEvent, case=case, kind=kind, **told)
    store(line)
    return line


class MentionQuerySet(models.QuerySet["Mention"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def for_list(self, person: "User") -> Self:
        """Where somebody was called, the newest first, with the note and its case."""
        rows = self.filter(person=person).order_by("-pk")
        return rows.select_related("message__case__customer", "message__author")


class Mention(models.Model):
    """Somebody is told at their desk that a note calls them; `seen_at` once they looked."""

    message = models.ForeignKey(
        "cases.Message", models.CASCADE, related_name="mentions", db_index=False
    )  # mentioned_once begins with it
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions",
        verbose_name=_("who is called"),
    )  # fmt: skip
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="mentioned_once")]
        indexes = [
            # Counted with every page.
            models.Index(fields=["person"], name="mention_unseen", condition=Q(seen_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.person_id}"
