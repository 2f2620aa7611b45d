"""Finding steps by texts, keys, checks, causes and what these are called."""

from tests.every import every
from tests.trees.building import both, check, document, for_customers, outcome, step
from troubleshooting.editor.bench.search import FOUND_LIMIT, find_steps

CONTENT = document(
    for_customers({**step("arrived", yes="late"), "body": both("Look at the ACCOUNT first")}),
    check("limit", "amount_within_limit", within="late"),
    {**outcome("late", cause="fraud_risk"), "cure": {"en": "Call", "zh-hans": "请联系银行"}},
)


def found(words, **options):
    return [step.key for step in find_steps(CONTENT, words, **{"language": "en", **options})]


@every(
    ("words", "keys"),
    [
        ("account", ["arrived"]),
        ("  Account first ", ["arrived"]),
        ("请联系", ["late"]),
        ("please look", ["arrived"]),
        ("amount_within", ["limit"]),
        ("fraud_risk", ["late"]),
        ("within", ["limit"]),
        ("late", ["late"]),
        ("", []),
        ("   ", []),
        ("nothing like it", []),
    ],
)
def test_words_are_found_wherever_they_stand(words, keys):
    assert found(words) == keys


def test_checks_and_causes_are_found_by_what_they_are_called():
    names = {"fraud_risk": "Risk of fraud", "amount_within_limit": "Is the amount allowed?"}

    assert found("risk of", names=names) == ["late"]
    assert found("allowed", names=names) == ["limit"]


def test_the_place_is_shown_with_what_stands_around_it():
    place = find_steps(CONTENT, "account", language="zh-hans")[0]

    assert (place.before, place.match, place.after) == ("Look at the ", "ACCOUNT", " first")
    assert place.title == "arrived(中)"


def test_letters_that_change_their_length_are_found_without_a_place():
    content = document({**outcome("street"), "title": {"en": "Große Straße"}})

    place = find_steps(content, "STRASSE", language="en")[0]

    assert (place.match, place.before) == ("", "Große Straße")


def test_no_more_than_a_screen_can_hold_is_returned():
    content = document(*[outcome(f"end_{number}") for number in range(FOUND_LIMIT + 50)])

    assert len(find_steps(content, "end", language="en")) == FOUND_LIMIT
