"""Documents made at random: what is accepted can be walked to an end, whatever is chosen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sampling import examples
from tests.trees.building import CATALOGUE, both, document, outcome, step
from tests.trees.random_documents import broken_documents, json_values, sound_documents
from tests.trees.walking import go_on_after_the_checks, prove_that_nobody_gets_stuck
from troubleshooting.trees.documents.yaml_text import dump_yaml, load_yaml
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Severity

often = settings(max_examples=examples(250), deadline=None)
facts = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.sampled_from(["1.00", "10.00", "99999.00", "much"]),
        "currency": st.just("CNY"),
        "channel_currency": st.just("CNY"),
        "channel_max_amount": st.sampled_from(["50.00", ""]),
        "channel_state": st.sampled_from(["normal", "degraded", "down", "asleep"]),
    },
)
shapes = sound_documents(has_any_texts=False)  # for what does not depend on texts


def errors(tree):
    return [found for found in validate(tree, CATALOGUE) if found.severity == Severity.ERROR]


@given(sound_documents())
@often
def test_a_sound_document_is_accepted(tree):
    assert [(found.code, found.node) for found in errors(tree)] == []


@given(shapes)
@often
def test_whatever_is_chosen_in_a_sound_document_the_engine_reaches_an_end(tree):
    steps = sum(node["kind"] not in ("outcome", "jump") for node in tree["nodes"])

    assert prove_that_nobody_gets_stuck(tree) >= 2 * steps


@given(shapes, facts)
@often
def test_whatever_the_checks_find_a_person_reaches_an_end_from_there(tree, found):
    assert go_on_after_the_checks(tree, found).is_outcome


@given(sound_documents())
@often
def test_an_export_is_imported_as_what_it_was(tree):
    text = dump_yaml(tree)
    read = load_yaml(text)

    assert read == tree
    assert dump_yaml(read) == text


@given(broken_documents())
@settings(max_examples=examples(600), deadline=None)
def test_a_broken_document_is_judged_in_whole_sentences_and_never_crashes_the_judge(tree):
    for found in validate(tree, CATALOGUE):
        sentence = found.message % found.values
        assert "%(" not in sentence
        assert sentence.endswith(".")


@given(broken_documents(), facts)
@settings(max_examples=examples(600), deadline=None)
def test_a_broken_document_is_refused_unless_it_can_be_walked_all_the_same(tree, found):
    if not errors(tree):
        prove_that_nobody_gets_stuck(tree)
        assert go_on_after_the_checks(tree, found).is_outcome
        assert load_yaml(dump_yaml(tree)) == tree


@given(json_values)
@often
def test_what_is_no_document_at_all_is_refused(value):
    assert errors(value)


@given(shapes, st.data())
@often
def test_a_step_that_loses_its_ways_on_is_named(tree, data):
    asked = [node for node in tree["nodes"] if node["kind"] in ("question", "action")]
    if not asked:
        return
    node = data.draw(st.sampled_from(asked))
    node["options"] = []
    node.pop("otherwise", None)

    assert ("no_answers", node["key"]) in {(found.code, found.node) for found in errors(tree)}


@given(shapes, st.data())
@often
def test_a_circle_that_loses_its_exit_is_named_at_each_of_its_steps(tree, data):
    length = data.draw(st.integers(1, 4))
    ring = [f"ring_{number}" for number in range(length)]
    circle = [step(key, on=ring[(number + 1) % length]) for number, key in enumerate(ring)]
    entrance = step("entrance", inside=ring[0], past=tree["start"])
    tree = document(entrance, *circle, *tree["nodes"])

    named = {found.node for found in errors(tree) if found.code == "no_exit"}

    assert named == set(ring)


def test_the_proof_itself_finds_what_is_stuck():
    stuck = document(step("a", yes="b", no="end"), step("b", yes="b"), outcome("end"))

    with pytest.raises(AssertionError, match=r"^b\b"):
        prove_that_nobody_gets_stuck(stuck)


def test_a_single_outcome_is_a_whole_tree():
    tree = document(outcome("end", cure=both("Nothing.")))

    assert errors(tree) == []
    assert prove_that_nobody_gets_stuck(tree) == 0
