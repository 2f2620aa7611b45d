"""What is read of a case at one moment: mail, SMS, status page, the agent's strip, the API."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client

from support.cases.models import Case
from support.cases.telling.cause_sentences import cause_sentence
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Notification
from tests.portal.world import address_of

# Letters of before are dated, and stay as they were.
_LETTERS = re.compile(r'<ol class="messages">.*?</ol>', re.DOTALL)
_ABOUT = re.compile(r'<p class="about">(.*?)</p>', re.DOTALL)
_READS = re.compile(r"The customer reads “(.*?)”")
_PROMISED = re.compile(r"Money promised by(?:</dt><dd>)?\s*<time datetime=\"(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Page:
    text: str
    status: str


@dataclass(frozen=True)
class Desk:
    """What the agent's strip says the customer reads, the promised day in UTC, the ending."""

    reads: str
    promised: str
    text: str


def messages_of(case: Case) -> dict[str, str]:
    """Return what waits to go out, by event and channel."""
    rows = Notification.objects.filter(thread=case.reference, state="queued")
    found = {}
    for row in rows.select_related("customer"):
        words = words_of(row)
        found[f"{row.event} {row.channel}"] = " ".join(f"{words.subject} {words.text}".split())
    return found


def page_of(client: Client, case: Case, language: str, now: Any) -> Page:
    answer = client.get(address_of(case, now), {"lang": language})
    assert answer.status_code == 200
    markup = answer.content.decode()
    about = _ABOUT.search(markup)
    assert about
    return Page(plain(_LETTERS.sub("", markup)), plain(about[1]))


def desk_of(agent: Client, case: Case) -> Desk:
    markup = agent.get(f"/cases/{case.reference}/parts/strip/").content.decode()
    reads, promised = _READS.search(unescape(markup)), _PROMISED.search(markup)
    assert reads
    return Desk(reads[1], promised[1] if promised else "", plain(markup))


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def told_of_cause(text: str, case: Case, language: str) -> list[str]:
    """Return which sentences of its cause a text tells."""
    sentence = cause_sentence(case, case.cause, language)
    parts = re.findall(r".+?(?:。|[.](?=\s|$)|$)", " ".join(sentence.split()))
    return [part.strip() for part in parts if part.strip() and part.strip() in text]
