"""Templates say the same as ever, though most of their tags were worked out as they were read."""

import pytest
from django.template import engines
from django.template.base import Node, TextNode
from django.template.loader import get_template
from django.urls import set_script_prefix
from django.utils import translation

BUTTON, PALETTE, FOUND = (
    "desk/queue/_take_next.html", "desk/session/_palette.html", "walks/_found.html",
)  # fmt: skip
FINDING = {"found": {"title": "<Closed>", "cure": "Ask", "is_confidential": True}}


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


def test_addresses_begin_where_the_site_does():
    set_script_prefix("/pay/")
    try:
        below = get_template(PALETTE).render({})
    finally:
        set_script_prefix("/")

    assert 'action="/pay/go/"' in below
    assert 'action="/go/"' in get_template(PALETTE).render({})
