"""Templates read once a language: what they say to everybody alike is said already.

A third of a page's tags give the same each time: sentences, addresses without a value, icons, style
sheets. They are text once a template was read, so that only the rest is worked out for a page.
"""

from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.template import Context, Template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    Variable,
    VariableNode,
)
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import base, cached
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf
from django.utils.translation import get_language

from web.templatetags.finding import Address, Named
from web.templatetags.icons import DRAWN
from web.templatetags.looking_up import Shown


class _Folding(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if template_name.endswith(".html"):
            _fold(template.nodelist)
        return template


class Loader(cached.Loader, _Folding):
    """Django's own way to keep templates, for each language and each root of addresses."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        root = f"{get_script_prefix()} {get_urlconf() or settings.ROOT_URLCONF}"
        return f"{get_language()} {root} {super().cache_key(template_name, skip)}"


def _fold(nodes: NodeList) -> None:
    """Put text in the place of what is the same for everybody, and what is text then into one."""
    folded: list[Node] = []
    for node in nodes:
        for within in _within(node):
            _fold(within)
        said = _said(node)
        if said is None:
            folded.append(_quick(node))
        elif folded and type(folded[-1]) is TextNode:
            folded[-1] = TextNode(folded[-1].s + said)
        else:
            folded.append(TextNode(said))
    nodes[:] = folded


def _quick(node: Node) -> Node:
    """Return what does the same with less looking for things."""
    if type(node) is VariableNode:
        return _in_place_of(node, Shown(node.filter_expression))
    if type(node) is URLNode and _is_own(node):
        return _in_place_of(node, Address(node.view_name, node.args, node.kwargs, node.asvar))
    if type(node) is IncludeNode and _is_literal(node.template) and node.template.var[0] != ".":
        node.template = cast("Any", Named(node.template.var))
    return node


def _in_place_of(node: Node, other: Node) -> Node:
    other.token, other.origin = node.token, node.origin
    return other


def _within(node: Node) -> Iterator[NodeList]:
    if isinstance(node, LanguageNode):  # speaks another language than that of the page
        return
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if nodes := getattr(node, name, None):
            yield nodes


def _said(node: Node) -> str | None:
    """Return what a node always says in this language, None where that depends."""
    if isinstance(node, TextNode):
        return node.s
    if isinstance(node, LoadNode | CommentNode):
        return ""
    if not _is_same(node):
        return None
    try:
        return str(node.render(Context()))
    except NoReverseMatch:
        return None


def _is_same(node: Node) -> bool:
    match node:
        case TranslateNode(asvar=None, message_context=None, filter_expression=words):
            return _is_literal(words)
        case URLNode(asvar=None, args=args):
            return _is_own(node) and all(map(_is_literal, args))
        case StaticNode(varname=None, path=path):
            return _is_literal(path)
        case SimpleNode(target_var=None, func=func, args=args, kwargs=kwargs):
            return func in DRAWN.values() and all(map(_is_literal, [*args, *kwargs.values()]))
    return False


def _is_own(node: URLNode) -> bool:
    """Whether it names an address of no namespace, and what stands in it by order."""
    name = node.view_name
    return not node.kwargs and _is_literal(name) and ":" not in name.var


def _is_literal(words: FilterExpression) -> bool:
    is_one = not isinstance(words.var, Variable) or words.var.lookups is None
    return is_one and not words.filters
