"""`views/`: the views of the queue over the API."""

from typing import Any

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.models import Column, Order, SavedView
from support.cases.viewing.services import Draft, delete_view, save_view
from support.payments.api import RowByName
from support.staff.models import Team
from web.access import user_of
from web.bodies import validated


class ViewSerializer(serializers.ModelSerializer[SavedView]):
    """A view that you can open: your own, or one of your teams'."""

    owner = serializers.SlugRelatedField[User](slug_field="username", read_only=True)
    team = serializers.SlugRelatedField[Team](slug_field="name", read_only=True)
    filter = serializers.DictField(source="wanted", child=serializers.CharField())

    class Meta:
        model = SavedView
        fields = ["slug", "name", "owner", "team", "filter", "columns", "order"]


class ViewDraftSerializer(serializers.Serializer[dict[str, Any]]):
    """A view as it is to be; what a PATCH leaves out stays as it is."""

    name = serializers.CharField(max_length=60)
    filter = serializers.DictField(
        default=dict, help_text="As `cases/` takes it: `status`, `assignee`, `channel`, `tag`, …"
    )
    columns = serializers.ListField(
        child=serializers.ChoiceField(Column.choices), default=list,
        help_text="Besides clock, customer and what the guide says; none: the usual ones.",
    )  # fmt: skip
    order = serializers.ChoiceField(Order.choices, default=Order.DUE.value)
    team = RowByName(
        slug_field="name", queryset=Team.objects.all(), required=False, allow_null=True,
        default=None, help_text="Shared with this team, which takes who leads it.",
    )  # fmt: skip


class SavedViewViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SavedView]
):
    """Views of the queue; `cases/?view=<slug>` are the cases of one."""

    queryset = SavedView.objects.all()
    serializer_class = ViewSerializer
    ordering = ("name", "pk")
    lookup_field = "slug"
    lookup_value_regex = "[-\\w]+"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return SavedView.objects.none()
        return SavedView.objects.for_user(user_of(self.request)).select_related("owner")

    @extend_schema(request=ViewDraftSerializer, responses={201: ViewSerializer})
    def create(self, request: Request) -> Response:
        """Save a view of your own, or share one with a team that you lead."""
        form = validated(ViewDraftSerializer(data=request.data))
        row = save_view(_draft(form), actor=user_of(request))
        return Response(ViewSerializer(row).data, status.HTTP_201_CREATED)

    @extend_schema(request=ViewDraftSerializer, responses={200: ViewSerializer})
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change a view; its slug stays."""
        row = self.get_object()
        form = validated(ViewDraftSerializer(data=request.data, partial=True))
        stays = {"name": row.name, "filter": row.wanted, "columns": row.columns,
                 "order": row.order, "team": row.team}  # fmt: skip
        row = save_view(_draft(stays | form), actor=user_of(request), row=row)
        return Response(ViewSerializer(row).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, slug: str) -> Response:
        """Delete a view; its cases stay."""
        delete_view(self.get_object(), actor=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _draft(form: dict[str, Any]) -> Draft:
    return Draft(
        name=form["name"],
        wanted=form["filter"],
        columns=tuple(form["columns"]),
        order=form["order"],
        team=form["team"],
    )
