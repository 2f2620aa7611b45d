"""Cases as a file, over the API."""

from typing import Any

from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, negotiation, permissions
from rest_framework.request import Request

from support.cases.exporting.access import may_export
from support.cases.exporting.answering import TYPES, Form, exported
from support.cases.filters import CaseFilter
from support.cases.models import Case
from web.access import by, user_of


class MayExport(permissions.BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, User) and may_export(request.user)


class WhatComes(negotiation.DefaultContentNegotiation):
    """Whatever is asked for by `Accept`: the address says what comes, refusals are JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


class CaseExportView(generics.GenericAPIView[Case]):
    """One row per case, as a file, in the order of the queue."""

    queryset = Case.objects.for_list()
    filterset_class = CaseFilter
    permission_classes = (MayExport,)
    content_negotiation_class = WhatComes
    pagination_class = None
    form: Form = "csv"

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in TYPES.values()})
    def get(self, request: Request) -> StreamingHttpResponse:
        """Answer with the cases that the filters leave, in the language of `Accept-Language`.

        Only for whoever may export; the log keeps who did, with the filters.
        """
        cases: Any = self.filter_queryset(self.get_queryset())
        asked = {name: str(value) for name, value in request.query_params.items()}
        return exported(cases, self.form, asked=asked, **by(user_of(request)))
