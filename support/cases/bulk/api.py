"""`cases/bulk/`: one deed, many cases."""

from copy import deepcopy
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.bulk.deeds import Doing, deeds
from support.cases.bulk.services import MOST, BulkReport, Left, do_to_many
from support.cases.models import Case
from web.access import by, user_of
from web.bodies import validated


class ChosenCaseSerializer(serializers.Serializer[dict[str, Any]]):
    case = serializers.CharField(max_length=20)
    seen = serializers.CharField(
        max_length=60, default="", allow_blank=True,
        help_text="For `outcome`: the walk's `id` and its `seen` as you saw them, `<id>:<seen>`.",
    )  # fmt: skip


class BulkSerializer(serializers.Serializer[dict[str, Any]]):
    """One deed with what it needs; each says so if that is missing."""

    deed = serializers.CharField(max_length=40)
    cases = serializers.ListField(child=ChosenCaseSerializer(), min_length=1, max_length=MOST)

    def get_fields(self) -> dict[str, Any]:
        """Add what the deeds are told; those of other packages are on the list as well."""
        told = {name: deepcopy(one) for deed in deeds() for name, one in deed.fields.items()}
        fields: dict[str, Any] = super().get_fields() | told
        fields["deed"] = serializers.ChoiceField([(deed.name, deed.name) for deed in deeds()])
        return fields


class LeftSerializer(serializers.Serializer[Left]):
    """A case to which it was not done."""

    case = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField(source="why")


class BulkReportSerializer(serializers.Serializer[BulkReport]):
    done = serializers.ListField(child=serializers.CharField())
    left = LeftSerializer(many=True)


class BulkActions(viewsets.GenericViewSet[Case]):
    """The same for many cases."""

    @extend_schema(request=BulkSerializer, responses={200: BulkReportSerializer})
    @action(detail=False, methods=["post"], filter_backends=[], pagination_class=None)
    def bulk(self, request: Request) -> Response:
        """Do one thing to up to 200 cases: each is done, or left with the reason.

        Each is judged anew as it would be alone: an outcome that somebody moved on from, or that
        the payment record no longer bears out, is left. Send an `Idempotency-Key`.
        """
        form = validated(BulkSerializer(data=request.data))
        wanted = [(chosen["case"], chosen["seen"]) for chosen in form.pop("cases")]
        doing = Doing(**by(user_of(request)), given=form)
        return Response(BulkReportSerializer(do_to_many(form["deed"], wanted, doing)).data)
