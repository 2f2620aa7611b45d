"""The tags of heroicons: its archive is opened and each icon drawn once a process.

The library opens the archive, which takes ten milliseconds, for every icon that is not among the
last 128, and copies and writes a tree of XML for every icon of every page. We have more of both.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import heroicons
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # which SVG within HTML needs none of


def _tag(style: str, usual_size: int) -> Callable[..., SafeString]:
    @lru_cache(maxsize=1000)
    def draw(name: str, *, size: int = usual_size, **attributes: object) -> SafeString:
        source = _archive().read(f"{style}/{name}.svg").decode().replace(NAMESPACE, "", 1)
        svg = ElementTree.fromstring(source)  # noqa: S314  (a file of our own dependency)
        svg.attrib |= {"width": str(size), "height": str(size)}
        svg.attrib |= {key.replace("_", "-"): str(value) for key, value in attributes.items()}
        return mark_safe(ElementTree.tostring(svg, encoding="unicode"))  # noqa: S308

    return draw


@cache
def _archive() -> ZipFile:
    """Return it out of memory: an open file would be shared with every process we fork."""
    return ZipFile(BytesIO((files(heroicons) / "heroicons.zip").read_bytes()))


DRAWN = {style: _tag(style, size) for style, size in (("micro", 16), ("mini", 20), ("outline", 24))}
for _style, _draw in DRAWN.items():
    register.simple_tag(_draw, name=f"heroicon_{_style}")
