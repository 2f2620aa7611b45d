"""Asking at the public form, as people do."""

import re
from datetime import datetime
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from support.notifications.models import Notification
from support.portal.asking.models import Ask, Asker
from support.portal.asking.proving import send_texts
from tests.factories import NOW

EMAIL = "mina@example.test"
DETAILS = {"about": "payout", "happened": "3 November", "amount": "120 EUR", "name": "Mina Alder"}


def key_in(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def second_page(client: Client, reference: str = "", **query: str) -> HttpResponse:
    """Open the form and go on with a reference, or without one."""
    page = client.get("/new/", query).text
    found = re.search(r'action="(/new/[^"]*)"', page)
    assert found is not None
    typed = {"reference": reference} if reference else {"without": "1"}
    return client.post(unescape(found[1]), {"once": key_in(page), **typed})


def ask(client: Client, reference: str = "", contact: str = EMAIL, **given: Any) -> HttpResponse:
    """Fill in both pages and send them; return the answer to the second one."""
    query = {name: given.pop(name) for name in ("lang", "walk") if name in given}
    page = second_page(client, reference, **query).text
    found = re.search(r'action="(/new/details/[^"]*)"', page)
    assert found is not None
    more = {} if reference else DETAILS
    typed = {"reference": reference, "contact": contact, "words": "It has not arrived.", **more}
    once = given.pop("once", None) or key_in(page)
    return client.post(unescape(found[1]), {"once": once, **typed, **given})


def texts() -> list[Notification]:
    return list(Notification.objects.filter(event="form-link").order_by("sequence"))


def link_of(contact: str = EMAIL, now: datetime = NOW) -> str:
    """Have the text sent and return the address of the page to which it leads."""
    send_texts(now)
    asker = Asker.objects.get(address=contact)
    return asker.url.partition("://")[2][asker.url.partition("://")[2].index("/") :]


def confirm(client: Client, link: str, **given: Any) -> HttpResponse:
    """Press on the page of the link, and follow to where it leads."""
    page = client.get(link).text
    return client.post(link, {"once": key_in(page), **given}, follow=True)


def waiting() -> list[Ask]:
    return list(Ask.objects.waiting().order_by("pk"))
