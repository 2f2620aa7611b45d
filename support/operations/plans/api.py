"""`plans/` and `checklists/`: emergency plans and how they are worked, to be read by scripts."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import mixins, serializers, viewsets

from support.operations.plans.models import Checklist, ChecklistItem, Plan


class PlanStepSerializer(serializers.Serializer[Any]):
    """A step as its version keeps it; all but the minutes by language."""

    title = serializers.DictField(child=serializers.CharField())
    minutes = serializers.IntegerField()
    owner = serializers.DictField(child=serializers.CharField(), allow_null=True)
    contact = serializers.DictField(child=serializers.CharField(), allow_null=True)
    words = serializers.DictField(child=serializers.CharField(), allow_null=True)


class PlanSerializer(serializers.ModelSerializer[Plan]):
    """Without `channels` it is for all; `steps` are those of the newest version."""

    channels = serializers.SlugRelatedField[Any](slug_field="code", many=True, read_only=True)
    version = serializers.IntegerField(source="version.number", default=None)
    steps = PlanStepSerializer(source="version.steps", many=True, default=[])

    class Meta:
        model = Plan
        fields = [
            "slug", "title_en", "title_zh", "channels", "check_days", "version", "steps",
            "created_at", "retired_at",
        ]  # fmt: skip


class PlanFilter(django_filters.FilterSet):
    channel = django_filters.CharFilter(method="of_channel")
    in_use = django_filters.BooleanFilter(field_name="retired_at", lookup_expr="isnull")

    class Meta:
        model = Plan
        fields = ("channel", "in_use")

    def of_channel(self, rows: QuerySet[Plan], _name: str, code: str) -> QuerySet[Plan]:
        """Plans for a channel, be it by name or because they are for all."""
        return rows.filter(Q(channels__code=code) | Q(channels=None))


class PlanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Plan]):
    """Emergency plans, with the steps by which they are worked now."""

    queryset = Plan.objects.prefetch_related("channels").select_related("version")
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    ordering = ("slug",)
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"


class ChecklistItemSerializer(serializers.ModelSerializer[ChecklistItem]):
    """`position` is that of the step in its version."""

    done_by = serializers.CharField(source="done_by.username", default=None)

    class Meta:
        model = ChecklistItem
        fields = ["position", "due_at", "done_at", "done_by"]


class ChecklistSerializer(serializers.ModelSerializer[Checklist]):
    plan = serializers.CharField(source="version.plan.slug")
    version = serializers.IntegerField(source="version.number")
    incident = serializers.CharField(source="incident.reference", default=None)
    started_by = serializers.CharField(source="started_by.username", default=None)
    items = ChecklistItemSerializer(many=True)

    class Meta:
        model = Checklist
        fields = [
            "id", "plan", "version", "incident", "is_drill", "started_at", "started_by",
            "ended_at", "items",
        ]  # fmt: skip


class ChecklistFilter(django_filters.FilterSet):
    plan = django_filters.CharFilter(field_name="version__plan__slug")
    incident = django_filters.CharFilter(field_name="incident__reference")
    under_way = django_filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull")

    class Meta:
        model = Checklist
        fields = ("plan", "incident", "is_drill", "under_way")


class ChecklistViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Checklist]
):
    """Plans as they are worked or were, the newest first."""

    queryset = Checklist.objects.select_related(
        "version__plan", "incident", "started_by"
    ).prefetch_related("items__done_by")
    serializer_class = ChecklistSerializer
    filterset_class = ChecklistFilter
    ordering = ("-id",)
    lookup_value_regex = r"\d{1,18}"
