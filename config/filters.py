"""Filters that say no to what they can't mean: what is passed over would find everything."""

from typing import Any

from django.utils.translation import gettext as _
from django_filters import BooleanFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

BESIDE = {"cursor", "format"}


class StrictFilters(DjangoFilterBackend):
    """django-filter's own, without filters that there aren't and booleans that are none."""

    def get_filterset(self, request: Request, queryset: Any, view: Any) -> Any:
        filterset = super().get_filterset(request, queryset, view)
        if filterset is None:
            return None
        given = request.query_params
        refused = {
            name: [_("There is no such filter.")]
            for name in given
            if name not in filterset.filters and name not in BESIDE
        }
        for name, found in filterset.filters.items():
            is_boolean = isinstance(found, BooleanFilter)
            if is_boolean and given.get(name, "").lower() not in ("", "true", "false"):
                refused[name] = [_("This is neither true nor false.")]
        if refused:
            raise ValidationError(refused, code="invalid")
        return filterset
