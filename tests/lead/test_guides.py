"""Leads say by rules with which guide a case begins."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from support.guidance.models import GuideRule
from support.guidance.which.loading import load_rules
from tests.factories import make_agent, sign_in
from tests.reference import publish
from tests.trees.building import document, outcome, step
from troubleshooting.trees.models import TreeVersion

PAGE = "/settings/guides/"
SLUGS = ("payout-not-received", "deposit-not-credited", "refund-not-received", "sent-not-received")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(db: Any) -> None:
    for slug in SLUGS:
        end = outcome("end", status="open")
        publish(document(step("first", yes="end"), end, slug=slug, title={"en": slug}))
    load_rules(settings.BASE_DIR / "fixtures" / "guide_rules.csv")


def typed(desk: Client, *more: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return what the page would send, with `more` rules behind and fields changed."""
    context = desk.get(PAGE).context
    rows = context["rows"]
    sent: dict[str, Any] = {"seen": context["seen"]}
    for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
        sent[f"rule-{name}"] = rows.management_form.initial[name]
    for at, form in enumerate(rows.initial_forms):
        sent |= {f"rule-{at}-{name}": value for name, value in form.initial.items()}
    for at, rule in enumerate(more, start=len(rows.initial_forms)):
        sent |= {f"rule-{at}-{name}": value for name, value in rule.items()}
    return sent | {name.replace("__", "-"): value for name, value in changes.items()}


def trees() -> list[str]:
    return [row.tree.slug for row in GuideRule.objects.in_order()]


def test_the_rules_are_shown_in_their_order_with_their_conditions(desk: Client):
    shown = desk.get(PAGE).content.decode()

    assert shown.index("refund-not-received</option>") > 0
    statuses = re.findall(r'<span class="badge">(.*?)</span>', shown)
    assert statuses == ["sent", "accepted", "delivered"]
    assert "This rule never chooses" not in shown


def test_a_rule_is_added_changed_moved_and_taken_away(desk: Client):
    more = {"place": "1", "method": "card", "tree": "payout-not-received"}

    answer = desk.post(
        PAGE,
        typed(desk, more, **{"rule-1-DELETE": "on", "rule-0-place": "9", "rule-3-place": "10"}),
    )

    assert answer.status_code == 302
    assert trees() == [
        "payout-not-received", "sent-not-received", "refund-not-received", "payout-not-received",
    ]  # fmt: skip
    first = GuideRule.objects.in_order()[0]
    assert (first.method, first.place) == ("card", 1)


def test_a_rule_that_never_matches_is_said_so_with_the_one_that_is_faster(desk: Client):
    more = {"place": "9", "direction": "payin", "method": "card", "tree": "payout-not-received"}

    shown = desk.post(PAGE, typed(desk, more), follow=True).content.decode()

    assert "These rules now choose the guide." in shown
    assert "This rule never chooses a guide: rule 2 and those before" in shown


@pytest.mark.parametrize(
    ("more", "changes", "said"),
    [
        ({}, {"rule-3-DELETE": "on"}, "No rule says with which guide this begins"),
        ({"method": "card"}, {}, "Please choose the guide."),
        ({"tree": "nowhere"}, {}, "This guide is not published."),
        ({"tree": SLUGS[0], "direction": "up"}, {}, "Select a valid choice"),
        ({"tree": SLUGS[0], "statuses": ["gone"]}, {}, "Select a valid choice"),
        ({"tree": SLUGS[0], "place": "x"}, {}, "A place is a number"),
    ],
)
def test_what_can_not_be_is_refused_and_the_rules_stay(
    desk: Client, more: dict[str, Any], changes: dict[str, Any], said: str
):
    answer = desk.post(PAGE, typed(desk, more, **changes))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert len(trees()) == 4


def test_two_leads_at_once_do_not_undo_each_other(desk: Client):
    mine = typed(desk, {"method": "wallet", "tree": SLUGS[1], "place": "1"})
    theirs = typed(desk, {"method": "card", "tree": SLUGS[0], "place": "1"})
    desk.post(PAGE, theirs)

    answer = desk.post(PAGE, mine)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else has saved rules since you opened this page." in shown
    assert len(trees()) == 5
    saved = shown.split("What is saved now")[1].split("</ol>")[0].split("<li>")[1:]
    (new,) = [rule for rule in saved if "Not in yours" in rule]
    assert "card" in new
    assert len(saved) == 5
    assert "everything else" in saved[-1]
    assert shown.count("Only in yours") == 1
    again = mine | {"seen": answer.context["seen"]}
    assert desk.post(PAGE, again).status_code == 302
    assert GuideRule.objects.in_order()[1].method == "wallet"


def test_a_row_that_was_taken_away_is_not_called_ones_own(desk: Client):
    mine = typed(desk, **{"rule-1-DELETE": "on"})
    desk.post(PAGE, typed(desk, **{"rule-0-DELETE": "on"}))

    answer = desk.post(PAGE, mine)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert shown.count("Only in yours") == 1  # the rule that they took away
    assert shown.count("Not in yours") == 1  # the one that is taken away here


def test_a_tree_that_is_not_in_force_is_not_offered(desk: Client):
    TreeVersion.objects.filter(tree__slug="refund-not-received").update(state="draft")
    publish(document(step("first", yes="end"), outcome("end"), slug="tiny-example"))

    shown = desk.get(PAGE).content.decode()

    assert 'value="refund-not-received"' not in shown
    assert "tiny-example" not in shown


@pytest.mark.parametrize("more", [1, 30])
def test_the_page_costs_the_same_for_few_rules_and_for_many(
    desk: Client, django_assert_max_num_queries: Any, more: int
):
    tree = GuideRule.objects.in_order()[0].tree
    GuideRule.objects.bulk_create(
        GuideRule(place=100 + at, method="card", tree=tree) for at in range(more)
    )
    desk.get(PAGE)

    with django_assert_max_num_queries(6):
        desk.get(PAGE)


def test_only_leads_get_in(client: Client):
    assert client.get(PAGE).status_code == 302
    assert sign_in(client, make_agent("amy")).get(PAGE).status_code == 403
