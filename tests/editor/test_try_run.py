"""A trial goes through the engine as a stored walk would; it needs no database."""

from tests.editor.trials import OVER, payment_graph
from tests.every import every
from tests.trees.building import check, document, jump, outcome, step
from troubleshooting.editor.samples import SOUND
from troubleshooting.editor.trial.facts import as_facts
from troubleshooting.editor.trial.run import ANSWERS_LIMIT, Given, Trial, run_trial
from troubleshooting.trees.graph import Graph, own_key
from troubleshooting.walks.engine import Kind, Source


def run(*given: Given, facts=None, graph=None):
    return run_trial(graph or payment_graph(), facts or {}, given)


def steps(found):
    return [(step.node.key, step.answer.option) for step in found.position.path]


SOUND_FACTS = {name: value for name, value in SOUND.items() if name != "similar_24h"}
OVER_FACTS = {name: value for name, value in OVER.items() if name != "similar_24h"}


def test_checks_answer_by_themselves_as_far_as_the_facts_lead():
    found = run(facts=OVER_FACTS)

    assert steps(found) == [("amount", "above")]
    assert found.position.present.key == "too_much"
    assert found.position.is_outcome


def test_without_facts_the_first_step_waits_for_a_person():
    found = run()

    assert steps(found) == []
    assert found.position.present.key == "amount"


def test_an_answer_leads_on_and_checks_go_on_behind_it():
    graph = Graph.from_document(
        document(
            step("asked", yes="amount", no="end"),
            check("amount", "amount_within_limit", within="end", above="too_much"),
            outcome("end"), outcome("too_much"),
        )
    )  # fmt: skip

    found = run(Given("asked", "yes"), facts=OVER_FACTS, graph=graph)

    assert steps(found) == [("asked", "yes"), ("amount", "above")]
    assert [step.answer.source for step in found.position.path] == [Source.AGENT, Source.CHECK]


def test_what_a_person_puts_in_the_place_of_a_check_counts_as_overruling():
    found = run(Given("amount", "within"), facts=OVER_FACTS)

    assert found.position.present.key == "asked"
    assert found.overruling == {found.position.path[0].answer.number}
    assert run(Given("amount", "above"), facts=OVER_FACTS).overruling == frozenset()


def test_an_answer_that_was_taken_back_is_asked_anew_and_the_check_stays_silent():
    found = run(Given("amount", kind=Kind.RETRACTED), facts=OVER_FACTS)

    assert found.position.present.key == "amount"
    assert found.position.is_taken_back


def test_later_answers_are_kept_when_an_earlier_one_is_changed_back():
    given = [Given("amount", "within"), Given("asked", "yes"), Given("inner", "yes")]

    changed = run(*given, Given("amount", "above"))
    back = run(*given, Given("amount", "above"), Given("amount", "within"))

    assert changed.position.present.key == "too_much"
    assert back.position.present.key == "fine"


@every(
    "given",
    [
        Given("nowhere", "yes"),
        Given("inner", "yes"),
        Given("asked", "perhaps"),
        Given("asked", "yes", kind="retracted"),
        Given("amount", "within", kind="nonsense"),
    ],
)
def test_an_answer_that_the_tree_does_not_take_is_left_out_and_named_by_its_place(given):
    found = run(given, Given("amount", "within"))

    assert (found.refused, found.taken) == ((0,), (Given("amount", "within"),))
    assert found.position.present.key == "asked"


def test_a_step_that_may_not_be_skipped_is_not_skipped_on_trial_either():
    graph = Graph.from_document(
        document({**step("a", yes="end"), "required": True}, outcome("end"), outcome("other"))
    )

    assert run(Given("a", kind=Kind.SKIPPED), graph=graph).refused == (0,)
    assert run(Given("a", kind=Kind.CANT_SAY), graph=graph).position.present.key == "end"


def test_a_step_is_skipped_without_writing_a_reason():
    found = run(Given("amount", kind=Kind.SKIPPED))

    assert found.refused == ()
    assert found.position.present.key == "asked"


def test_a_circle_is_walked_as_often_as_somebody_answers():
    given = [Given("amount", "within"), *[Given("asked", "yes"), Given("inner", "no")] * 3]

    found = run(*given)

    assert found.position.present.key == "asked"
    assert found.refused == ()


def test_steps_of_another_tree_are_walked_where_the_jump_stands():
    bank = {**document(step("open", yes="back", no="back"), outcome("back")), "slug": "bank"}
    content = document(jump("to_bank", "bank", "end"), outcome("end"))
    graph = Graph.from_document(content, {"bank": bank})

    found = run(Given("to_bank.open", "yes"), graph=graph)

    assert found.position.present.key == "end"
    assert own_key("to_bank.open") == "to_bank"
    assert own_key("end") == "end"


def test_no_trial_has_more_answers_than_any_walk():
    trial = Trial()
    for _number in range(ANSWERS_LIMIT + 5):
        trial = trial.answered(Given("a", "yes"))

    assert len(trial.given) == ANSWERS_LIMIT
    assert trial.begun_anew() == Trial()


def test_a_trial_leaves_its_facts_as_they_were():
    facts = dict(OVER_FACTS)

    run(Given("amount", "within"), facts=facts)

    assert facts == OVER_FACTS
    assert as_facts({}) == {
        "code_scheme": None, "code_is_technical": None, "code_matches": [], "message_matches": [],
    }  # fmt: skip
