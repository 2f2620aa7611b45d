"""Sources over the API: who tells us of payments. Their secrets are told to nobody."""

from rest_framework import mixins, serializers, viewsets

from support.sources.models import Source


class SourceSerializer(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        fields = [
            "slug", "name", "kind", "channel_rules", "always_sends", "country", "time_zone",
            "is_active", "created_at",
        ]  # fmt: skip


class SourceViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Source]
):
    """Payment systems that tell us of payments."""

    queryset = Source.objects.defer("secrets", "field_map")
    serializer_class = SourceSerializer
    ordering = ("slug",)
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
