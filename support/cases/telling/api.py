"""What is said in a case, and the files of it, over the API."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.models import Case, Message
from support.cases.services import add_note, send_reply
from support.cases.telling.attaching import file_of, hand_out
from support.cases.telling.message_words import message_context
from support.files.api import FileSerializer, NamedFiles
from support.files.holding import files_of, knowing_files
from web.access import by, user_of
from web.bodies import validated


class MessageSerializer(serializers.ModelSerializer[Message]):
    author = serializers.SlugRelatedField[User](slug_field="username", read_only=True)
    case = serializers.SlugRelatedField[Case](
        slug_field="reference", read_only=True,
        help_text="Where it was written: another one, where that was merged into this case.",
    )  # fmt: skip
    files = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = ["kind", "author", "body", "medium", "written_at", "case", "files"]

    @extend_schema_field(FileSerializer(many=True))
    def get_files(self, message: Message) -> Any:
        read = self.context.get("files")
        rows = message.files.all() if read is None else read.get(message.pk, [])
        return FileSerializer(rows, many=True).data


class BodySerializer(serializers.Serializer[dict[str, Any]]):
    body = serializers.CharField(max_length=20_000)
    files = NamedFiles()


class ReplySerializer(BodySerializer):
    anyway = serializers.BooleanField(
        default=False, help_text="Send it although somebody else has replied within a minute."
    )


def messages_of(case: Case) -> Any:
    """Return what was said in a case and in what was merged into it; a query more for files."""
    said = knowing_files(Message.objects.filter(case.with_merged)).select_related("author", "case")
    rows = list(said.order_by("pk"))
    return MessageSerializer(rows, many=True, context={"files": files_of(rows)}).data


class TellingActions(viewsets.GenericViewSet[Case]):
    """What is said in a case."""

    def _given(self, form: type[BodySerializer]) -> dict[str, Any]:
        return validated(form(data=self.request.data, context=self.get_serializer_context()))

    @extend_schema(request=ReplySerializer, responses={201: MessageSerializer})
    @action(detail=True, methods=["post"])
    def messages(self, request: Request, reference: str) -> Response:
        """Write to the customer; 409 where somebody else has within a minute, but for `anyway`."""
        case, given, now = self.get_object(), self._given(ReplySerializer), timezone.now()
        message = send_reply(
            case,
            given["body"],
            now=now,
            actor=user_of(request),
            context=message_context(case, now=now),
            files=given["files"],
            known=None if given["anyway"] else 0,
        )
        return Response(MessageSerializer(message).data, status.HTTP_201_CREATED)

    @extend_schema(request=BodySerializer, responses={201: MessageSerializer})
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, reference: str) -> Response:
        """Add an internal note."""
        case, given = self.get_object(), self._given(BodySerializer)
        note = add_note(case, given["body"], files=given["files"], **by(user_of(request)))
        return Response(MessageSerializer(note).data, status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path="files/(?P<pk>[-0-9a-f]{36})",
            filter_backends=[], pagination_class=None)  # fmt: skip
    def files(self, request: Request, reference: str, pk: str) -> HttpResponse:
        """Read a file of the case; 404 for one that was not cleared."""
        case = self.get_object()
        try:
            row = file_of(case, UUID(pk), reader=user_of(request))
        except ValueError as error:
            raise Http404 from error
        if row is None or not row.is_cleared:
            raise Http404
        return hand_out(row, case.reference, method=request.method, **by(user_of(request)))
