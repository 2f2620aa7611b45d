"""Writing on a customer's page as they do."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.world import address_of

PDF = b"%PDF-1.7 proof"


def upload(content=PDF, name="proof.pdf"):
    return SimpleUploadedFile(name, content)


def key_in(page):
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def write(client, case, body="It has not arrived.", **given):
    """Fill in the form of the page that is open now and send it."""
    address = address_of(case)
    once = given.pop("once", None) or key_in(client.get(address).text)
    return client.post(f"{address}messages/", {"once": once, "body": body, **given})


def refusal_in(answer):
    found = re.search(r'class="refusal" role="alert">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    return found[1] if found else ""
