"""Indented lists become questions, answers and what follows them."""

from typing import Any

from tests.every import every
from tests.trees.building import chain, document, outcome, step
from tests.trees.made import keys, node, ways
from troubleshooting.trees.editing.operations import PasteList, apply
from troubleshooting.trees.editing.pasting import DEEPEST, pasted


def made_of(text: str, **options: Any) -> dict[str, dict[str, Any]]:
    return {entry["key"]: entry for entry in pasted(text, "en", (), **options)}


def leads(entry: dict[str, Any]) -> dict[str, str]:
    return {option["label"]["en"]: option["to"] for option in entry["options"]}


GUIDE = """
1. Is the account number right?
   - Yes
   - No -> Ask for the right one
        They must ask in writing
     => Wrong account number
2. Did the bank answer?
\tRefused
\t\tWhat reason did it give?
\t\t\tAccount => Account closed
\t\t\tFunds
\t\tWrite it down
\tIt has no record
3. Close the case
"""


def test_an_indented_list_becomes_questions_with_their_answers():
    made = made_of(GUIDE)

    assert list(made) == [
        "is_the_account_number_right", "ask_for_the_right_one", "they_must_ask_in_writing",
        "wrong_account_number", "did_the_bank_answer", "what_reason_did_it_give", "account_closed",
        "write_it_down", "close_the_case",
    ]  # fmt: skip
    assert leads(made["is_the_account_number_right"]) == {
        "Yes": "did_the_bank_answer",
        "No": "ask_for_the_right_one",
    }
    assert leads(made["what_reason_did_it_give"]) == {
        "Account": "account_closed",
        "Funds": "write_it_down",
    }
    assert made["account_closed"] == outcome_titled("account_closed", "Account closed")


def outcome_titled(key: str, title: str) -> dict[str, Any]:
    return {"key": key, "kind": "outcome", "title": {"en": title}}


def test_a_branch_goes_on_with_what_follows_its_question():
    made = made_of(GUIDE)

    assert leads(made["ask_for_the_right_one"]) == {"Done": "they_must_ask_in_writing"}
    assert leads(made["write_it_down"]) == {"Done": "close_the_case"}
    assert leads(made["did_the_bank_answer"])["It has no record"] == "close_the_case"
    assert leads(made["close_the_case"]) == {"Done": ""}, "its author has to say where"


def test_what_is_indented_below_a_step_that_asks_nothing_explains_it():
    made = made_of("Ask the customer for:\n  - their name\n  * the amount\nWait")

    assert list(made) == ["ask_the_customer_for", "wait"]
    assert made["ask_the_customer_for"]["body"] == {"en": "- their name\n- the amount"}
    assert leads(made["ask_the_customer_for"]) == {"Done": "wait"}


def test_a_line_without_a_question_mark_asks_where_its_answers_lead_somewhere():
    made = made_of("Answer of the bank\n  Paid => Credited\n  Refused")

    assert made["answer_of_the_bank"]["kind"] == "question"
    assert leads(made["answer_of_the_bank"]) == {"Paid": "credited", "Refused": ""}


@every("mark", ["=> ", "⇒", "Outcome: ", "结论："])
def test_an_outcome_is_marked_and_ends_the_walk(mark):
    made = made_of(f"Call\n{mark}Credited")

    assert made["credited"] == outcome_titled("credited", "Credited")
    assert leads(made["call"]) == {"Done": "credited"}


def test_a_question_behind_an_answer_takes_the_answers_below_that_line():
    made = made_of("Is it late?\n  Yes -> Is it a holiday?\n    Yes\n    No => Late\n  No\nWait")

    assert leads(made["is_it_late"]) == {"Yes": "is_it_a_holiday", "No": "wait"}
    assert leads(made["is_it_a_holiday"]) == {"Yes": "wait", "No": "late"}


def test_an_indented_list_is_put_whole_into_the_single_way_on():
    tree = document(step("wait", "action", done="end"), outcome("end"))

    made = apply(tree, PasteList("wait", "Is it there?\n  Yes => Credited\n  No", "en"))

    assert keys(made) == ["wait", "is_it_there", "credited", "end"]
    assert ways(made, "wait") == {"done": "is_it_there"}
    assert ways(made, "is_it_there") == {"yes": "credited", "no": "end"}


def test_chinese_answers_and_wide_spaces_are_read_alike():
    text = "银行是否受理？\n　　已受理\n　　已拒绝 → 联系客户\n等待"

    made = apply(chain(1), PasteList(None, text, "zh-hans"))

    options = node(made, "step_1")["options"]
    assert [option["label"]["zh-hans"] for option in options] == ["已受理", "已拒绝"]
    assert [option["to"] for option in options] == ["step_2", "step_3"]
    assert node(made, "step_3")["title"] == {"zh-hans": "联系客户"}


def test_two_answers_of_the_same_words_keep_keys_of_their_own():
    made = made_of("Which?\n  Other\n  Other\nEnd")

    assert [option["key"] for option in made["which"]["options"]] == ["other", "other_2"]


def test_however_deep_a_list_is_indented_each_line_is_kept():
    made = made_of("\n".join(f"{' ' * depth}Is it {depth}?" for depth in range(3 * DEEPEST)))

    words = [entry["title"]["en"] for entry in made.values()]
    words += [option["label"]["en"] for entry in made.values() for option in entry["options"]]
    assert {f"Is it {depth}?" for depth in range(3 * DEEPEST)} <= set(words)
