"""Translations that are older than their source."""

from tests.trees.building import both, document, outcome, step
from troubleshooting.trees.editing.translations import stale_translations

LIVE = document(
    {**step("a", yes="end"), "customer": {"title": both("Hello"), "body": both("Look")}},
    outcome("end", cure=both("Wait")),
)


def edited(**changes):
    """The document in force with fields of its nodes, or of itself, in other words."""
    nodes = [{**entry, **changes.pop(entry["key"], {})} for entry in LIVE["nodes"]]
    return {**LIVE, **changes, "nodes": nodes}


def in_english(words, was):
    return {**both(was), "en": words}


def test_nothing_is_stale_while_nothing_was_changed():
    assert stale_translations(LIVE, LIVE) == set()


def test_a_translation_is_stale_once_its_source_was_changed():
    draft = edited(end={"title": in_english("Paid", "end"), "cure": in_english("Call", "Wait")})

    assert stale_translations(LIVE, draft) == {
        ("end", "title", "zh-hans"),
        ("end", "cure", "zh-hans"),
    }


def test_either_language_may_be_the_source():
    draft = edited(end={"title": {"en": "end", "zh-hans": "已到账"}})

    assert stale_translations(LIVE, draft) == {("end", "title", "en")}


def test_labels_customer_voices_and_the_title_of_the_tree_count_too():
    (yes,) = LIVE["nodes"][0]["options"]
    draft = edited(
        title=in_english("Late", "Payout"),
        a={
            "options": [{**yes, "label": in_english("Sure", "yes")}],
            "customer": {"title": in_english("Hi", "Hello"), "body": both("Look")},
        },
    )

    assert stale_translations(LIVE, draft) == {
        ("", "title", "zh-hans"),
        ("a", "options.yes.label", "zh-hans"),
        ("a", "customer.title", "zh-hans"),
    }


def test_what_was_changed_in_both_languages_is_fresh():
    assert stale_translations(LIVE, edited(end={"title": both("Paid")})) == set()


def test_what_is_new_or_was_taken_out_is_not_stale():
    draft = edited(end={"body": {"en": "New"}, "title": {"zh-hans": "end(中)"}})
    draft["nodes"].append(outcome("new"))

    assert stale_translations(LIVE, draft) == set()
    assert stale_translations(None, draft) == set()
