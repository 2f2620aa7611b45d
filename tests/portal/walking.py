"""A case whose customer is asked, and answering as they do."""

import re
from html import unescape
from typing import Any

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.services import start_walk
from tests.factories import NOW
from tests.portal.world import address_of, case_of
from tests.trees.building import document, for_customers, outcome, step
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.models import Walk

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def asking_tree(*first: dict[str, Any]) -> dict[str, Any]:
    """Two questions for customers, after what stands before them for agents."""
    return document(
        *first,
        for_customers(step("seen", found="out_found", nothing="right")),
        for_customers(step("right", yes="out_lost", no="out_wrong")),
        outcome("out_found"),
        outcome("out_lost"),
        outcome("out_wrong"),
        slug="asking",
    )


def asked_case(*first: dict[str, Any], **overrides: Any) -> Case:
    """A case whose guide has just begun, at the first step of `asking_tree`."""
    import_tree(asking_tree(*first), now=NOW)
    status = overrides.pop("status", None)
    case = case_of(**overrides)
    start_walk(case, now=NOW, slug="asking")
    if status is not None:
        Case.objects.filter(pk=case.pk).update(status=status)
    return Case.objects.select_related("customer", "payment__channel", "cause").get(pk=case.pk)


def walk_of(case: Case) -> Walk:
    walk = present_walk(case)
    assert walk is not None
    return walk


def walk_address(case: Case) -> str:
    return f"{address_of(case)}walk/"


def form_in(page: str) -> dict[str, str]:
    """What the form on a page sends besides the button that is pressed."""
    found = re.search(r'<form class="choices".*?</form>', page, re.DOTALL)
    assert found, "nothing is asked"
    return {name: unescape(value) for name, value in HIDDEN.findall(found[0])}


def press(client: Any, address: str, label: str, page: str = "") -> Any:
    """Press an answer on the page that is open, or that is opened now; follow where it leads."""
    page = page or client.get(address).text
    (place,) = (each for each, shown in buttons_in(page) if shown == label)
    return client.post(address, form_in(page) | {"option": place}, follow=True)


def buttons_in(page: str) -> list[tuple[str, str]]:
    """What each answer of a page sends, and what stands on it."""
    found = re.findall(r'<button name="option" value="(\d+)"[^>]*>([^<]*)', page)
    return [(place, unescape(label).strip()) for place, label in found]


def question_in(page: str) -> str:
    """The question that a page asks, "" where it asks none."""
    found = re.search(r'<h1 id="question">(.*?)</h1>', page)
    return unescape(found[1]) if found else ""


def given_in(page: str) -> list[tuple[str, str]]:
    """What a page says that they answered."""
    found = re.search(r'<ol class="given">.*?</ol>', page, re.DOTALL)
    rows = r"<li><span>(.*?)</span><strong>(.*?)</strong>"
    return [
        (unescape(one), unescape(two)) for one, two in re.findall(rows, found[0] if found else "")
    ]
