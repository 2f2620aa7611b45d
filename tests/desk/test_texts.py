"""Small things the templates are made of."""

import json

from django.contrib.auth.models import User
from django.utils import translation

from support.cases.models import CaseEvent
from support.desk.case.stream.telling import DETAILS, ICONS
from support.notifications.words.events import title_of
from tests.desk.walking import chain
from tests.every import every
from troubleshooting.trees.graph import Graph
from web.paging import read_page, rows_of
from web.templatetags.web import htmx_settings, markdown, person


@every(
    ("text", "shown"),
    [
        ("**Call** the bank", "<p><strong>Call</strong> the bank</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("第一行\n\n第二行", "<p>第一行</p>\n<p>第二行</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_an_authors_markdown_is_rendered(text, shown):
    assert markdown(text).strip() == shown


@every(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](http://evil.example/pixel.png)",
        '<a href="#" style="position:fixed">x</a>',
    ],
)
def test_nothing_active_comes_out_of_markdown(text):
    shown = markdown(text)

    for active in ("<script", "<img", 'href="javascript', "<a style", '<a href="#"'):
        assert active not in shown


def test_people_are_shown_by_name_else_by_user_name():
    assert person(User(username="amy", first_name="Amy", last_name="Adler")) == "Amy Adler"
    assert person(User(username="amy")) == "amy"
    assert person(None) == ""


def test_messages_have_titles_and_unknown_ones_keep_their_name():
    with translation.override("en"):
        assert title_of("case-opened") == "Case opened"
    assert title_of("long-gone") == "long-gone"


def test_htmx_brings_nothing_inline_and_shows_refusals_and_conflicts():
    settings = json.loads(htmx_settings())

    assert settings["allowEval"] is False
    assert settings["includeIndicatorStyles"] is False
    assert settings["historyCacheSize"] == 0
    assert {"code": "409|422", "swap": True} in settings["responseHandling"]


@every(
    ("text", "page"),
    [("1", 1), ("7", 7), ("0", 1), ("-1", 1), ("", 1), ("x", 1), ("9" * 9, 1), ("999", 200)],
)
def test_a_page_number_is_read_or_is_the_first(text, page):
    assert read_page(text) == page


def test_a_page_asks_for_one_row_more_than_it_shows():
    assert rows_of(1) == slice(0, 51)
    assert rows_of(3) == slice(100, 151)


def test_every_kind_of_event_has_an_icon():
    assert set(ICONS) == set(CaseEvent.Kind)


@every(
    ("kind", "values", "words"),
    [
        ("answered", {"node": "q1", "option": "yes"}, "Question 1? — Yes"),
        ("answered", {"node": "q1", "option": "cant_say"}, "Question 1? — Can't say"),
        ("answered", {"node": "gone", "option": "old"}, "gone — old"),
        ("answered", {"option": "retracted", "number": 3}, "Answer 3 taken back"),
        ("outcome", {"node": "out"}, "Slow bank"),
        ("status", {"before": "new", "after": "waiting_bank"}, "New → Waiting for bank"),
        ("status", {"before": "ancient", "after": "open"}, "ancient → Open"),
        ("assigned", {"assignee": ""}, "Nobody"),
        ("payment", {"status": "failed", "scheme": "iso8583", "code": "05"}, "failed (iso8583 05)"),
        ("walk_started", {"version": 4}, "Version 4"),
        ("incident", {"incident": "INC-1", "how": "arrived"}, "INC-1 · as it arrived"),
        ("incident", {"incident": "INC-1", "how": "unlinked"}, "INC-1 · taken out"),
        (
            "walk_started",
            {"version": 4, "title": {"en": "Refund not received", "zh-hans": "退款未到账"}},
            "Refund not received · Version 4",
        ),
    ],
)
def test_the_timeline_tells_events_in_words(kind, values, words):
    graph = Graph.from_document(chain(2), {})

    with translation.override("en"):
        assert DETAILS[CaseEvent.Kind(kind)](values, graph) == words
