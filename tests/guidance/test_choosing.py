"""A case is walked through any guide that is published, chosen by an agent or by a script."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.guides import guides_to_choose, walk_guide
from tests.api.asking import V1, client_for, errors
from tests.editor.authors import signed_in
from tests.factories import NOW, make_agent, make_case
from tests.reference import SLUG, publish
from tests.trees.building import document, outcome, step
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db
DEFAULT_TREE = SLUG
TITLES = {
    DEFAULT_TREE: {"en": "Payout not received", "zh-hans": "出款未到账"},
    "refund": {"en": "Refund not received", "zh-hans": "退款未到账"},
    "deposit": {"en": "Deposit not credited", "zh-hans": "入金未入账"},
}


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def agent() -> Any:
    return make_agent("amy")


@pytest.fixture
def desk(agent: Any) -> Client:
    return signed_in(agent)


def publish_all() -> None:
    for slug, title in TITLES.items():
        first = step(f"{slug}_first".replace("-", "_"), yes="end")
        publish(document(first, outcome("end", status="open"), slug=slug, title=title))


def start(desk: Client, case: Case, tree: str | None = None) -> Any:
    given = {} if tree is None else {"tree": tree}
    return desk.post(f"/cases/{case.reference}/walk/", given)


def tree_of(case: Case) -> str:
    walk = present_walk(case)
    assert walk is not None
    return walk.version.tree.slug


def test_the_published_guides_are_offered_by_title_with_the_usual_one_chosen():
    publish_all()
    Tree.objects.create(slug="never", title={"en": "Never published"})

    english = guides_to_choose(make_case())
    with override("zh-hans"):
        chinese = guides_to_choose(make_case(), "refund")

    assert [guide.title for guide in english] == [
        "Deposit not credited", "Payout not received", "Refund not received",
    ]  # fmt: skip
    assert [guide.slug for guide in english if guide.is_chosen] == [DEFAULT_TREE]
    assert [guide.slug for guide in chinese if guide.is_chosen] == ["refund"]
    assert "退款未到账" in [guide.title for guide in chinese]


def test_only_the_version_in_force_makes_a_tree_a_guide():
    publish_all()
    TreeVersion.objects.filter(tree__slug="refund").update(state="scheduled", scheduled_for=NOW)
    TreeVersion.objects.filter(tree__slug="deposit").update(state="draft")

    assert [guide.slug for guide in guides_to_choose(make_case())] == [DEFAULT_TREE]


def test_a_case_is_walked_through_the_guide_that_was_chosen(case: Case, agent: Any):
    publish_all()

    begun = walk_guide(case, "refund", actor=agent, now=NOW)

    assert begun.waiting_at == "refund_first"
    assert tree_of(case) == "refund"
    started = case.events.get(kind="walk_started")
    assert (started.values["tree"], started.values["title"]) == ("refund", TITLES["refund"])


def test_without_a_name_it_is_the_usual_guide(case: Case, agent: Any):
    publish_all()

    walk_guide(case, "", actor=agent, now=NOW)

    assert tree_of(case) == DEFAULT_TREE


def test_another_guide_gives_up_the_walk_under_way_and_keeps_its_answers(case: Case, agent: Any):
    publish_all()
    walk_guide(case, "", actor=agent, now=NOW)

    walk_guide(case, "refund", actor=agent, now=NOW)

    first, second = Walk.objects.order_by("pk").order_by("started_at", "state")
    assert {first.state, second.state} == {"abandoned", "open"}
    assert tree_of(case) == "refund"
    assert case.walks.count() == 2


@pytest.mark.parametrize("slug", ["never", "nowhere", "x" * 80])
def test_a_guide_that_is_not_published_is_refused_and_the_walk_goes_on(
    case: Case, agent: Any, slug: str
):
    publish_all()
    Tree.objects.create(slug="never", title={"en": "Never published"})
    walk_guide(case, "", actor=agent, now=NOW)

    with pytest.raises(ValidationError) as refused:
        walk_guide(case, slug, actor=agent, now=NOW)

    assert refused.value.error_dict["tree"][0].code == "no_guide"
    assert Walk.objects.get().is_open


def test_an_agent_chooses_on_the_page_of_the_case(desk: Client, case: Case):
    publish_all()
    page = desk.get(f"/cases/{case.reference}/").content.decode()

    answer = start(desk, case, "deposit")

    assert '<option value="payout-not-received" selected>Payout not received</option>' in page
    assert answer.status_code == 302
    assert tree_of(case) == "deposit"
    shown = desk.get(f"/cases/{case.reference}/").content.decode()
    assert "Deposit not credited · version 1" in shown
    assert f'<a href="/cases/{case.reference}/?guides=1#other-guide"' in shown
    assert 'name="tree"' not in shown
    shown = desk.get(f"/cases/{case.reference}/?guides=1").content.decode()
    assert "The guide under way is given up" in shown
    assert '<option value="deposit" selected>Deposit not credited</option>' in shown


def test_with_one_guide_there_is_nothing_to_choose(desk: Client, case: Case):
    publish(document(step("first", yes="end"), outcome("end"), slug=DEFAULT_TREE))

    page = desk.get(f"/cases/{case.reference}/").content.decode()
    start(desk, case)
    walked = desk.get(f"/cases/{case.reference}/?guides=1").content.decode()

    assert 'name="tree"' not in page
    assert 'name="tree"' not in walked
    assert "Start the guide anew" in walked
    assert tree_of(case) == DEFAULT_TREE


def test_without_any_guide_the_page_says_so_and_starting_is_refused(desk: Client, case: Case):
    page = desk.get(f"/cases/{case.reference}/").content.decode()
    answer = start(desk, case)

    assert "No guide is published yet." in page
    assert answer.status_code == 422
    assert "This guide is not published." in answer.content.decode()


@pytest.mark.parametrize("name", ["nowhere", "x" * 500, "a\0b", "../x"])
def test_what_is_no_guide_is_refused_on_the_page(desk: Client, case: Case, name: str):
    publish_all()

    answer = start(desk, case, name)

    assert answer.status_code == 422
    assert not Walk.objects.exists()


def test_a_guide_withdrawn_between_page_and_press_is_said_so(desk: Client, case: Case):
    publish_all()
    desk.get(f"/cases/{case.reference}/")
    TreeVersion.objects.filter(tree__slug="refund").update(state="retired")

    answer = start(desk, case, "refund")

    assert answer.status_code == 422
    assert "This guide is not published." in answer.content.decode()
    assert "Refund not received" not in answer.content.decode()


def test_a_script_names_the_guide(agent: Any, case: Case):
    publish_all()
    api, address = client_for(agent), f"{V1}cases/{case.reference}/walk/"

    usual = api.post(address, {}, format="json")
    other = api.post(address, {"tree": "refund"}, format="json")
    unknown = api.post(address, {"tree": "nowhere"}, format="json")
    bare = [api.post(address), api.post(address, {}), api.generic("POST", address, b"")]

    assert (usual.status_code, usual.json()["tree"]) == (201, DEFAULT_TREE)
    assert (other.status_code, other.json()["tree"]) == (201, "refund")
    assert (unknown.status_code, errors(unknown)) == (400, [("no_guide", "tree")])
    assert [answer.status_code for answer in bare] == [201, 201, 201]


@pytest.mark.parametrize("guides", [2, 40])
def test_the_page_costs_the_same_for_few_guides_and_for_many(desk: Client, case: Case, guides: int):
    publish_all()
    for number in range(guides):
        end = outcome("end", status="open")
        publish(document(step("first", yes="end"), end, slug=f"other-{number}"))
    start(desk, case)
    desk.get(f"/cases/{case.reference}/")

    with CaptureQueriesContext(connection) as asked:
        desk.get(f"/cases/{case.reference}/?guides=1")

    about_trees = [query for query in asked if '"trees_tree"' in query["sql"]]
    assert len(about_trees) <= 3
