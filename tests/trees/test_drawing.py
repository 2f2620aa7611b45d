"""The drawing of a tree, read as XML."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.every import every
from tests.sampling import examples
from tests.trees.building import both, check, document, graph, jump, outcome, step
from tests.trees.test_layout import random_tree
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.drawing.picture import Overlay
from troubleshooting.trees.drawing.svg import draw, draw_minimap
from troubleshooting.trees.layout.layout import layout

SVG = "{http://www.w3.org/2000/svg}"
CSS = Path("static/css/editor/tree.css")
ARTICLE = Path("fixtures/trees/payout-not-received.yaml")
MARKS = ("added", "removed", "changed", "error", "warning", "here", "path")


def tree() -> dict[str, Any]:
    return document(
        step("limit", within="bank", above="over"),
        {**check("bank", "channel_state", normal="wait", down="over"), "otherwise": "limit"},
        step("last", "action", gone="nowhere", done="wait"),
        jump("card", "cards", "wait"),
        outcome("over"),
        outcome("wait"),
    )


def drawn(content: Any = None, language: str = "en", **options: Any) -> ElementTree.Element:
    content = tree() if content is None else content
    return ElementTree.fromstring(draw(layout(content), content, language=language, **options))


def classed(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [part for part in svg.iter() if name in part.get("class", "").split()]


def group(svg: ElementTree.Element, key: str) -> ElementTree.Element:
    return next(part for part in svg.iter() if part.get("data-step") == key)


def words(part: ElementTree.Element) -> str:
    """Everything that can be read in a part, the titles that show under a pointer left out."""
    hidden = {id(one) for one in part.iter(f"{SVG}title")}
    texts = [one for one in part.iter() if id(one) not in hidden]
    return " ".join("".join(filter(None, [one.text])).strip() for one in texts if one.text).strip()


def name(key: str) -> str:
    return f"/trees/payout/edit/?node={key}"


def test_every_step_is_drawn_once_with_its_kind_in_words_and_an_icon():
    svg = drawn()

    keys = [part.get("data-step") for part in classed(svg, "tree-step")]
    assert sorted(keys) == ["bank", "card", "last", "limit", "over", "wait"]
    for key, kind in [("limit", "Question"), ("bank", "Check"), ("last", "Action"),
                      ("card", "Jump"), ("over", "Outcome")]:  # fmt: skip
        assert kind in words(group(svg, key))
        [icon] = classed(group(svg, key), "tree-icon")
        assert svg.find(f".//{SVG}symbol[@id='{icon.get('href')[1:]}']") is not None


def test_every_icon_that_is_used_is_defined():
    svg = drawn(marks={key: set(MARKS) for key in ("limit", "bank", "over")})

    defined = {f"#{symbol.get('id')}" for symbol in svg.iter(f"{SVG}symbol")}
    used = {use.get("href") for use in svg.iter(f"{SVG}use")}
    assert used <= defined


def test_arrows_name_their_options():
    svg = drawn()

    said = {words(label) for label in classed(svg, "tree-label")}
    assert {"within", "above", "Can't say"} <= said


def test_a_line_names_option_and_target_and_links_there():
    svg = drawn(links=name)

    [line] = classed(group(svg, "bank"), "tree-line")
    assert words(line) == "normal wait"
    assert line.get("href") == name("wait")
    assert line.find(f"{SVG}title").text == "“normal” leads to “wait”."


def test_a_way_back_looks_different_as_an_arrow_and_as_a_line():
    svg = drawn(document(step("a", again="a", on="b"), step("b", back="a", x="c"), outcome("c")))

    [arrow] = [one for one in classed(svg, "tree-arrow") if "is-back" in one.get("class")]
    [line] = [one for one in classed(svg, "tree-line") if "is-back" in one.get("class")]
    assert (arrow.get("data-from"), arrow.get("data-to")) == ("b", "a")
    assert line.find(f"{SVG}use").get("href") == "#tree-arrow-uturn-up"


def test_a_way_to_nowhere_is_named_and_is_no_link():
    svg = drawn(links=name)

    [line] = classed(group(svg, "last"), "is-broken")
    assert words(line) == "gone leads nowhere"
    assert (line.tag, line.get("href")) == (f"{SVG}g", None)


def test_a_jump_names_the_tree_it_enters():
    assert "cards" in words(group(drawn(), "card"))


def test_an_outcome_says_how_many_more_ways_lead_to_it():
    content = document(
        step("a", x="c", y="b"), step("b", x="c", y="end"), step("d", x="c", y="end"),
        step("e", x="c", y="end"), outcome("c"), outcome("end"),
    )  # fmt: skip

    assert "3 more ways here" in words(group(drawn(content), "c"))


def test_the_drawing_is_in_the_language_asked_for_whichever_is_active():
    with translation.override("en"):
        svg = drawn(language="zh-hans")

    assert svg.get("lang") == "zh-hans"
    assert svg.find(f"{SVG}title").text == "Payout(中)"
    assert "limit(中)" in words(group(svg, "limit"))
    assert "结论" in words(group(svg, "over"))
    assert "无法判断" in words(svg)
    with translation.override("zh-hans"):
        assert "Outcome" in words(group(drawn(language="en"), "over"))


def test_the_same_drawing_stands_at_the_same_places_in_both_languages():
    def places(language):
        return [part.get("transform") for part in classed(drawn(language=language), "tree-step")]

    assert places("en") == places("zh-hans")


def test_a_long_title_is_wrapped_and_whole_under_the_pointer():
    title = "Has the receiving bank confirmed the payout to the account of the customer?"
    content = document(outcome("a") | {"title": {"en": title}})

    face = classed(group(drawn(content), "a"), "tree-title")[0]

    assert len(face.findall(f"{SVG}tspan")) == 3
    assert "".join(f"{span.text} " for span in face).strip() == title
    assert title in next(group(drawn(content), "a").iter(f"{SVG}title")).text


def test_without_links_the_drawing_is_one_picture_with_title_and_description():
    svg = drawn()

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "tree-title tree-desc"
    assert svg.find(f"{SVG}title").text == "Payout"
    assert svg.find(f"{SVG}desc").text == (
        "6 steps. Question: 1 · Check: 1 · Action: 1 · Outcome: 2 · Jump: 1"
    )
    assert not list(svg.iter(f"{SVG}a"))


def test_with_links_every_step_is_a_link_with_a_name():
    svg = drawn(links=name, marks={"bank": {"error", "changed"}}, overlay=Overlay({"bank": "312"}))

    faces = {part.get("data-step"): part.find(f"{SVG}a") for part in classed(svg, "tree-step")}
    assert svg.get("role") == "group"
    assert faces["limit"].get("href") == name("limit")
    assert faces["limit"].get("aria-label") == "Question · limit"
    assert faces["bank"].get("aria-label") == "Check · bank · Error · Changed · 312"


def test_the_chosen_step_is_current_and_its_arrows_stand_out():
    svg = drawn(links=name, selected="bank")

    [current] = [part for part in svg.iter() if part.get("aria-current")]
    assert current.get("href") == name("bank")
    near = [one for one in classed(svg, "tree-arrow") if "is-near" in one.get("class")]
    assert {(one.get("data-from"), one.get("data-to")) for one in near} == {
        ("limit", "bank"),
        ("bank", "limit"),
        ("bank", "over"),
    }


@every(
    ("mark", "word"),
    [
        ("added", "Added"),
        ("removed", "Removed"),
        ("changed", "Changed"),
        ("error", "Error"),
        ("warning", "Warning"),
        ("here", "You are here"),
        ("path", "Passed"),
    ],
)
def test_a_mark_is_a_word_an_icon_and_a_class(mark, word):
    svg = drawn(marks={"over": {mark}})

    [badge] = classed(group(svg, "over"), "tree-badge")
    assert words(badge) == word
    assert badge.find(f"{SVG}use") is not None
    assert f"is-{mark}" in group(svg, "over").get("class")


def test_a_single_mark_may_be_given_as_a_word():
    assert words(classed(drawn(marks={"over": "added"}), "tree-badge")[0]) == "Added"


def test_marks_that_nobody_knows_are_passed_over():
    assert not classed(drawn(marks={"over": {"sparkling"}, "gone": {"added"}}), "tree-badge")


def test_more_marks_than_there_is_room_for_stay_in_the_name():
    svg = drawn(links=name, marks={"over": set(MARKS)})

    face = group(svg, "over").find(f"{SVG}a")
    assert 0 < len(classed(svg, "tree-badge")) < len(MARKS)
    assert "You are here · Error · Warning · Removed" in face.get("aria-label")


def test_a_path_lights_the_arrows_between_its_steps():
    svg = drawn(marks={"limit": {"path"}, "bank": {"here"}})

    taken = [(one.get("data-from"), one.get("data-to")) for one in classed(svg, "tree-arrow")
             if "is-taken" in one.get("class")]  # fmt: skip
    assert taken == [("limit", "bank")]


def test_the_ways_of_a_path_can_be_named():
    marks = {key: {"path"} for key in ("limit", "bank", "over")}
    svg = drawn(marks=marks, taken={("limit", "over")})

    taken = {part.get("data-to") for part in classed(svg, "tree-arrow")
             if "is-taken" in part.get("class")}  # fmt: skip
    lines = [part for part in classed(svg, "tree-line") if "is-taken" in part.get("class")]
    assert len(taken) + len(lines) == 1


def test_numbers_stand_on_their_boxes():
    svg = drawn(overlay=Overlay({"limit": "312 · 4 s", "bank": ""}))

    assert [words(number) for number in classed(svg, "tree-number")] == ["312 · 4 s"]
    assert len(classed(group(svg, "limit"), "tree-number")) == 1


def test_heat_shades_the_steps_that_are_named_and_leaves_the_numbers():
    svg = drawn(overlay=Overlay({"limit": "312", "bank": "4"}, {"limit": 5, "bank": 1}))

    assert "has-heat" in svg.get("class", "").split()
    shaded = {
        part.get("data-step"): look
        for part in classed(svg, "tree-step")
        for look in part.get("class", "").split()
        if look.startswith("heat-")
    }
    assert shaded == {"limit": "heat-5", "bank": "heat-1"}
    assert [words(number) for number in classed(svg, "tree-number")] == ["312", "4"]


def test_a_drawing_without_heat_keeps_the_looks_of_the_kinds():
    assert drawn().get("class") == "tree-drawing"
    assert drawn(overlay=Overlay({}, {})).get("class") == "tree-drawing has-heat"


def test_a_folded_step_says_how_many_it_hides():
    content = document(step("a", x="b"), step("b", x="c"), outcome("c"))
    svg = ElementTree.fromstring(draw(layout(content, collapsed={"b"}), content, language="en"))

    assert words(classed(group(svg, "b"), "tree-folded")[0]) == "1 step folded away"


def test_two_drawings_on_one_page_share_no_id():
    ids = [
        {part.get("id") for part in drawn(name=each).iter() if part.get("id")}
        for each in ("old", "new")
    ]

    assert ids[0].isdisjoint(ids[1])


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>&lt;&amp;{{ x }}%(node)s",
    "a\x00b\x0bc\ud800d\ufffee",
    "' onload='alert(1)",
]


@every("text", HOSTILE)
def test_hostile_texts_stay_texts(text):
    content = document(step("a", x="b") | {"title": both(text)}, outcome("b"))
    content["title"] = both(text)
    content["nodes"][0]["options"][0]["label"] = both(text)
    content["nodes"][1] |= {"kind": "jump", "tree": text, "to": "b"}

    markup = draw(
        layout(content), content, language="en", links=lambda key: text,
        overlay=Overlay({"a": text}), marks={"a": {text}},
    )  # fmt: skip

    svg = ElementTree.fromstring(markup)
    assert "<script" not in markup
    assert not [part for part in svg.iter() if any(name.startswith("on") for name in part.attrib)]
    assert {part.tag.removeprefix(SVG) for part in svg.iter()} <= {
        "svg", "title", "desc", "defs", "symbol", "g", "a", "rect", "path", "use", "text", "tspan",
    }  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(some.text(max_size=40), some.text(max_size=40))
def test_any_text_gives_well_formed_markup(title, label):
    content = document(step("a", x="b"), outcome("b"))
    content["nodes"][0]["title"] = {"en": title, "zh-hans": label}
    content["nodes"][0]["options"][0]["label"] = {"en": label}

    assert drawn(content, links=lambda key: title).tag == f"{SVG}svg"


@settings(max_examples=25, deadline=None)
@given(some.integers(0, 10_000), some.integers(1, 40))
def test_random_trees_are_drawn_whole(seed, size):
    content = random_tree(seed, size)

    svg = drawn(content, language="zh-hans", links=name)

    assert len(classed(svg, "tree-step")) == len(content["nodes"])


@pytest.mark.parametrize(
    "broken",
    [{}, {"nodes": [{"key": "a", "kind": 3, "title": 4}]}, {"nodes": [{"key": "a", "options": 3}]}],
)
def test_unfinished_documents_are_drawn_all_the_same(broken):
    assert drawn(broken, links=name).tag == f"{SVG}svg"


def test_a_graph_can_be_drawn_for_the_map_of_a_walk():
    walked = graph(step("a", x="b"), outcome("b"))

    svg = ElementTree.fromstring(draw(layout(walked), walked, language="en", marks={"b": {"here"}}))

    assert "You are here" in words(group(svg, "b"))


def test_an_empty_tree_is_an_empty_drawing():
    svg = drawn({"title": both("New"), "nodes": []})

    assert svg.find(f"{SVG}desc").text.startswith("0 steps.")
    assert classed(svg, "tree-step") == []


def test_the_drawing_is_markup_that_templates_trust():
    content = tree()

    assert isinstance(draw(layout(content), content, language="en"), SafeString)
    assert isinstance(draw_minimap(layout(content), content, language="en"), SafeString)


def test_no_look_is_written_into_the_drawing():
    markup = draw(layout(tree()), tree(), language="en", links=name)

    assert not re.search(r'\sstyle=|\sfill="#|\sstroke="#', markup)


def test_every_class_of_the_drawing_has_its_look():
    content = tree()
    found = layout(content, collapsed={"bank"})
    overlay = Overlay({"limit": "3"}, {"limit": 1, "bank": 2, "last": 3, "card": 4, "over": 5})
    markup = draw(found, content, language="en", links=name, overlay=overlay,
                  marks={"limit": set(MARKS)}, selected="limit")  # fmt: skip
    used = {one for found in re.findall(r'class="([^"]*)"', markup) for one in found.split()}

    looks = CSS.read_text(encoding="utf-8")

    plain = {
        "tree-arrows",
        "tree-labels",
        "tree-steps",
        "tree-step",
        "tree-arrow",
        "tree-badge-icon",
        "tree-label-words",
    }
    assert {one for one in used - plain if f".{one}" not in looks} == set()


def test_the_minimap_shows_every_box_in_the_same_coordinates():
    content = tree()
    found = layout(content)

    svg = ElementTree.fromstring(
        draw_minimap(found, content, language="en", selected="over", marks={"bank": {"error"}})
    )

    boxes = sum(path.get("d").count("M") for path in svg.findall(f"{SVG}path"))
    rects = svg.findall(f"{SVG}rect")
    assert boxes + len(rects) == len(found.nodes)
    assert {rect.get("class") for rect in rects} == {"is-selected", "is-error"}
    assert svg.get("viewBox") == drawn(content).get("viewBox")
    assert svg.get("role") == "img"


def test_the_minimap_of_a_large_tree_is_small():
    content = random_tree(1, 1_500)

    markup = draw_minimap(layout(content), content, language="en")

    assert len(markup) < 60_000


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_articles_tree_is_drawn_in_both_languages(language):
    content = load_yaml(ARTICLE.read_bytes())

    svg = drawn(content, language=language, links=name)

    assert svg.find(f"{SVG}title").text == content["title"][language]
    assert len(classed(svg, "tree-step")) == len(content["nodes"])
    for entry in content["nodes"]:
        assert entry["title"][language] in group(svg, entry["key"]).find(f"{SVG}a").get(
            "aria-label"
        )
