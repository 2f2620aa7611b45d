"""Pages of every list of the API; a cursor that no page of ours ever gave out is not found."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework import exceptions, pagination
from rest_framework.request import Request
from rest_framework.views import APIView

LARGEST_OFFSET = 2_147_483_647  # beyond what any list holds, within what the database counts


class Pages(pagination.CursorPagination):
    """Pages in the order that the view names as `ordering`.

    The framework looks up whatever stands in a cursor; here it must be what is ordered by.
    """

    # Rows that share the first value, such as one mass message, are told apart by their offset.
    offset_cutoff = LARGEST_OFFSET

    def get_ordering(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> tuple[str, ...]:
        ordering: tuple[str, ...] = view.ordering  # type: ignore[attr-defined]  # every list has one
        return ordering

    def decode_cursor(self, request: Request) -> pagination.Cursor | None:
        cursor = super().decode_cursor(request)
        if cursor is not None and "\0" in str(cursor.position):
            raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:  # no number or moment, where those order
            raise exceptions.NotFound(self.invalid_cursor_message) from error
