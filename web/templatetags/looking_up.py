"""How templates find and show values: as Django does, by its shortest way.

Django looks into whatever it meets as into a list first, raises and catches, and tells a log what
it did not find; on a page of a thousand values that is a fifth of the time. What is not plain, a
list, a call or a name of the context's own, goes its way. A named tuple is asked for its names.
"""

from html import escape
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context
from django.template.base import Variable, VariableDoesNotExist, VariableNode
from django.template.base import render_value_in_context as in_djangos_way
from django.utils.safestring import SafeString

_in_djangos_way = Variable._resolve_lookup  # type: ignore[attr-defined]  # noqa: SLF001


def look_up(variable: Variable, context: Any) -> Any:
    """Return the value of `a.b.c`, as `Variable._resolve_lookup` does, whose place it takes."""
    if not isinstance(context, Context):
        return _in_djangos_way(variable, context)
    name, *names = variable.lookups or ()
    for told in reversed(context.dicts):
        if name in told:
            value = told[name]
            break
    else:
        if hasattr(context, name):
            return _in_djangos_way(variable, context)
        raise VariableDoesNotExist("Failed lookup for key [%s]", (name,))
    for name in names:
        if type(value) is dict:
            value = value.get(name, _in_djangos_way)
        elif hasattr(type(value), "__getitem__") and not hasattr(type(value), "_fields"):
            return _in_djangos_way(variable, context)
        else:
            try:
                value = getattr(value, name, _in_djangos_way)
            except ObjectDoesNotExist:  # of which Django says nothing
                return _in_djangos_way(variable, context)
        if callable(value):
            return _in_djangos_way(variable, context)
    return _in_djangos_way(variable, context) if callable(value) else value


Variable._resolve_lookup = look_up  # type: ignore[attr-defined]  # noqa: SLF001


class Shown(VariableNode):
    """A value on a page: most are words or numbers, which need no look at zones and formats."""

    def render(self, context: Context) -> str:
        value: Any = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is str and context.autoescape:
            return escape(value)
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return in_djangos_way(value, context)
