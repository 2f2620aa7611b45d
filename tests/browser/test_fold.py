"""What one presses is in sight at 1280 × 720, at every step and every outcome of every guide."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from playwright.sync_api import Page

from support.cases.models import Case
from support.desk.case.guide import build_guide
from support.guidance.facts import facts_of
from support.guidance.models import CaseWalk
from tests.browser.looking import examine, fits, keep_picture
from tests.factories import make_case, make_payment
from tests.reference import load_guides, load_reference
from troubleshooting.trees.graph import Graph, own_key
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk, WalkAnswer

pytestmark = pytest.mark.django_db(transaction=True)
WIDTH, HEIGHT = 1280, 720
STARTERS = {
    "account-verification-stuck", "deposit-not-credited", "payout-not-received",
    "refund-not-received", "sent-not-received",
}  # fmt: skip
Way = list[tuple[str, str]]

# Shows one guide after the other; says of each where its first button is and what is in the way.
SHOW = """guides => guides.map(html => {
    document.getElementById("guide").outerHTML = html;
    const button = document.querySelector("#guide .act .primary");
    const body = document.querySelector("#guide .guide-body");
    const { left, top, right, bottom } = button.getBoundingClientRect();
    const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const page = document.documentElement;
    const isWide = page.scrollWidth > innerWidth || body.scrollWidth > body.clientWidth;
    const hasScrolled = scrollY + body.scrollTop > 0 || page.scrollHeight > innerHeight;
    return { isInside, isFree: button.contains(there), isNarrow: !isWide, isStill: !hasScrolled };
})"""


def ways(graph: Graph) -> Iterator[tuple[str, Way]]:
    """Yield each step and outcome with the shortest way to it: the options that were chosen."""
    found: dict[str, Way] = {graph.start: []}
    waiting = deque(found)
    while waiting:
        key = waiting.popleft()
        yield key, found[key]
        node = graph.nodes[key]
        on = [(option.key, option.to) for option in node.options]
        for option, target in [*on, *([("", node.otherwise)] if node.otherwise else [])]:
            if target not in found:
                found[target] = [*found[key], (key, option)]
                waiting.append(target)


def walk_to(case: Case, version: TreeVersion, way: Way, facts: dict[str, Any]) -> Walk:
    """Return a walk of the case that stands behind these answers of a person; nothing is stored."""
    now = timezone.now()
    walk = Walk(
        version=version, subject=case.reference, facts=facts, facts_read_at=now, started_at=now,
        answers_seen=len(way),
    )  # fmt: skip
    walk.rows = [
        WalkAnswer(
            walk=walk, number=number, node=node, option=option or None,
            kind="answered" if option else "cant_say", source="agent", answered_at=now,
        )
        for number, (node, option) in enumerate(way, start=1)
    ]  # fmt: skip
    return walk


def stand(case: Case, walk: Walk) -> None:
    """Store a walk as the present one of its case."""
    walk.save()
    WalkAnswer.objects.bulk_create(walk.rows)
    CaseWalk.objects.create(case=case, walk=walk)


def drawn(case: Case, walk: Walk, request: HttpRequest) -> str:
    """Return the guide as its page has it."""
    guide = build_guide(case, walk, now=timezone.now(), has_answers=False)
    return render_to_string("desk/case/guide/_guide.html", {"case": case, "guide": guide}, request)


@pytest.fixture
def case() -> Case:
    load_reference()
    load_guides()
    return make_case(payment=make_payment(failure_message="Limit of the day reached"))


def test_the_action_is_in_sight_at_every_step_and_outcome_of_every_starter_tree(
    desk: Callable[..., Page], case: Case
):
    facts, below = facts_of(case, now=timezone.now()), []
    page = desk(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(f"/cases/{case.reference}/")
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="amy")
    guides = {version.graph.slug: version for version in TreeVersion.objects.live()}
    assert set(guides) == STARTERS

    for slug, version in guides.items():
        shown = {}
        for key, way in ways(version.graph):
            if own_key(key) == key:  # those of a sub-tree are shown in a guide of their own
                shown[key] = drawn(case, walk_to(case, version, way, facts), request)
        assert set(shown) == {key for key in version.graph.nodes if own_key(key) == key}
        seen = zip(shown, page.evaluate(SHOW, list(shown.values())), strict=True)
        below += [(slug, key, said) for key, said in seen if not all(said.values())]

    assert below == []


LOOKS = [
    ("error_code", "light", 1280, 720), ("out_account_closed", "light", 1280, 720),
    ("out_account_closed", "dark", 1440, 900), ("error_code", "dark", 390, 844),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_questions_and_outcomes_are_clean_in_every_look(
    desk: Callable[..., Page], case: Case, language: str
):
    facts = facts_of(case, now=timezone.now())
    version = TreeVersion.objects.live().get(tree__slug="payout-not-received")
    found = dict(ways(version.graph))
    page = desk(locale=language)

    for key, scheme, width, height in LOOKS:
        stand(case, walk_to(case, version, found[key], facts))
        page.emulate_media(color_scheme=cast("Any", scheme))
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/cases/{case.reference}/")
        keep_picture(page, f"fold-{key}-{language}-{scheme}-{width}")
        complaints = examine(page)
        assert complaints.violations_count == 0, complaints.generate_report()
        assert fits(page)
