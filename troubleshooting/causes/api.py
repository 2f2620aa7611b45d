"""Causes, schemes and failure codes over the API: read by everybody who works cases."""

from django_filters import rest_framework as filters
from rest_framework import mixins, serializers, viewsets

from troubleshooting.causes.models import Cause, FailureCode, Scheme


class CauseSerializer(serializers.ModelSerializer[Cause]):
    class Meta:
        model = Cause
        fields = [
            "slug", "group", "disclosure", "name_en", "name_zh", "in_article",
            "article_wording_zh", "how_to_check_en", "how_to_check_zh", "fix_en", "fix_zh",
            "customer_message_en", "customer_message_zh", "payin_message_en", "payin_message_zh",
            "payout_message_en", "payout_message_zh", "typical_minutes", "typical_share",
            "typical_share_basis",
        ]  # fmt: skip


class FailureCodeSerializer(serializers.ModelSerializer[FailureCode]):
    scheme = serializers.CharField(source="scheme_id", read_only=True)
    cause = serializers.SlugRelatedField[Cause](slug_field="slug", read_only=True)

    class Meta:
        model = FailureCode
        fields = [
            "scheme", "code", "name", "description_en", "description_zh", "cause", "other_causes",
            "retryable", "customer_can_fix", "direction", "source",
        ]  # fmt: skip


class SchemeSerializer(serializers.ModelSerializer[Scheme]):
    # Django REST calls the serializer that a field is in by the same name.
    parent = serializers.SlugRelatedField[Scheme](  # type: ignore[assignment]
        slug_field="slug", read_only=True
    )

    class Meta:
        model = Scheme
        fields = [
            "slug", "name_en", "name_zh", "aliases", "parent", "direction", "names_one_cause",
            "is_technical", "has_two_digits",
        ]  # fmt: skip


class FailureCodeFilter(filters.FilterSet):
    """`code` is found in any case, like the codes of a payment."""

    scheme = filters.CharFilter(field_name="scheme_id")
    code = filters.CharFilter(lookup_expr="iexact")
    cause = filters.CharFilter(field_name="cause__slug")

    class Meta:
        model = FailureCode
        fields = ["scheme", "code", "cause"]


class CauseViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Cause]
):
    """Why payments do not arrive."""

    queryset = Cause.objects.all()
    serializer_class = CauseSerializer
    ordering = ("slug",)
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    filterset_fields = ("group", "disclosure", "in_article")


class FailureCodeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[FailureCode]):
    """The industry's codes and the cause each one stands for."""

    queryset = FailureCode.objects.select_related("cause")
    serializer_class = FailureCodeSerializer
    ordering = ("scheme_id", "code")
    filterset_class = FailureCodeFilter


class SchemeViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Scheme]
):
    """Lists of failure codes: what payment systems call them and what they fall back to."""

    queryset = Scheme.objects.select_related("parent")
    serializer_class = SchemeSerializer
    ordering = ("slug",)
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    filterset_fields = ("direction", "is_technical")
