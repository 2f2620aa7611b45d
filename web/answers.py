"""What answers share: a change that is not made, the way back, tables, what the API sends."""

import csv
from collections.abc import Callable, Iterable
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework import serializers

REFUSED = 422
CONFLICT = 409
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows that the letters are UTF-8


def way_back(request: HttpRequest) -> str:
    """Return the page of ours that a form names as `next`, else the first one of all."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else "/"


def table_file(name: str, rows: Iterable[list[str]]) -> HttpResponse:
    """Answer with a table as a CSV file; who makes the rows lets no cell begin a formula."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows(rows)
    return response


class Plain(serializers.Serializer[Any]):
    # No docstring: the API's description would give it to every form that is made of this.
    # Plain values are sent as they are. How each is read and written is worked out once: what
    # else a value could be (a row, a method, one that lacks) takes several times what they do.

    def to_representation(self, instance: Any) -> dict[str, Any]:
        sent = {}
        for name, read, write in self._ways:
            value = read(instance)
            sent[name] = None if value is None else write(value)
        return sent

    @cached_property
    def _ways(self) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        return [(str(one.field_name), _reader(one), _writer(one)) for one in self._readable_fields]


def _reader(field: Any) -> Callable[[Any], Any]:
    """Return what reads a field's value of an instance, for a method's field the instance."""
    path = ".".join(field.source_attrs)
    return attrgetter(path) if path else lambda instance: instance


def _writer(field: Any) -> Callable[[Any], Any]:
    written: dict[type, Callable[[Any], Any]] = {
        serializers.CharField: str,
        serializers.IntegerField: int,
        serializers.BooleanField: bool,
    }
    return written.get(type(field)) or field.to_representation
