"""Where the links of a page lead that answers a press, at the address of that press."""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

from django.test import Client

LINK = re.compile(r'<a [^>]*?href="([^"]*)"|hx-(?:replace|push)-url="([^"]*)"')
FORM = re.compile(r'<form(?=[^>]*method="post")(?![^>]*hidden)([^>]*)>')


def dead_links(client: Client, answer: Any) -> list[str]:
    """Return the links of an answered page, followed from its address, that lead nowhere."""
    at = answer.request["PATH_INFO"]
    found = {unescape(link or other) for link, other in LINK.findall(answer.text)}
    assert found, "no whole page"
    plain = {link for link in found if not re.match(r"#|[a-z]+:", link)}
    followed = {link: client.get(urljoin(at, link)).status_code for link in sorted(plain)}
    return [f"{link}: {code}" for link, code in followed.items() if code >= 400]


def forms_without_address(answer: Any) -> list[str]:
    """Return the forms of a page that would be sent to wherever it happens to be shown."""
    return [form for form in FORM.findall(answer.text) if "action=" not in form]
