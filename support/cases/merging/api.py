"""Merging cases over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.correcting import edit_contact
from support.cases.merging.related import Related, relate_cases, related_cases
from support.cases.merging.services import merge_cases, unmerge_case
from support.cases.models import Case, CaseRelation
from support.cases.taking.api import TakingActions
from support.customers.contacts import Contact
from support.payments.api import RowByName
from web.access import by, user_of
from web.bodies import validated


class TypedContactSerializer(serializers.Serializer[dict[str, Any]]):
    """How the customer is reached, all three: an empty one is taken away."""

    name = serializers.CharField(max_length=200, allow_blank=True)
    email = serializers.CharField(max_length=254, allow_blank=True)
    phone = serializers.CharField(max_length=60, allow_blank=True, help_text="With its country: +…")


class MergeSerializer(serializers.Serializer[dict[str, Any]]):
    """Which case is merged into this one. Two customers need a reason."""

    case = RowByName(slug_field="reference", queryset=Case.objects.all())
    reason = serializers.CharField(max_length=20_000, allow_blank=True, default="")


class RelationSerializer(serializers.Serializer[dict[str, Any]]):
    """How this case belongs to another one; without a kind the two are linked no longer."""

    case = RowByName(slug_field="reference", queryset=Case.objects.all())
    kind = serializers.ChoiceField(
        choices=CaseRelation.Kind.choices, allow_blank=True,
        help_text="`parent`: this case is part of the other one.",
    )  # fmt: skip


class RelatedSerializer(serializers.Serializer[Related]):
    """Another case, and why: parent, child, duplicate, payment, customer, payee, hour."""

    case = serializers.CharField(source="case.reference")
    subject = serializers.CharField(source="case.subject")
    status = serializers.CharField(source="case.status")
    why = serializers.ListField(child=serializers.CharField(), source="whys")


class MergingActions(TakingActions):
    """Merging two cases, and taking them apart."""

    @extend_schema(request=MergeSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, reference: str) -> Response:
        """Merge another case into this one, which is kept.

        The other is closed; its address goes on answering, with `merged_into`. What is posted to
        its messages and notes stands in the kept one.
        """
        form = validated(MergeSerializer(data=request.data))
        kept, merged = self.get_object(), form.pop("case")
        merge_cases(kept, merged, **form, **by(user_of(request)))
        return self._answer(kept)

    @extend_schema(request=None)
    @merge.mapping.delete
    def unmerge(self, request: Request, reference: str) -> Response:
        """Take this case out of the one it was merged into, while that one goes on."""
        merged = self.get_object()
        unmerge_case(merged, **by(user_of(request)))
        return self._answer(merged, status.HTTP_200_OK)

    @extend_schema(responses={200: RelatedSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def related(self, request: Request, reference: str) -> Response:
        """Name other cases of this payment, customer, payee, or of the channel in that hour."""
        found: Any = related_cases(self.get_object())
        return Response(RelatedSerializer(found, many=True).data)

    @extend_schema(request=RelationSerializer, responses={200: RelatedSerializer(many=True)})
    @related.mapping.post
    def relate(self, request: Request, reference: str) -> Response:
        """Link this case to another one, or unlink the two."""
        case, form = self.get_object(), validated(RelationSerializer(data=request.data))
        self.check_object_permissions(request, form["case"])
        relate_cases(case, form["case"], form["kind"], **by(user_of(request)))
        found: Any = related_cases(case)
        return Response(RelatedSerializer(found, many=True).data)

    @extend_schema(request=TypedContactSerializer)
    @action(detail=True, methods=["put"])
    def contact(self, request: Request, reference: str) -> Response:
        """Correct how the customer is reached; waiting messages follow, the timeline keeps it."""
        typed = validated(TypedContactSerializer(data=request.data))
        case = edit_contact(self.get_object(), Contact(**typed), **by(user_of(request)))
        return self._answer(case, status.HTTP_200_OK)
