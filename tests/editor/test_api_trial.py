"""Trying a tree by script: walked as on its page, and nothing of it stored or sent."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.attacking import everything_stored
from tests.editor.authors import SLUG, change, live_tree, make_author
from tests.editor.scripting import TREE, author_api, read, write
from tests.editor.trials import OVER, payment_document
from tests.factories import NOW, make_agent
from tests.trees.building import both, chain, document, for_customers, outcome, step
from tests.trees.starters import starters
from troubleshooting.editor.samples import SAMPLES
from troubleshooting.trees.drafts.services import create_tree, open_draft, replace_document
from troubleshooting.trees.editing.operations import DeleteNode, SetMeta, SetNode
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.rights import give_right
from troubleshooting.walks.services import start_walk

pytestmark = pytest.mark.django_db
TRIAL = f"{TREE}trial/"


@pytest.fixture
def version() -> TreeVersion:
    return live_tree(payment_document())


@pytest.fixture
def api(version: TreeVersion) -> APIClient:
    return author_api()


def tried(api: APIClient, *answers: dict[str, Any], **asked: Any) -> Any:
    return write(api, TRIAL, {"answers": list(answers), **asked}, code=200)


def refused(api: APIClient, code: int = 400, **asked: Any) -> list[tuple[str, str | None]]:
    answer = api.post(TRIAL, asked, format="json")
    assert answer.status_code == code, answer.content
    found: list[tuple[str, str | None]] = errors(answer)
    return found


def answered(node: str, option: str, **more: Any) -> dict[str, Any]:
    return {"node": node, "option": option, **more}


@pytest.mark.usefixtures("tree")  # with its causes
def test_checks_answer_by_themselves_with_what_they_read(api: APIClient):
    agent = tried(api, sample="amount_over_limit")["agent"]

    assert [(step["node"], step["answer"]) for step in agent["path"]] == [("amount", "above")]
    assert agent["path"][0]["source"] == "check"
    finding = agent["path"][0]["finding"]
    assert {"name": "Amount", "value": "60000.00"} in finding["values"]
    assert finding["sentence"]
    assert finding["strength"] == "strong"
    assert (agent["present"], agent["remaining"]) == (None, 0)
    assert agent["outcome"]["node"] == "too_much"
    assert agent["outcome"]["automatic"] is True


def test_without_a_payment_the_first_step_waits_for_a_person(api: APIClient):
    found = tried(api)

    present = found["agent"]["present"]
    assert (present["node"], found["agent"]["outcome"]) == ("amount", None)
    assert [option["key"] for option in present["options"]] == ["within", "above"]
    assert found["payment"] == "No payment: the checks know nothing"


def test_answers_lead_on_as_agent_and_as_customer(api: APIClient):
    found = tried(
        api,
        answered("asked", "yes", by="customer"),
        answered("inner", "yes"),
        sample="nothing_wrong",
    )

    path = found["agent"]["path"]
    assert [(step["node"], step["source"]) for step in path] == [
        ("amount", "check"), ("asked", "customer"), ("inner", "agent"),
    ]  # fmt: skip
    assert found["agent"]["outcome"]["node"] == "fine"
    assert found["refused"] == []


def test_the_customer_is_told_customer_words_alone(api: APIClient):
    asked = tried(api, sample="nothing_wrong")["customer"]
    inner = tried(api, answered("asked", "yes"), sample="nothing_wrong")["customer"]

    assert asked["title"] == "For you"
    assert [option["key"] for option in asked["options"]] == ["yes", "no"]
    assert (inner["title"], inner["options"], inner["hidden_steps"]) == ("", [], 1)
    assert [step["title"] for step in inner["path"]] == ["For you"]


def test_an_answer_that_the_tree_does_not_take_is_named_by_its_place(api: APIClient):
    found = tried(
        api,
        answered("nowhere", "yes"),
        answered("asked", "perhaps"),
        answered("asked", "yes"),
        answered("asked", "no"),
        answered("nowhere", "yes"),
        sample="nothing_wrong",
    )

    assert found["refused"] == [0, 1, 4]


def test_an_answer_is_changed_taken_back_and_left_open(api: APIClient):
    changed = tried(api, answered("asked", "yes"), answered("asked", "no"), sample="nothing_wrong")
    back = tried(
        api,
        answered("asked", "yes"),
        {"node": "asked", "kind": "retracted"},
        sample="nothing_wrong",
    )
    unknown = tried(api, {"node": "asked", "kind": "cant_say"}, sample="nothing_wrong")

    assert changed["agent"]["outcome"]["node"] == "too_much"
    assert back["agent"]["present"]["node"] == "asked"
    assert unknown["agent"]["path"][-1]["answer"] == "Can't say"


def test_somebody_who_contradicts_a_check_is_said_to(api: APIClient):
    found = tried(
        api,
        {"node": "amount", "kind": "retracted"},
        answered("amount", "within"),
        sample="amount_over_limit",
    )

    assert found["agent"]["path"][0]["overrules"] is True
    assert found["agent"]["present"]["node"] == "asked"


def test_a_payment_is_made_up_fact_by_fact(api: APIClient):
    found = tried(api, facts=OVER)
    little = tried(api, facts={"amount": " 60000 "})

    assert found["agent"]["outcome"]["node"] == "too_much"
    assert found["payment"] == "A made-up payment"
    assert little["agent"]["present"]["node"] == "amount"  # nobody knows the limit


def test_the_payment_of_a_case_is_that_of_its_latest_walk(api: APIClient, version: TreeVersion):
    start_walk(version, subject="CW-PAST0001", facts={"amount": "1"}, now=NOW)
    late = {**OVER, "amount": "70000"}
    start_walk(version, subject="CW-PAST0001", facts=late, now=timezone.now())

    found = tried(api, case="cw-past0001")

    assert found["agent"]["outcome"]["node"] == "too_much"
    assert found["payment"] == "Payment of case CW-PAST0001"


def test_a_case_that_was_never_walked_is_named_at_its_field(api: APIClient):
    assert refused(api, case="CW-NOWHERE1") == [("unknown_case", "case")]


def test_payments_of_customers_are_for_the_staff_alone(version: TreeVersion):
    start_walk(version, subject="CW-PAST0001", facts=OVER, now=NOW)
    stranger = make_agent("stranger", is_staff=False)
    give_right(version.tree, stranger, "publish", actor=None, now=NOW)
    outside = client_for(stranger)

    assert refused(outside, 403, case="CW-PAST0001") == [("permission_denied", None)]
    assert refused(outside, 403, case="CW-NOWHERE1") == [("permission_denied", None)]
    assert tried(outside, sample="amount_over_limit")["agent"]["outcome"]


def test_the_draft_is_tried_before_the_version_in_force(api: APIClient, version: TreeVersion):
    first = next(node for node in payment_document()["nodes"] if node["key"] == "asked")
    retitled = {**first, "title": both("Asked in the draft?")}
    change(version.tree, make_author("ann"), SetNode("asked", retitled))

    draft = tried(api, sample="nothing_wrong")
    named = tried(api, sample="nothing_wrong", version="draft")
    live = tried(api, sample="nothing_wrong", version="live")
    first = tried(api, sample="nothing_wrong", version="1")

    assert draft["agent"]["present"]["title"] == "Asked in the draft?"
    assert draft["version"]["state"] == named["version"]["state"] == "draft"
    assert live["agent"]["present"]["title"] == first["agent"]["present"]["title"] == "asked"
    assert live["version"]["state"] == "published"


def test_a_draft_with_errors_is_walked_as_far_as_it_goes(api: APIClient, version: TreeVersion):
    change(version.tree, make_author("ann"), DeleteNode("inner"))

    found = tried(api, answered("asked", "yes"), sample="nothing_wrong")

    assert found["agent"]["present"]["is_dead_end"] is True
    assert found["agent"]["present"]["node"] == "inner"


def test_a_draft_that_begins_nowhere_is_tried_as_its_page_tries_it(
    api: APIClient, version: TreeVersion
):
    change(version.tree, make_author("ann"), SetMeta("start", "nowhere"))

    found = tried(api)

    assert found["agent"]["present"]["is_dead_end"] is True


@pytest.mark.usefixtures("tree")  # with its causes
def test_the_words_are_those_of_the_language_that_is_asked_for(api: APIClient):
    english, chinese = (
        tried(api, sample="amount_over_limit", language=language) for language in ("en", "zh-hans")
    )
    header = api.post(
        TRIAL,
        {"sample": "amount_over_limit"},
        format="json",
        headers={"accept-language": "zh-hans"},
    ).json()

    assert (english["language"], chinese["language"]) == ("en", "zh-hans")
    assert english["agent"]["path"][0]["title"] == "amount"
    assert (
        chinese["agent"]["path"][0]["title"] == header["agent"]["path"][0]["title"] == "amount(中)"
    )
    assert english["agent"]["outcome"]["sentence"] != chinese["agent"]["outcome"]["sentence"]
    assert chinese["payment"] == "金额超过限额" or chinese["payment"] != english["payment"]


def test_samples_and_facts_are_listed_with_what_they_may_hold(api: APIClient):
    known = read(api, TRIAL)

    assert [sample["name"] for sample in known["samples"]] == [one.name for one in SAMPLES]
    assert known["samples"][0]["facts"]["amount"] == "60000.00"
    facts = {fact["name"]: fact for fact in known["facts"]}
    assert {"amount", "channel_max_amount"} <= set(facts)
    assert all(fact["label"] for fact in known["facts"])
    assert read(api, TRIAL, version="live") == known


def test_every_sample_of_the_list_is_taken_and_so_are_its_facts(api: APIClient):
    for sample in read(api, TRIAL)["samples"]:
        by_name = tried(api, sample=sample["name"])
        by_facts = tried(api, facts=sample["facts"])

        assert by_name["agent"] == by_facts["agent"], sample["name"]


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"sample": "none_such"}, "invalid_choice", "sample"),
        ({"sample": 5}, "invalid_choice", "sample"),
        ({"facts": {"amounts": "1"}}, "unknown_fact", "facts.amounts"),
        ({"facts": {"code_matches": "1"}}, "unknown_fact", "facts.code_matches"),
        ({"facts": {"amount": 5}}, "invalid", "facts.amount"),
        ({"facts": {"amount": "9" * 201}}, "max_length", "facts.amount"),
        ({"facts": []}, "not_a_dict", "facts"),
        ({"sample": "twice", "case": "CW-1"}, "many_payments", "non_field_errors"),
        ({"sample": "twice", "facts": {"amount": "1"}}, "many_payments", "non_field_errors"),
        ({"language": "fr"}, "invalid_choice", "language"),
        ({"version": 5}, "invalid", "version"),
        ({"case": 5}, "invalid", "case"),
        ({"case": "x" * 201}, "max_length", "case"),
        ({"answers": {}}, "not_a_list", "answers"),
        ({"answers": [5]}, "invalid", "answers.0.non_field_errors"),
        ({"answers": [{}]}, "required", "answers.0.node"),
        ({"answers": [{"node": "asked"}]}, "invalid", "answers.0.option"),
        ({"answers": [{"node": "asked", "option": "yes", "kind": "skipped"}]}, "invalid",
         "answers.0.option"),
        ({"answers": [{"node": "asked", "kind": "jumped"}]}, "invalid_choice", "answers.0.kind"),
        ({"answers": [answered("asked", "yes", kind="check")]}, "invalid_choice",
         "answers.0.kind"),
        ({"answers": [answered("asked", "yes", by="check")]}, "invalid_choice", "answers.0.by"),
        ({"answers": [answered("asked", "yes", to="inner")]}, "unknown_field", "answers.0.to"),
        ({"answers": [answered("a", "b")] * 301}, "max_length", "answers"),
        ({"payment": {}}, "unknown_field", "payment"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(
    api: APIClient, asked: dict[str, Any], code: str, field: str | None
):
    assert (code, field) in refused(api, **asked)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud7ff", "' OR 1=1 --", "😀" * 100])
def test_odd_texts_do_no_harm(api: APIClient, text: str):
    for asked in (
        {"case": text},
        {"facts": {"amount": text}},
        {"answers": [answered(text, text)]},
        {"version": text[:20]},
    ):
        answer = api.post(TRIAL, asked, format="json")

        assert answer.status_code in (200, 400, 404), (asked, answer.content)


@pytest.mark.parametrize("name", ["9", "live2", "scheduled", "draft"])
def test_a_version_that_is_not_there_is_not_found(api: APIClient, name: str):
    assert refused(api, 404, version=name) == [("not_found", None)]
    assert api.get(TRIAL, {"version": name}).status_code == 404


def test_nothing_is_stored_whatever_is_tried(api: APIClient, version: TreeVersion):
    start_walk(version, subject="CW-PAST0001", facts=OVER, now=NOW)
    tried(api)  # the token's last use is noted once
    before = everything_stored()

    read(api, TRIAL)
    tried(api, answered("asked", "yes"), answered("inner", "yes"), sample="nothing_wrong")
    tried(api, case="CW-PAST0001")
    refused(api, sample="none_such")

    assert everything_stored() == before


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("slug", starters())
def test_every_starter_tree_is_tried_with_every_sample(slug: str):
    starter = starters()[slug]
    tree = Tree.objects.filter(slug=slug).first()
    who: dict[str, Any] = {"actor": None, "now": NOW}
    draft = open_draft(tree, **who) if tree else create_tree(slug, starter["title"], **who)
    replace_document(draft, starter, seen=draft.revision, **who)
    api, address = author_api(), f"/api/v1/trees/{slug}/trial/"

    for sample in SAMPLES:
        agent = write(api, address, {"sample": sample.name}, code=200)["agent"]

        assert bool(agent["present"]) != bool(agent["outcome"]), sample.name


@pytest.mark.parametrize("steps", [20, 1_000])
def test_a_trial_costs_the_same_queries_in_a_small_tree_and_in_a_large(steps: int):
    live_tree(chain(steps, slug=SLUG))
    api = author_api()
    tried(api)

    with CaptureQueriesContext(connection) as asked:
        tried(api, answered("step_1", "yes"))

    assert len(asked) <= 8, [query["sql"][:100] for query in asked]


def test_a_customers_question_holds_its_options_in_order():
    live_tree(document(for_customers(step("first", b="end", a="end")), outcome("end"), slug=SLUG))

    options = tried(author_api())["customer"]["options"]

    assert [option["key"] for option in options] == ["b", "a"]
