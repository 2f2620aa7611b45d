"""Files over the API: sent up first, then named in what is written."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.files.models import StoredFile
from support.files.services import MOST_FILES, storing
from web.access import user_of
from web.bodies import validated


class FileSerializer(serializers.ModelSerializer[StoredFile]):
    """A file. `is_cleared` tells whether it may leave, `harm` what the scanner calls it."""

    is_cleared = serializers.BooleanField(read_only=True)

    class Meta:
        model = StoredFile
        fields = ["id", "name", "kind", "size", "is_cleared", "harm", "created_at"]


class UploadSerializer(serializers.Serializer[dict[str, Any]]):
    file = serializers.FileField(allow_empty_file=True)


class NamedFiles(serializers.ListField):
    """Files of a message: ids that `files/` told whoever writes it."""

    default_error_messages = {"not_found": _("There is no such file of yours that waits.")}

    def __init__(self, **more: Any) -> None:
        more.setdefault("default", list)
        super().__init__(child=serializers.UUIDField(), max_length=MOST_FILES, **more)

    def to_internal_value(self, data: Any) -> Any:
        """Raises ValidationError for one that is not there, is another's, or in a message."""
        wanted, user = super().to_internal_value(data), self.context["request"].user
        assert isinstance(user, User)  # noqa: S101 - its permission lets nobody else in
        found = StoredFile.objects.of_nothing().in_bulk(wanted)
        mine = [found[pk] for pk in wanted if pk in found and found[pk].uploader_id == user.pk]
        if len(mine) < len(wanted):
            self.fail("not_found")
        return mine


class FilesView(APIView):
    """Files that nothing names yet."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": UploadSerializer}, responses={201: FileSerializer}
    )
    def post(self, request: Request) -> Response:
        """Keep a file for a day, till something that you write names it."""
        upload = validated(UploadSerializer(data=request.data))["file"]
        with storing([upload], now=timezone.now(), uploader=user_of(request)) as (row,):
            return Response(FileSerializer(row).data, status.HTTP_201_CREATED)
