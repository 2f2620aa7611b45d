"""Addresses and included templates of a template that is kept: their patterns are found once.

Django goes through its patterns for each address of a page, tries it on the pattern's expression
and quotes it; and it asks the loader for each template that a page includes.
"""

import re
from functools import cached_property
from typing import Any
from uuid import UUID

from django.template import Context, Template
from django.template.defaulttags import URLNode
from django.urls import get_resolver, get_script_prefix, get_urlconf
from django.urls.converters import (
    IntConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)
from django.utils.translation import get_language

# What needs no quotes and what no such pattern refuses, by the pattern.
PLAIN = re.compile("[A-Za-z0-9_-]+")
TAKEN = {
    StringConverter: (str, PLAIN), SlugConverter: (str, PLAIN), UUIDConverter: (UUID, PLAIN),
    IntConverter: (int, re.compile("[0-9]+")),
}  # fmt: skip


class Address(URLNode):
    """An address with values in it; with any that is not plain it is found Django's way."""

    def render(self, context: Context) -> Any:
        if self._made is None:
            return super().render(context)
        text, kinds = self._made
        values = [one.resolve(context) for one in self.args]
        for (kind, plain), value in zip(kinds, values, strict=True):
            if not isinstance(value, kind) or not plain.fullmatch(str(value)):
                return super().render(context)
        address = text % tuple(values)
        if not self.asvar:
            return address
        context[self.asvar] = address
        return ""

    @cached_property
    def _made(self) -> tuple[str, list[tuple[type, re.Pattern[str]]]] | None:
        """Return the address with blanks, and of which kinds their values are, if it is plain."""
        known: Any = get_resolver(get_urlconf()).reverse_dict
        found = [
            (text, [converters.get(name) for name in names])
            for ways, _pattern, _defaults, converters in known.getlist(self.view_name.var)
            for text, names in ways
            if len(names) == len(self.args)
        ]
        if len(found) != 1:
            return None
        text, converters = found[0]
        kinds = [TAKEN[type(one)] for one in converters if type(one) in TAKEN]
        blank = get_script_prefix() + re.sub(r"%\(\w+\)s", "%s", text)
        is_plain = len(kinds) == len(self.args) and re.fullmatch(r"(?:[\w/.-]|%s)*", blank)
        return (blank, kinds) if is_plain else None


class Named:
    """A template by its name, as an include asks for it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: dict[str | None, Template] = {}

    def resolve(self, context: Any) -> Template:
        language = get_language()
        if language not in self.found:
            self.found[language] = context.template.engine.get_template(self.name)
        return self.found[language]
