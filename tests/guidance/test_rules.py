"""Which guide a case begins with: the first rule that fits its payment."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from support.cases.models import Case
from support.guidance.beginning import begin_walk, present_walk
from support.guidance.guides import guides_to_choose
from support.guidance.models import GuideRule
from support.guidance.which.choosing import guide_of, usual_guide
from support.guidance.which.loading import load_rules
from support.guidance.which.rules import About, Rule, left_out, never_first
from support.payments.news import PaymentNews
from tests.every import every
from tests.factories import NOW, make_case, make_channel, make_payment
from tests.reference import publish
from tests.trees.building import document, outcome, step
from troubleshooting.trees.models import Tree, TreeVersion

RULES = settings.BASE_DIR / "fixtures" / "guide_rules.csv"
SLUGS = ("payout-not-received", "deposit-not-credited", "refund-not-received", "sent-not-received")


def rules_of_the_file() -> list[Rule]:
    with RULES.open(encoding="utf-8") as file:
        return [
            Rule(
                row["tree"],
                row["direction"],
                frozenset(row["statuses"].split()),
                row["method"],
                row["source"],
            )
            for row in csv.DictReader(file)
        ]


def first(rules: list[Rule], about: About) -> str:
    return next(rule.tree for rule in rules if rule.fits(about))


@every(
    ("about", "tree"),
    [
        (About("payin", "failed"), "deposit-not-credited"),
        (About("payin", "sent"), "deposit-not-credited"),
        (About("refund", "sent"), "refund-not-received"),
        (About("refund", "failed"), "refund-not-received"),
        (About("payout", "sent"), "sent-not-received"),
        (About("payout", "accepted"), "sent-not-received"),
        (About("payout", "delivered"), "sent-not-received"),
        (About("payout", "credited"), "payout-not-received"),
        (About("payout", "failed"), "payout-not-received"),
        (About("payout", "pending"), "payout-not-received"),
        (About("payout", ""), "payout-not-received"),
        (About(), "payout-not-received"),
    ],
)
def test_the_rules_that_come_with_casewalk_choose_by_direction_and_status(about: About, tree: str):
    assert first(rules_of_the_file(), about) == tree


def test_the_rules_that_come_with_casewalk_leave_nobody_out_and_each_is_reached():
    assert left_out(rules_of_the_file()) is None
    assert never_first(rules_of_the_file()) == {}


def test_method_and_source_are_conditions_too():
    rules = [Rule("cards", method="card"), Rule("bank", source="my-bank"), Rule("rest")]

    assert first(rules, About("payout", "failed", "card", "my-bank")) == "cards"
    assert first(rules, About("payout", "failed", "wallet", "my-bank")) == "bank"
    assert first(rules, About("payout", "failed", "wallet", "other")) == "rest"


def test_a_rule_behind_others_that_take_all_of_it_is_never_reached():
    by_parts = [
        Rule("sent", "payout", frozenset({"sent"})),
        Rule("accepted", "payout", frozenset({"accepted"})),
        Rule("both", "payout", frozenset({"sent", "accepted"}), "card"),
        Rule("rest"),
    ]

    assert set(never_first(by_parts)) == {2}
    assert never_first(by_parts)[2] in {0, 1}
    assert never_first([Rule("all"), Rule("cards", method="card")]) == {1: 0}
    assert never_first(by_parts[:2]) == {}


def test_a_payment_that_no_rule_speaks_of_is_named():
    assert left_out([Rule("in", "payin"), Rule("out", "payout"), Rule("back", "refund")]) == About()
    about = left_out([Rule("in", "payin"), Rule("cards", method="card")])
    assert about is not None
    assert about.direction != "payin"
    assert left_out([Rule("in", "payin"), Rule("rest")]) is None


def test_a_refund_is_a_payout_that_gives_money_back():
    news = PaymentNews(direction="refund")

    assert (news.direction, news.is_refund) == ("payout", True)
    assert not PaymentNews(direction="payout").is_refund


@pytest.fixture
def guides(db: Any) -> None:
    for slug in SLUGS:
        end = outcome("end", status="open")
        publish(document(step("first", yes="end"), end, slug=slug, title={"en": slug}))
    load_rules(RULES)


def case_with(**payment: Any) -> Case:
    return make_case(payment=make_payment(**payment))


@pytest.mark.usefixtures("guides")
def test_a_case_begins_with_the_guide_of_its_payment():
    payin = make_channel(direction="payin")

    assert usual_guide(case_with(channel=payin)) == "deposit-not-credited"
    assert usual_guide(case_with(is_refund=True)) == "refund-not-received"
    assert usual_guide(case_with(status="sent")) == "sent-not-received"
    assert usual_guide(case_with(status="failed")) == "payout-not-received"
    assert usual_guide(make_case(payment=None)) == "payout-not-received"
    assert usual_guide(case_with(channel=payin, direction="")) == "deposit-not-credited"


@pytest.mark.usefixtures("guides")
def test_the_walk_that_begins_by_itself_is_that_guides():
    case = case_with(status="delivered")

    begin_walk(case, now=NOW)

    walk = present_walk(case)
    assert walk is not None
    assert walk.version.tree.slug == "sent-not-received"
    assert case.events.get(kind="walk_started").values["tree"] == "sent-not-received"


@pytest.mark.usefixtures("guides")
def test_a_rule_whose_tree_is_not_in_force_is_passed_over():
    TreeVersion.objects.filter(tree__slug="deposit-not-credited").update(state="draft")

    assert usual_guide(case_with(channel=make_channel(direction="payin"))) == SLUGS[0]


@pytest.mark.usefixtures("guides")
def test_a_rule_that_a_lead_changes_holds_for_the_next_case():
    case = case_with(status="failed")
    assert usual_guide(case) == "payout-not-received"

    GuideRule.objects.filter(tree__slug="payout-not-received").update(
        tree=Tree.objects.get(slug="refund-not-received")
    )

    assert usual_guide(case) == "refund-not-received"


@pytest.mark.usefixtures("guides")
def test_the_rules_are_read_once_and_not_for_every_case(django_assert_num_queries: Any):
    case = case_with(status="failed")
    guide_of(case)

    with django_assert_num_queries(2):  # the mark, of the rules and of the version
        guide_of(case)


@pytest.mark.django_db
def test_without_rules_it_is_the_oldest_guide_and_without_guides_none():
    case = make_case()
    assert usual_guide(case) == ""

    publish(document(step("first", yes="end"), outcome("end"), slug="older"))
    publish(document(step("first", yes="end"), outcome("end"), slug="a-newer"))

    assert usual_guide(case) == "older"


@pytest.mark.usefixtures("guides")
def test_loading_again_leaves_what_a_lead_made_of_the_rules(tmp_path: Path):
    GuideRule.objects.filter(direction="payin").delete()

    assert load_rules(RULES) == 0
    assert GuideRule.objects.count() == 3
    assert load_rules(RULES, overwrite=True) == 4


@pytest.mark.usefixtures("guides")
def test_an_example_is_offered_to_nobody():
    publish(document(step("first", yes="end"), outcome("end"), slug="tiny-example"))

    offered = {guide.slug for guide in guides_to_choose(make_case())}

    assert offered == set(SLUGS)
