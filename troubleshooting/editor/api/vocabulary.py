"""What a document may name, and causes that the list lacks, over the API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.causes.api import CauseSerializer
from troubleshooting.causes.models import Cause
from troubleshooting.causes.services import NewCause
from troubleshooting.checks.registry import all_checks
from troubleshooting.editor.api.access import TreeAccess
from troubleshooting.editor.api.bodies import StrictSerializer, Text
from troubleshooting.editor.step.new_cause import SENTENCE_LIMIT, add_to_causes
from troubleshooting.trees.documents.format import ENDINGS, FIELDS, LANGUAGES, MESSAGES, STATUSES
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.rights import Level, sight_of
from web.bodies import validated

LONGEST_NAME = 120
LONGEST_ADVICE = 1_000


class NamedCheckSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    results = serializers.ListField(child=serializers.CharField())


class VocabularySerializer(serializers.Serializer[Any]):
    """Everything that a document may name; causes by their slugs, more of them in `causes/`."""

    kinds = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    languages = serializers.ListField(child=serializers.CharField())
    checks = NamedCheckSerializer(many=True)
    causes = serializers.ListField(child=serializers.CharField())
    messages = serializers.ListField(child=serializers.CharField())
    statuses = serializers.ListField(child=serializers.CharField())
    endings = serializers.ListField(child=serializers.CharField())
    trees = serializers.ListField(child=serializers.CharField())


class NewCauseSerializer(StrictSerializer):
    name_en = Text(max_length=LONGEST_NAME)
    name_zh = Text(max_length=LONGEST_NAME)
    customer_message_en = Text(max_length=SENTENCE_LIMIT)
    customer_message_zh = Text(max_length=SENTENCE_LIMIT)
    disclosure = serializers.ChoiceField(
        choices=Cause.Disclosure.choices, default=Cause.Disclosure.OPEN.value
    )
    group = serializers.ChoiceField(choices=Cause.Group.choices, default=Cause.Group.BANK.value)
    how_to_check_en = Text(max_length=LONGEST_ADVICE, default="", allow_blank=True)
    how_to_check_zh = Text(max_length=LONGEST_ADVICE, default="", allow_blank=True)
    fix_en = Text(max_length=LONGEST_ADVICE, default="", allow_blank=True)
    fix_zh = Text(max_length=LONGEST_ADVICE, default="", allow_blank=True)


class VocabularyView(TreeAccess):
    @extend_schema(responses={200: VocabularySerializer})
    def get(self, request: Request, slug: str) -> Response:
        """List what steps may name: kinds with fields, checks with results, and so on."""
        self.find_tree(slug)
        catalogue, sight = present_catalogue(), sight_of(self.user)
        shown = {
            "kinds": {kind: sorted(fields) for kind, fields in FIELDS.items()},
            "languages": LANGUAGES,
            "checks": [
                {"name": check.name, "title": _(check.title), "results": check.options}
                for check in all_checks()
            ],
            "causes": sorted(catalogue.causes),
            "messages": MESSAGES,
            "statuses": STATUSES,
            "endings": ENDINGS,
            "trees": sorted(slug for slug in catalogue.trees if sight.opens([slug])),
        }
        return Response(VocabularySerializer(shown).data)


class TreeCausesView(TreeAccess):
    @extend_schema(request=NewCauseSerializer, responses={201: CauseSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Add a cause that the list lacks; outcomes of every tree may name it from then on."""
        tree = self.find_tree(slug, Level.EDIT)
        new = NewCause(**validated(NewCauseSerializer(data=request.data)))
        cause = add_to_causes(tree, new, **self.by)
        return Response(CauseSerializer(cause).data, status.HTTP_201_CREATED)
