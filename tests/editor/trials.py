"""Somebody who tries a tree: presses what the page offers, and reads what it shows."""

import re
from html import unescape
from typing import Any

from django.test import Client

from tests.editor.authors import SLUG
from tests.trees.building import check, document, for_customers, outcome, step
from troubleshooting.editor.samples import SOUND
from troubleshooting.trees.graph import Graph

PAGE = f"/trees/{SLUG}/try/"
OVER = {**SOUND, "amount": "60000"}


def payment_document(**fields: Any) -> dict[str, Any]:
    """A check of the amount, a question that customers see, one for agents, and outcomes."""
    return document(
        check("amount", "amount_within_limit", within="asked", above="too_much"),
        for_customers(step("asked", yes="inner", no="too_much")),
        step("inner", yes="fine", no="asked"),
        outcome("too_much", cause="amount_over_limit", message="solution", status="open",
                automatic=True),
        outcome("fine", status="waiting_bank"),
        slug=SLUG,
        **fields,
    )  # fmt: skip


def payment_graph() -> Graph:
    return Graph.from_document(payment_document())


class Visitor:
    """Follows links and sends forms as a browser without scripts does."""

    def __init__(self, client: Client, address: str = PAGE) -> None:
        self.client = client
        self.address = address
        self.html = ""

    def look(self, **query: str) -> "Visitor":
        answer = self.client.get(self.address, query)
        assert answer.status_code == 200, answer
        self.html = answer.content.decode()
        self.context = answer.context
        return self

    def go_on(self, **query: str) -> "Visitor":
        """Press something, holding on to what the page holds on to."""
        return self.look(**{**self.context["page"].base, **query})

    def answer(self, node: str, option: str = "", kind: str = "") -> "Visitor":
        given = {"node": node, "option": option, "kind": kind}
        return self.go_on(**{name: value for name, value in given.items() if value})

    @property
    def guide(self) -> str:
        """The words of the guide, without markup."""
        part = re.search(r'<section id="guide".*?</section>', self.html, re.DOTALL)
        assert part, "There is no guide on the page."
        return words(part[0])

    @property
    def step(self) -> str:
        """The title of the step that is reached."""
        title = re.search(r"<(h3|p)[^>]*data-step[^>]*>(.*?)</\1>", self.html, re.DOTALL)
        assert title, "No step is shown."
        return words(title[2])

    @property
    def path(self) -> list[tuple[str, str]]:
        found = re.findall(
            r'<span class="taken-title">(.*?)</span>\s*<strong>(.*?)</strong>', self.html
        )
        return [(unescape(title), unescape(answer)) for title, answer in found]

    def marked(self, mark: str) -> set[str]:
        """The steps that the drawing marks so."""
        drawn = self.html.partition('id="tree-trial"')[2]
        found = re.findall(r'<g class="tree-step ([^"]*)"[^>]*data-step="([^"]*)"', drawn)
        return {key for look, key in found if f"is-{mark}" in look.split()}


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())
