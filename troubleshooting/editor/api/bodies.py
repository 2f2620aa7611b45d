"""What scripts send: JSON and YAML, bounded and sound, and the fields that every write has."""

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, parsers, serializers

from troubleshooting.trees.documents.entries import is_storable
from troubleshooting.trees.documents.format import LANGUAGES, SIZE_LIMIT_BYTES
from troubleshooting.trees.documents.json_text import read_json
from troubleshooting.trees.documents.yaml_text import DocumentError
from troubleshooting.trees.exchange.parsing import read_document
from web.bodies import read_body

LARGEST_NUMBER = 2_147_483_647  # what the database keeps as a number of a version or revision


class TreeJSONParser(parsers.BaseParser):
    """JSON as large as a document may be; what a database can't keep is refused, not mended.

    No JSONParser of the framework, which would bound it as every other request is bounded.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        try:
            value = read_json(read_body(stream, SIZE_LIMIT_BYTES).decode())
        except UnicodeDecodeError as error:
            raise exceptions.ParseError(_("The request is not valid JSON.")) from error
        except DocumentError as error:
            raise _unreadable(_(error.sentence) % error.values, error.line) from error
        if not is_storable(value):
            raise exceptions.ParseError(
                _("The request is too large, too deep, or holds broken text.")
            )
        return value


class TreeYAMLParser(parsers.BaseParser):
    """A document as people write it; whatever else belongs to the request is in its query."""

    media_type = "application/yaml"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        try:
            return {"document": read_document(read_body(stream, SIZE_LIMIT_BYTES))}
        except DocumentError as error:
            raise _unreadable(error.message, error.line) from error


class Text(serializers.CharField):
    """A text as it was written; numbers and flags are none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class MomentField(serializers.DateTimeField):
    """A moment; one so far off that some time zone can't say it is refused."""

    def enforce_timezone(self, value: datetime) -> datetime:
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("overflow")


@extend_schema_field({"type": "string", "pattern": f"^({'|'.join(LANGUAGES)})$"})
class LanguageField(serializers.ChoiceField):
    """A language that trees are written in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=LANGUAGES, **options)


class StrictSerializer(serializers.Serializer[dict[str, Any]]):
    """Refuses fields that it doesn't know: what a script misspells would be left out in silence."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError(
                {name: [_("There is no such field.")] for name in sorted(map(str, unknown))},
                code="unknown_field",
            )
        given: dict[str, Any] = super().to_internal_value(data)
        return given


class SeenDraftSerializer(StrictSerializer):
    """Which revision of which draft somebody saw; revisions of an earlier draft are none of it."""

    seen = serializers.IntegerField(min_value=0, max_value=LARGEST_NUMBER)
    opened_at = MomentField()


class SeenTreeSerializer(SeenDraftSerializer):
    """The same where there may be no draft yet: then `seen` is 0, without `opened_at`."""

    opened_at = MomentField(allow_null=True, default=None)


def _unreadable(sentence: str, line: int) -> exceptions.ParseError:
    if not line:
        return exceptions.ParseError(sentence)
    return exceptions.ParseError(
        _("Line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence}
    )
