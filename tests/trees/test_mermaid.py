"""Documents as Mermaid charts: nothing an author writes can break one."""

import re

import pytest
from hypothesis import given, settings

from tests.every import every
from tests.sampling import examples
from tests.trees.building import chain, document, jump, outcome, step
from tests.trees.random_documents import broken_documents, letters
from tests.trees.test_exporting import titled
from troubleshooting.trees.layout.mermaid import as_mermaid

# One line of a chart, and nothing else: a title, a box, an arrow.
LABEL = r'"[^"\n]*"'
BOX = "|".join(
    re.escape(begin) + LABEL + re.escape(end)
    for begin, end in [
        ("{", "}"),
        ("{{", "}}"),
        ("[", "]"),
        ("([", "])"),
        ("[[", "]]"),
        ("((", "))"),
    ]
)
NAME = r"(?:step[_-][a-z0-9_]+|start|nowhere)"
LINE = re.compile(rf"  {NAME}(?:{BOX})|  {NAME}(?:{BOX})? (?:-->|-\.->)(?:\|{LABEL}\|)? {NAME}")


def lines_of(chart):
    head, body = chart.split("flowchart TD\n")
    assert head.startswith('---\ntitle: "')
    return body.splitlines()


@given(broken_documents())
@settings(max_examples=25, deadline=None)
def test_an_unfinished_document_is_drawn_all_the_same(tree):
    for line in lines_of(as_mermaid(tree, "en")):
        assert LINE.fullmatch(line), line


def test_the_chart_has_a_shape_for_each_kind_and_the_answers_at_the_arrows():
    tree = document(
        step("ask", yes="look", no="do"),
        {**step("look", "check", found="end"), "check": "channel_state"},
        {**step("do", "action", done="bank"), "otherwise": "end"},
        jump("bank", "bank-tree", "end"),
        outcome("end"),
    )

    assert as_mermaid(tree, "en") == (
        '---\ntitle: "Payout"\n---\nflowchart TD\n'
        '  step_ask{"ask"}\n'
        '  step_look{{"look"}}\n'
        '  step_do["do"]\n'
        '  step_bank[["bank<br>→ bank-tree"]]\n'
        '  step_end(["end"])\n'
        '  start((" ")) --> step_ask\n'
        '  step_ask -->|"yes"| step_look\n'
        '  step_ask -->|"no"| step_do\n'
        '  step_look -->|"found"| step_end\n'
        '  step_do -->|"done"| step_bank\n'
        '  step_do -.->|"Can\'t say"| step_end\n'
        "  step_bank --> step_end\n"
    )


def test_the_chart_speaks_the_language_that_was_chosen():
    chart = as_mermaid(
        document({**step("a", yes="end"), "otherwise": "end"}, outcome("end")), "zh-hans"
    )

    assert 'title: "Payout(中)"' in chart
    assert "yes#40;中#41; · 无法判断" in chart


def test_an_answer_that_leads_nowhere_yet_is_drawn_to_a_question_mark():
    chart = as_mermaid(document(step("a", yes="gone")), "en")

    assert '  nowhere(("?"))\n' in chart
    assert '  step_a -->|"yes"| nowhere\n' in chart
    assert "nowhere" not in as_mermaid(chain(2), "en")


def test_a_step_without_a_title_is_drawn_with_its_key():
    assert 'step_a{"a"}' in as_mermaid(document({**step("a"), "title": {}}), "en")


@every("key", ["end", "graph", "subgraph", "style", "click", "default", "start"])
def test_a_key_that_is_a_word_of_mermaid_does_not_disturb_it(key):
    for line in lines_of(as_mermaid(document(step(key, yes="z"), outcome("z")), "en")):
        assert LINE.fullmatch(line), line
        assert not line.split()[0].startswith(f"{key}(") or key == "start"


@every(
    ("title", "shown"),
    [
        ('"quoted"', "#34;quoted#34;"),
        ("[a] {b} (c)", "#91;a#93; #123;b#125; #40;c#41;"),
        ("a|b", "a#124;b"),
        ("<script>", "#60;script#62;"),
        ("#quot;", "#35;quot#59;"),
        ("**bold** _it_ `x` ~s~", "#42;#42;bold#42;#42; #95;it#95; #96;x#96; #126;s#126;"),
        ("1. one", "1#46; one"),
        ("2) two", "2#41; two"),
        ("- list", "#45; list"),
        ("two\nlines", "two lines"),
        ("\\n", "#92;n"),
        ("$$x$$", "#36;\u200b#36;x#36;\u200b#36;"),
        ("style a:b", "style a#58;b"),
        ("😀 你好，“世界”", "😀 你好，“世界”"),
        ("end", "end"),
        ("a\x01b", "a#1;b"),
    ],
)
def test_nothing_that_an_author_writes_ends_a_label_early(title, shown):
    chart = as_mermaid(titled(title), "en")

    assert f'step_n0{{"{shown}"}}' in chart
    assert f'step_n0 -->|"{shown}"| step_end' in chart


@given(letters)
@settings(max_examples=examples(80), deadline=None)
def test_any_text_at_all_stays_within_its_label(wording):
    tree = titled(wording)
    tree["title"] = {"en": wording}

    for line in lines_of(as_mermaid(tree, "en")):
        assert LINE.fullmatch(line), line


@pytest.mark.parametrize("words", ["direction LR", "Which  direction\ntd?", "Direction BT"])
def test_words_that_would_turn_the_drawing_are_letters(words):
    chart = as_mermaid({**titled(words), "title": {"en": words}}, "en")

    # What Mermaid 11 looks for in every line, wherever it stands.
    assert not re.search(r"direction\s+(TB|TD|BT|RL|LR)", chart, re.IGNORECASE)
    assert " ".join(words.split()) in chart.replace("\u200b", "")
