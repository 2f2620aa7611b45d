"""What an HTML mail must be like so that the programs people read mail with show it well.

The standard's own parser reads it strictly. The rules on top are what caniemail.com says of Gmail,
Outlook, Apple Mail, Yahoo and the rest: only what they know, or what does no harm when it is left
out. `ALLOWED_STYLES` was made with its linter, doiuse-email.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

LARGEST = 102_400  # bytes; Gmail cuts off what is longer
LARGEST_SHEET = 8_192  # Gmail leaves out a longer one
META_WITHIN = 1_024  # bytes; there programs look for the character set
ALLOWED_ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "th", "td", "div",
    "span", "p", "h1", "h2", "a", "br", "strong",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "lang", "charset", "name", "content", "class", "style", "role", "align", "scope", "href",
    "dir", "data-css-inline",
}  # fmt: skip
ALLOWED_STYLES = {
    "margin", "padding", "background-color", "color", "font-family", "font-size", "font-weight",
    "line-height", "letter-spacing", "text-align", "text-decoration", "vertical-align", "width",
    "max-width", "border", "border-top", "border-bottom", "border-left", "border-width",
    "border-collapse", "display", "word-break",
    # Left out somewhere, and then no harm is done.
    "border-radius", "overflow-wrap", "max-height", "overflow",
}  # fmt: skip
ALLOWED_DISPLAYS = {"none", "inline-block"}
_REMOTE = re.compile(r"url\(|@import|@font-face|expression\(|javascript:", re.IGNORECASE)
_MEDIA = re.compile(r"@media \([^)]*\) \{((?:[^{}]*\{[^{}]*\})*)\s*\}")


def complaints(html: str) -> list[str]:
    """Return everything that is wrong with a mail."""
    try:
        document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    except html5lib.html5parser.ParseError as error:
        return [f"no HTML: {error}"]
    found = [*_page(html, document), *_sheets(document), *_headings(document)]
    for element in document.iter():
        if isinstance(element.tag, str):  # comments have none
            found += [f"<{element.tag}>: {wrong}" for wrong in _element(element)]
    return found


def _page(html: str, document: Element) -> Iterator[str]:
    if not html.lower().startswith("<!doctype html>"):
        yield "does not begin with its doctype"
    if len(html.encode()) > LARGEST:
        yield "too large"
    if 'charset="utf-8"' not in html.encode()[:META_WITHIN].decode(errors="ignore"):
        yield "the character set is told too late"
    if not document.get("lang"):
        yield "no language"
    metas = {meta.get("name"): meta.get("content") for meta in document.iter("meta")}
    if metas.get("color-scheme") != "light dark" or "viewport" not in metas:
        yield "a meta element is missing"
    if not "".join(document.find("head/title").itertext()).strip():
        yield "no title"


def _sheets(document: Element) -> Iterator[str]:
    for sheet in document.iter("style"):
        rules = "".join(sheet.itertext())
        if len(rules) > LARGEST_SHEET or _REMOTE.search(rules):
            yield "a sheet is too long or fetches something"
        if _MEDIA.sub("", rules).strip():
            yield "a rule that could stand in the elements is left in a sheet"
        for declaration in re.findall(r"[{;]\s*([a-z-]+:[^;{}]+)", "".join(_MEDIA.findall(rules))):
            if not declaration.rstrip().endswith("!important"):
                yield f"{declaration} does not win over the elements' own styles"


def _headings(document: Element) -> Iterator[str]:
    levels = [int(e.tag[1]) for e in document.iter() if e.tag in {"h1", "h2"}]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield "not one main heading before all others"


def _element(element: Element) -> Iterator[str]:
    if element.tag not in ALLOWED_ELEMENTS:
        yield "no element for mails"
    for name, value in element.items():
        if name not in ALLOWED_ATTRIBUTES:
            yield f"no attribute {name} for mails"
        elif name == "style":
            yield from _styles(value)
    if element.tag == "a":
        yield from _link(element)
    has_heads = element.find("tbody/tr/th") is not None
    if element.tag == "table" and has_heads == (element.get("role") == "presentation"):
        yield "a table for looks has no role, or one of facts no heads"
    if element.tag == "th" and not element.get("scope"):
        yield "a head of nothing"


def _styles(style: str) -> Iterator[str]:
    if _REMOTE.search(style):
        yield "fetches something"
    for declaration in filter(None, style.split(";")):
        name, _colon, value = declaration.partition(":")
        if name.strip() not in ALLOWED_STYLES:
            yield f"{name} is not known to mail programs"
        if name.strip() == "display" and value.strip() not in ALLOWED_DISPLAYS:
            yield f"{declaration} is not known to mail programs"


def _link(link: Element) -> Iterator[str]:
    address, shown = link.get("href", ""), "".join(link.itertext()).strip()
    if urlsplit(address).scheme not in {"http", "https"}:
        yield f"leads to {address!r}"
    if not shown:
        yield "a link without words"
    if "://" in shown and shown != address:
        yield "shows another address than it leads to"
