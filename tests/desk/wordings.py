"""Words that can be saved, and somebody who may."""

import re
from html import unescape
from typing import Any

from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.utils import timezone

from support.notifications.models import Wording
from support.notifications.words.overrides import save_wording
from support.notifications.words.rules import Draft

MAIL = "/outbox/wordings/solution/en/email/"
SMS = "/outbox/wordings/solution/en/sms/"
WORDS = {
    "subject": "[{reference}] We know why",
    "body": "Dear {customer_name},\n\nOurs: {cause_sentence}\n\nCase {reference}\n{status_url}",
    "seen": "0",
    "note": "",
    "case": "",
}
SMS_WORDS = WORDS | {"body": "{reference}: {status_url}"}


def may_write(agent: User) -> User:
    agent.user_permissions.add(Permission.objects.get(codename="change_wording"))
    agent.email = "amy@example.test"
    agent.save()
    return agent


def save(author: User, body: str = WORDS["body"], seen: int = 0) -> Wording:
    draft = Draft("solution", "en", "email", WORDS["subject"], body)
    return save_wording(draft, seen=seen, author=author, now=timezone.now())


def text(response: HttpResponse | Any) -> str:
    """Return what a person reads of a page."""
    return unescape(re.sub(r"<[^>]+>", "", response.text))
