"""The strip quotes what the customer reads on their page, where its own state is another too."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from support.cases.links import link_for
from support.cases.models import Case
from support.incidents.linking import link_by_hand
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment
from tests.incidents.world import make_incident

pytestmark = pytest.mark.django_db
WORKING = "We are working on it"


@pytest.mark.parametrize(
    ("status", "is_silent", "is_held", "reads"),
    [
        ("open", False, False, WORKING),
        ("open", False, True, WORKING),
        ("waiting_bank", False, False, "We are waiting for the bank"),
        ("waiting_bank", False, True, "We are waiting for the bank"),
        ("waiting_bank", True, False, WORKING),
        ("waiting_customer", True, False, WORKING),
        ("waiting_customer", False, False, "We need something from you"),
    ],
)
def test_the_strip_says_what_stands_on_the_customers_page(desk, status, is_silent, is_held, reads):
    channel = make_channel()
    case = make_case(payment=make_payment(channel=channel, status="pending"), status=status)
    if is_held:
        link_by_hand(make_incident(channel), case, actor=make_agent(), now=NOW)
    Case.objects.update(status=status, silent_since=NOW if is_silent else None)

    strip = unescape(desk.get(reverse("case", args=[case.reference])).text)
    page = desk.get("/" + link_for(case, timezone.now()).url.split("/", 3)[3]).text

    [about] = re.findall(r'<p class="about">(?:<svg.*?</svg>)?\s*(.*?)</p>', page, re.S)
    assert f"The customer reads “{reads}”" in strip
    assert about.strip() == reads
