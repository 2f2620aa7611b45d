"""The page on which a tree is tried: what agent and customer see, what lights up, who may look."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.causes.test_models import make_cause
from tests.editor.authors import SLUG, change, live_tree, make_author, signed_in, small_document
from tests.editor.publishing import closed_walk, retitled
from tests.editor.test_speed import large_document
from tests.editor.trials import PAGE, Visitor, payment_document
from tests.factories import make_agent
from tests.trees.building import both, document, for_customers, jump, outcome, step
from troubleshooting.editor.samples import SOUND
from troubleshooting.trees.editing.operations import AddNode, DeleteNode
from troubleshooting.trees.models import Tree, TreeRight
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.trees.rights import Level, give_right
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import start_walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(editor: Any) -> Visitor:
    return Visitor(editor)


def made_up(**facts: str) -> dict[str, str]:
    return {"made": "1", **{f"fact.{name}": value for name, value in facts.items()}}


OVER = made_up(**{**SOUND, "amount": "60000"})


def test_a_tree_is_walked_to_its_outcome_and_the_path_lights_up(visitor):
    live_tree()

    visitor.look()
    assert visitor.step == "arrived"
    assert visitor.marked("here") == {"arrived"}
    visitor.answer("arrived", "yes").answer("when", "today")

    assert visitor.path == [("arrived", "yes"), ("when", "today")]
    assert visitor.step == "wait"
    assert visitor.marked("path") == {"arrived", "when"}
    assert visitor.marked("here") == {"wait"}
    assert visitor.marked("taken") == set()


def test_a_banner_says_that_nothing_is_stored_or_sent(visitor):
    live_tree()

    assert "Trial: nothing is stored, nothing is sent." in visitor.look().html


def test_nothing_is_stored_or_sent(visitor, author):
    make_cause()
    walk = start_walk(live_tree(payment_document()), subject="CW-PAST0001", facts={},
                      now=timezone.now())  # fmt: skip
    walks, answers = Walk.objects.count(), walk.answers.count()
    visitor.look()

    with CaptureQueriesContext(connection) as queries:
        visitor.go_on(case="CW-PAST0001").go_on(**OVER).go_on(sample="channel_down")
        visitor.answer("amount", "within").answer("asked", kind="cant_say").go_on(anew="1")

    statements = {query["sql"].split()[0] for query in queries}
    assert statements <= {"SELECT", "SAVEPOINT", "RELEASE"}
    assert (Walk.objects.count(), walk.answers.count()) == (walks, answers)
    assert mail.outbox == []


def test_a_made_up_payment_answers_the_checks_and_says_what_they_read(visitor):
    make_cause()
    live_tree(payment_document())

    visitor.look(**OVER)

    assert visitor.path == [("amount", "above")]
    assert visitor.step == "too_much"
    for words in ("strong evidence", "Largest amount of the channel 50000", "Amount 60000",
                  "From the payment record"):  # fmt: skip
        assert words in visitor.guide
    assert "A made-up payment" in visitor.html


def test_the_values_of_a_made_up_payment_are_there_to_be_changed(visitor):
    live_tree(payment_document())

    visitor.look(**OVER)
    assert 'name="fact.amount" value="60000"' in visitor.html
    visitor.go_on(**made_up(amount="5"))

    assert 'name="fact.amount" value="5"' in visitor.html
    assert visitor.step == "amount"
    assert "The payment record can't answer this for certain." in visitor.guide


def test_a_sample_is_named(visitor):
    make_cause()
    live_tree(payment_document())

    assert "Amount over the limit</h2>" in visitor.look(sample="amount_over_limit").html
    assert "No payment: the checks know nothing" in visitor.look(sample="nonsense").html


def test_the_payment_of_a_case_is_taken_by_its_reference(visitor):
    version = live_tree(payment_document())
    facts = {"amount": "60000", "currency": "CNY", "channel_currency": "CNY",
             "channel_max_amount": "50000"}  # fmt: skip
    start_walk(version, subject="CW-PAST0001", facts=facts, now=timezone.now())

    visitor.look(case="cw-past0001")

    assert "Payment of case CW-PAST0001" in visitor.html
    assert visitor.path == [("amount", "above")]
    assert "Amount" in visitor.html
    assert "60000" not in " ".join(visitor.context["page"].base.values())


def test_a_case_without_a_walk_is_said_and_the_trial_stays(visitor):
    live_tree()
    visitor.look().answer("arrived", "yes").go_on(case="CW-NOBODY01")

    assert "No guide was ever used for a case with this reference." in visitor.html
    assert visitor.step == "when"


def test_the_latest_walks_are_offered_with_where_they_ended(visitor):
    closed_walk(live_tree(), ("arrived", "no"), subject="CW-CLOSED01")

    visitor.look()

    assert "CW-CLOSED01" in visitor.html
    assert "case=CW-CLOSED01" in visitor.html
    assert "<span>late</span>" in visitor.html


def test_a_walk_that_is_gone_leaves_the_checks_without_facts(visitor):
    version = live_tree()
    walk = start_walk(version, subject="CW-PAST0001", facts={"amount": "1"}, now=timezone.now())
    visitor.look(case="CW-PAST0001")
    walk.delete()

    visitor.go_on()

    assert "The case whose payment was taken is gone" in visitor.html
    assert visitor.step == "arrived"


def test_an_earlier_answer_is_changed_and_later_ones_that_fit_are_kept(visitor):
    live_tree()
    visitor.look().answer("arrived", "yes").answer("when", "today")

    visitor.go_on(change="arrived")
    assert "Change the answer" in visitor.guide
    visitor.answer("arrived", "no")
    assert visitor.step == "late"
    visitor.answer("arrived", "yes")

    assert visitor.step == "wait"


def test_an_answer_is_taken_back(visitor):
    live_tree()
    visitor.look().answer("arrived", "yes").answer("arrived", kind="retracted")

    assert visitor.path == []
    assert visitor.step == "arrived"


def test_a_check_that_somebody_overrules_is_marked(visitor):
    live_tree(payment_document())

    visitor.look(**OVER).answer("amount", "within")

    assert visitor.path == [("amount", "within")]
    assert "Overrules what the record says" in visitor.guide
    assert "From the agent" in visitor.guide


def test_the_outcome_says_what_would_happen(visitor):
    make_cause()
    live_tree(payment_document())

    guide = visitor.look(**OVER).guide

    assert "The cause is recorded: Above the limit" in guide
    assert "The case is Open" in guide
    assert "The customer is told: E-mail [CW-" in guide
    assert re.search(r"SMS of (1 part|[23] parts)", guide)
    assert guide.count("Your payment PAY-000001 is above the limit.") == 2
    assert "60,000.00 CNY" in guide
    assert "without an agent" in guide
    visitor.answer("amount", "within").answer("asked", "no")
    assert "An agent has to confirm it first." in visitor.guide


def test_a_cause_that_is_never_explained_is_said_to_be_so(visitor):
    make_cause(disclosure="silent")
    live_tree(payment_document())

    guide = visitor.look(**OVER).guide

    assert "never explained to the customer" in guide
    assert "is above the limit" not in guide
    assert "An agent has to confirm it first." in guide


def test_the_customer_sees_the_words_for_customers_and_no_other(visitor):
    make_cause()
    live_tree(payment_document())
    visitor.look(**{**OVER, "as": "customer"})

    assert visitor.step == "The customer is told:"
    assert "Your payment PAY-000001 is above the limit." in visitor.guide
    for words in ("too_much", "above the single", "amount", "Above the limit"):
        assert words not in visitor.guide.replace("is above the limit", "")
    assert "1 step is not shown to customers." in visitor.guide


def test_the_customer_answers_a_step_that_is_written_for_customers(visitor):
    live_tree(payment_document())
    visitor.look(**made_up(**SOUND)).go_on(**{"as": "customer"})

    assert visitor.step == "For you"
    assert "Please look." in visitor.guide
    assert "asked" not in visitor.guide
    assert "Skip this step" not in visitor.guide
    visitor.answer("asked", "yes")

    assert visitor.step == "The customer sees nothing of this step: an agent answers it."
    assert "inner" not in visitor.guide
    assert "For you yes" in visitor.guide
    agent = visitor.look(**visitor.context["page"].without("as"))
    assert "From the customer" in agent.guide
    assert agent.step == "inner"


def test_the_reference_of_the_case_stands_in_the_customers_sentence(visitor):
    make_cause()
    version = live_tree(payment_document())
    facts = {"amount": "60000", "currency": "CNY", "channel_currency": "CNY",
             "channel_max_amount": "50000"}  # fmt: skip
    start_walk(version, subject="CW-PAST0001", facts=facts, now=timezone.now())

    visitor.look(**{"case": "CW-PAST0001", "as": "customer"})

    assert "Your payment CW-PAST0001 is above the limit." in visitor.guide


def test_the_draft_is_tried_unless_another_version_is_named(visitor, author):
    version = live_tree()
    change(version.tree, author, retitled(title="Has the money come?"))

    assert visitor.look().step == "Has the money come?"
    assert visitor.look(version="1").step == "arrived"
    assert "1 · published" in visitor.html
    assert visitor.client.get(PAGE, {"version": "77"}).status_code == 404


def test_a_tree_without_a_version_is_tried_as_it_would_begin(visitor):
    Tree.objects.create(slug=SLUG, title=both("New"))

    assert visitor.look().client.get(PAGE).status_code == 200


def test_where_the_walk_is_stuck_is_said_at_the_step_with_what_is_wrong(visitor, author):
    version = live_tree()
    change(version.tree, author, AddNode(step("lost")), DeleteNode("late"))

    visitor.look().answer("arrived", "no")

    assert "It stops here: nothing leads on." in visitor.guide
    assert "Go on" not in visitor.guide
    assert "left" not in visitor.guide
    assert "leads to" in visitor.guide
    assert visitor.marked("error") == {"arrived"}
    assert f'class="button" href="/trees/{SLUG}/edit/?node=arrived#form"' in visitor.html
    assert "errors: what leads nowhere ends in a dead end here" in visitor.html
    assert f"/trees/{SLUG}/edit/?node=lost#form" in visitor.html


def test_a_circle_without_an_outcome_is_said(visitor, author):
    version = live_tree()
    change(version.tree, author, DeleteNode("wait"), DeleteNode("late"))
    first = version.tree.versions.get(state="draft")
    first.document["nodes"][1]["options"] = [
        {"key": "on", "label": both("on"), "to": "arrived"}
    ]  # fmt: skip
    first.document["nodes"][0]["options"] = [{"key": "on", "label": both("on"), "to": "when"}]
    first.digest = "changed"
    first.save()

    assert "No answer leads to an outcome from here." in visitor.look().guide


def test_a_draft_that_can_not_be_put_together_says_why(visitor, author):
    other = document(jump("back", SLUG, "end"), outcome("end", status="open"))
    version = live_tree()
    live_tree({**other, "slug": "other"})
    change(version.tree, author, AddNode(jump("over", "other", "wait")))

    page = visitor.client.get(PAGE).content.decode()

    assert "can&#x27;t be put together" in page
    assert 'id="guide"' not in page


def test_answers_that_the_changed_draft_does_not_take_are_left_out(visitor, author):
    version = live_tree()
    visitor.look().answer("arrived", "yes").answer("when", "today")
    change(version.tree, author, DeleteNode("when"))

    visitor.go_on()

    assert "answers that no longer fit were left out" in visitor.html
    assert "were left out" not in visitor.go_on().html


def test_a_jump_leads_through_the_live_version_of_the_other_tree(visitor):
    bank = document(step("open", yes="back", no="back"), outcome("back"))
    import_tree({**bank, "slug": "bank"}, now=timezone.now())
    start = document(jump("to_bank", "bank", "end"), outcome("end", status="open"), slug=SLUG)
    import_tree(start, now=timezone.now())

    visitor.look()
    assert visitor.step == "open"
    assert visitor.marked("here") == {"to_bank"}
    assert f"/trees/{SLUG}/edit/?node=to_bank#form" in visitor.html
    visitor.answer("to_bank.open", "yes")

    assert visitor.step == "end"
    assert visitor.marked("path") == {"to_bank"}


def test_each_step_leads_to_where_it_is_edited_for_who_may(visitor):
    version = live_tree()
    visitor.look().answer("arrived", "yes")
    assert f'href="/trees/{SLUG}/edit/?node=when#form"' in visitor.html

    reader = Visitor(signed_in(make_agent("reader"))).look().answer("arrived", "yes")

    assert "/edit/?node=" not in reader.html
    assert reader.step == "when"
    old = live_tree(small_document(title=both("Newer")))
    assert old.number > version.number
    assert "/edit/?node=" not in visitor.look(version="1").html


def test_texts_are_shown_in_the_language_that_is_chosen(visitor):
    live_tree(payment_document())

    visitor.look(texts="zh-hans")
    assert visitor.step == "amount(中)"
    assert 'lang="zh-hans"' in visitor.html
    visitor.answer("amount", "within")

    assert visitor.step == "asked(中)"
    assert visitor.look(texts="nonsense").step == "amount"


def test_a_reader_of_chinese_sees_chinese(visitor):
    live_tree()

    page = visitor.client.get(PAGE, headers={"accept-language": "zh-hans"}).content.decode()

    assert "arrived(中)" in page


def test_htmx_gets_the_part_and_going_back_the_whole_page(visitor):
    live_tree()
    htmx = {"HX-Request": "true"}

    part = visitor.client.get(PAGE, headers=htmx).content.decode()
    whole = visitor.client.get(PAGE, headers={**htmx, "HX-History-Restore-Request": "true"})

    assert "<html" not in part
    assert 'id="trial"' in part
    assert "<html" in whole.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"trial": "nonsense"},
        {"trial": "abc:def"},
        {"node": "arrived"},
        {"node": "nowhere", "option": "yes"},
        {"node": "a" * 5_000, "option": "b" * 5_000},
        {"change": "nowhere"},
        {"made": "1", "fact.amount": "\x00"},
        {"kind": "retracted", "node": "when"},
        {"case": ""},
        {"case": "CW-\x00"},
        {"made": "1", "fact.failure_code": "\x00", "fact.failure_scheme": "\x00"},
        {"made": "1", "fact.failure_code": "A\x00C04", "fact.channel_schemes": "\x00"},
        {"made": "1", "fact.channel_timezone": "\x00", "fact.created_at": "\x00"},
    ],
)
def test_an_address_that_makes_no_sense_shows_the_beginning(visitor, query):
    live_tree()

    assert visitor.look(**query).step == "arrived"


def test_words_of_the_tree_and_of_the_payment_are_only_words(visitor):
    evil = "<script>alert(1)</script>"
    content = payment_document()
    content["nodes"][0]["title"] = both(evil)
    live_tree(content)

    visitor.look(**made_up(amount=evil))

    assert "<script>alert" not in visitor.html
    assert "&lt;script&gt;" in visitor.html


def test_a_large_tree_is_drawn_around_the_path(visitor):
    live_tree(large_document(600))

    visitor.look().answer("q0", "yes").answer("q1", "no")

    assert visitor.html.count("tree-step ") < 12
    assert visitor.marked("path") == {"q0", "q1"}
    assert visitor.marked("here") == {"q4"}
    assert "only the path is drawn" in visitor.html
    assert "is-broken" not in visitor.html


def test_the_number_of_queries_is_the_same_for_a_small_and_a_large_tree(visitor, author):
    counts = []
    for steps in (20, 2_000):
        version = live_tree(large_document(steps))
        visitor.look()
        for walks in range(5):
            closed = timezone.now() + timedelta(days=walks)
            start_walk(version, subject=f"CW-{steps}-{walks}", facts={}, now=closed)
        with CaptureQueriesContext(connection) as queries:
            visitor.look().answer("q0", "yes")
        counts.append(len(queries))

    assert counts[0] == counts[1] < 30


def test_who_may_not_see_the_tree_may_not_try_it(client):
    live_tree()

    assert client.get(PAGE).status_code == 302
    assert signed_in(make_agent("stranger", is_staff=False)).get(PAGE).status_code == 403
    assert signed_in(make_agent("reader")).get(PAGE).status_code == 200
    assert signed_in(make_agent("other")).post(PAGE).status_code == 405


def test_payments_of_customers_are_for_colleagues_of_the_desk_alone(visitor):
    version = live_tree()
    start_walk(version, subject="CW-PAST0001", facts={"amount": "1"}, now=timezone.now())
    trial = visitor.look(case="CW-PAST0001").context["page"].base["trial"]
    translator = make_author("translator", is_staff=False)
    translator.user_permissions.clear()
    give_right(version.tree, translator, TreeRight.Level.TRANSLATE, actor=None,
               now=timezone.now(), language="en")  # fmt: skip
    outside = Visitor(signed_in(translator))

    for query in ({}, {"case": "CW-PAST0001"}, {"trial": trial}):
        page = outside.look(**query)
        assert "CW-PAST0001" not in page.html.replace("case=CW-PAST0001", "")
        assert page.step == "arrived"
    assert "Only colleagues of the support desk" in page.html


def test_a_step_for_customers_tells_the_agent_what_to_ask(visitor):
    live_tree(document(for_customers(step("a", yes="end")), outcome("end"), slug=SLUG))

    assert "Ask the customer: For you" in visitor.look().guide


def test_the_draft_is_published_from_its_trial_by_those_who_may(editor):
    live = live_tree()
    link = f'href="/trees/{SLUG}/publish/"'
    assert link not in editor.get(PAGE).content.decode()  # nothing to publish

    change(live.tree, make_author("li"), retitled())

    assert link in editor.get(PAGE).content.decode()
    assert link not in editor.get(f"{PAGE}?version=1").content.decode()
    agent = make_agent("mo")
    give_right(live.tree, agent, Level.EDIT, actor=None, now=timezone.now())
    assert link not in signed_in(agent).get(PAGE).content.decode()


def test_the_language_that_was_chosen_for_the_texts_stays_while_one_answers(visitor):
    live_tree(payment_document())

    for seen_as in ({}, {"as": "customer"}):
        visitor.look(**made_up(**SOUND)).go_on(texts="zh-hans", **seen_as)

        guide = visitor.html[visitor.html.index('<section id="guide"') :]
        assert guide.count('name="texts" value="zh-hans"') >= 1
        visitor.go_on(node="asked", option="yes", texts="zh-hans")
        assert '<html lang="en"' in visitor.html
