"""How each operation of the API is described: what it does, and every way to be refused."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from drf_standardized_errors.openapi import AutoSchema
from rest_framework import serializers

CLAIMED = ("POST", "PUT", "PATCH", "DELETE")
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=_(
        "Up to 255 letters of your own choice. The same request sent again with the same key is "
        "answered as the first time and done once; another request under that key gets 422."
    ),
)
LISTED = {"list": "List the {}", "retrieve": "Read one of the {}"}


class ReasonSerializer(serializers.Serializer[Any]):
    """`code` is for programs and never changes; `attr` names the field, or is null."""

    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class RefusalSerializer(serializers.Serializer[Any]):
    """The one form of every refusal."""

    type = serializers.CharField()
    errors = ReasonSerializer(many=True)  # type: ignore[assignment]


class Operation(AutoSchema):
    """An operation with its summary, its header and its refusals."""

    def get_summary(self) -> str:
        action = getattr(self.view, "action", "")
        if action in LISTED:
            return LISTED[action].format(self._tokenize_path()[-1].replace("-", " "))
        first, _blank, _rest = str(self.get_description()).partition(". ")
        return " ".join(first.split()).rstrip(".")

    def get_override_parameters(self) -> list[Any]:
        given: list[Any] = super().get_override_parameters()
        return [*given, KEY] if self._takes_key() else given

    def _takes_key(self) -> bool:
        """Tell whether a key is heeded: of everybody who has a token, but not for one."""
        is_token = getattr(self.view, "throttle_scope", "") == "tokens"
        return self.method == "POST" and bool(self.view.authentication_classes) and not is_token

    def _should_add_error_response(self, responses: Any, status_code: str) -> bool:
        """The base knows when the common ones come; ours are those of writing."""
        if status_code in responses:
            return False
        if status_code == "400":
            return True  # of a body, a filter or a cursor that can't be read
        if status_code in ("409", "413"):
            return self.method in CLAIMED
        if status_code == "422":
            return self._takes_key()
        if status_code == "401":
            return bool(self.get_auth()) or self.method == "POST"
        is_added: bool = super()._should_add_error_response(responses, status_code)
        return is_added
