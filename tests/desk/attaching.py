"""Files that agents attach."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from support.files.services import storing
from support.notifications.models import Notification
from tests.desk.walking import HTMX

PDF = b"%PDF-1.7 proof"


def upload(content=PDF, name="proof.pdf"):
    return SimpleUploadedFile(name, content)


def keep(*contents, now):
    with storing([upload(content) for content in contents], now=now) as rows:
        return rows


def attach(desk, case, kind="reply", **more):
    address = reverse("case-draft-files", args=[case.reference, kind])
    return desk.post(address, {"file": upload(), "body": "Here it is.", **more}, headers=HTMX)


def mail_of(case):
    return Notification.objects.get(thread=case.reference, event="agent-reply", channel="email")
