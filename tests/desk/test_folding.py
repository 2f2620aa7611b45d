"""Templates say the same as ever, though most of their tags were worked out as they were read."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from django.template import Context, engines
from django.template.base import Node, TextNode
from django.template.defaulttags import URLNode
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode
from django.urls import NoReverseMatch, set_script_prefix
from django.utils import translation
from django.utils.safestring import SafeString

from web.templatetags.finding import Address, Named

BUTTON, PALETTE, FOUND = (
    "desk/queue/_take_next.html", "desk/session/_palette.html", "walks/_found.html",
)  # fmt: skip
LOOP = "{% for code, tag in languages.items %}"
FINDING = {"found": {"title": "<Closed>", "cure": "Ask", "is_confidential": True}}


SOME_KEY = UUID("0192a0c4-7d1e-7000-8000-00000000a11c")


def walked(name: str) -> list[Node]:
    return list(get_template(name).template.nodelist.get_nodes_by_type(Node))


def nodes(name: str) -> list[Node]:
    return list(get_template(name).template.nodelist)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", [BUTTON, PALETTE, FOUND])
def test_a_template_says_in_each_language_what_its_source_says(name, language):
    source = get_template(name).template.source

    with translation.override(language):
        unfolded = engines["django"].from_string(source)
        assert get_template(name).render(FINDING) == unfolded.render(FINDING)


def test_what_is_always_said_is_one_text():
    assert [type(node) for node in nodes(BUTTON)] == [TextNode]


def test_what_depends_on_a_page_is_not():
    source = get_template("desk/case/together/_here.html").template.source

    assert "{% url 'case-here' reference %}" in source
    first, again = (
        get_template("desk/case/together/_here.html").render({"reference": reference})
        for reference in ("CW-1", "CW-2")
    )
    assert "/cases/CW-1/" in first
    assert "/cases/CW-2/" in again


def shown(node: Node, values: dict[str, object], *, autoescape: bool = True) -> str:
    """Return what a node says, or how it refuses."""
    context = Context(values, autoescape=autoescape)
    try:
        return f"{node.render(context)}{context.get('there', '')}"
    except NoReverseMatch as error:
        return f"refused: {error}"


@pytest.mark.parametrize(
    "way",
    [
        "'case' one", "'case-part' one 'guide'", "'outbox-message' one", "'macro-undo' 'CW-1' one",
        "'case' one as there", "'tree-try-share' one", "'no-such-name' one", "'no-such-name'",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "one",
    [
        "CW-1",
        SafeString("CW_1"),
        "",
        "a b&c",
        "工单",
        "a/b",
        7,
        -7,
        True,
        None,
        SOME_KEY,
        str(SOME_KEY),
    ],
)
def test_an_address_with_values_is_the_one_that_django_makes(way, one):
    node = engines["django"].from_string(f"{{% url {way} %}}").template.nodelist[0]
    quick = Address(node.view_name, node.args, node.kwargs, node.asvar)

    for autoescape in (True, False):
        assert shown(quick, {"one": one}, autoescape=autoescape) == shown(
            node, {"one": one}, autoescape=autoescape
        )


def test_addresses_of_a_part_and_what_it_includes_are_looked_for_once():
    kinds = {type(node) for node in walked("desk/case/answering/_files.html")}

    assert Address in kinds
    assert URLNode not in kinds
    included = [
        node for node in walked("desk/case/answering/_files.html") if isinstance(node, IncludeNode)
    ]
    assert [type(node.template) for node in included] == [Named]


def test_addresses_begin_where_the_site_does():
    set_script_prefix("/pay/")
    try:
        below = get_template(PALETTE).render({})
    finally:
        set_script_prefix("/")

    assert 'action="/pay/go/"' in below
    assert 'action="/go/"' in get_template(PALETTE).render({})


@pytest.mark.parametrize("name", ["unknown_link", "ended_link", "contacting/again"])
def test_a_page_in_two_languages_stays_in_two(db, name):
    said = {"languages": {"en": "en", "zh-hans": "zh-Hans"}, "brand": {"name": "Demo"}}
    template = get_template(f"portal/{name}.html")

    shown = template.render(said)

    assert shown == engines["django"].from_string(template.template.source).render(said)
    assert re.findall(r'<section class="card answer" lang="([^"]+)">', shown) == ["en", "zh-Hans"]
    english, chinese = shown.split('<section class="card answer"')[1:]
    assert not re.search(r"[一-鿿]", english)
    assert re.search(r"[一-鿿]", chinese)


def test_every_template_in_two_languages_is_known():
    speaking = {path for path in Path("templates").rglob("*.html") if LOOP in path.read_text()}

    assert {path.relative_to("templates").as_posix() for path in speaking} == {
        "portal/unknown_link.html", "portal/ended_link.html", "portal/contacting/again.html",
        "refused.html",
    }  # fmt: skip
    # An included template is read once a rendering, in the language in which it comes first.
    assert not [path for path in speaking if "{% include" in path.read_text()]
