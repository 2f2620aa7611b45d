"""Trying a tree over the API, as on its page: nothing of it is stored or sent."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.checks.facts import FACTS
from troubleshooting.editor.api.access import TreeAccess
from troubleshooting.editor.api.bodies import LanguageField, StrictSerializer, Text
from troubleshooting.editor.api.checks import VERSION
from troubleshooting.editor.api.trial_shapes import PaymentsSerializer, TrialSerializer
from troubleshooting.editor.samples import SAMPLES
from troubleshooting.editor.trial.both_sides import build_agent_sight, build_customer_sight
from troubleshooting.editor.trial.facts import (
    DERIVED,
    LONGEST,
    PREFIX,
    build_fields,
    walk_of_case,
)
from troubleshooting.editor.trial.payment import choose_payment, name_of_payment
from troubleshooting.editor.trial.run import (
    ANSWERS_LIMIT,
    KINDS,
    Given,
    Trial,
    graph_to_try,
    run_trial,
)
from troubleshooting.editor.words import reader
from troubleshooting.walks.engine import Kind, Source
from web.bodies import validated

LONGEST_NAME = 200


class GivenSerializer(StrictSerializer):
    """What is answered at a step, in the place of an agent or of the customer."""

    node = Text(max_length=LONGEST_NAME)
    option = Text(max_length=LONGEST_NAME, allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=KINDS, default=Kind.ANSWERED.value)
    by = serializers.ChoiceField(
        choices=[Source.AGENT.value, Source.CUSTOMER.value], default=Source.AGENT.value
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["kind"] == Kind.ANSWERED) != bool(attrs["option"]):
            message = _("An answer names an option, and what is no answer names none.")
            raise serializers.ValidationError({"option": [message]})
        return attrs


class FactsField(serializers.DictField):
    """A made-up payment: facts as texts, as the page takes them."""

    child = Text(max_length=LONGEST, trim_whitespace=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        facts: dict[str, str] = super().to_internal_value(data)
        if unknown := set(facts) - set(FACTS) | set(facts) & set(DERIVED):
            raise serializers.ValidationError(
                {name: [_("There is no such fact to make up.")] for name in sorted(unknown)},
                code="unknown_fact",
            )
        return facts


class TrialRequestSerializer(StrictSerializer):
    """Which version, in which language, with whose payment; without one the checks know nothing."""

    version = Text(max_length=20, default="", allow_blank=True)
    language = LanguageField(default=None, allow_null=True)
    sample = serializers.ChoiceField(
        choices=[sample.name for sample in SAMPLES], allow_null=True, default=None
    )
    case = Text(max_length=LONGEST_NAME, default="", allow_blank=True)
    facts = FactsField(allow_null=True, default=None)
    answers = serializers.ListField(child=GivenSerializer(), max_length=ANSWERS_LIMIT, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(bool(attrs[name]) for name in ("sample", "case", "facts")) > 1:
            raise serializers.ValidationError(
                _("Please name one payment: a sample, a case, or facts."), code="many_payments"
            )
        return attrs


class TrialView(TreeAccess):
    @extend_schema(parameters=[VERSION], responses={200: PaymentsSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """List invented payments, and the facts that the checks of a version read."""
        version = self.find_present(self.find_tree(slug), request.query_params.get("version", ""))
        groups = build_fields(graph_to_try(version, self.user).check_names, {})
        facts = [
            {
                "name": field.name.removeprefix(PREFIX),
                "label": field.label,
                "choices": [value for value, _label in field.choices],
            }
            for _group, fields in groups
            for field in fields
        ]
        return Response(PaymentsSerializer({"samples": SAMPLES, "facts": facts}).data)

    @extend_schema(request=TrialRequestSerializer, responses={200: TrialSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Walk a version with a payment and answers, and say where the walk stands."""
        tree = self.find_tree(slug)
        asked = validated(TrialRequestSerializer(data=request.data))
        version = self.find_present(tree, asked["version"])
        trial = _trial(asked, self.user)
        chosen = choose_payment(trial)
        run = run_trial(graph_to_try(version, self.user), chosen.facts, trial.given)
        language = asked["language"] or reader()
        reference = chosen.walk.subject if chosen.walk else ""
        with translation.override(language):
            shown = {
                "version": version,
                "language": language,
                "payment": name_of_payment(trial, chosen),
                "refused": run.refused,
                "agent": build_agent_sight(run, reference),
                "customer": build_customer_sight(run, reference),
            }
            return Response(TrialSerializer(shown).data)


def _trial(asked: dict[str, Any], user: User) -> Trial:
    """Raises PermissionDenied where a payment of a customer is none of the user's business."""
    made_up, walk = asked["facts"], ""
    if asked["sample"]:
        made_up = next(one.facts for one in SAMPLES if one.name == asked["sample"])
    if asked["case"]:
        walk = _walk_of_case(asked["case"], user)
    given = tuple(
        Given(one["node"], one["option"], one["kind"], one["by"]) for one in asked["answers"]
    )
    return Trial(walk=walk, made_up=made_up, given=given)


def _walk_of_case(reference: str, user: User) -> str:
    if not user.is_staff:
        raise exceptions.PermissionDenied(
            _("Only colleagues of the support desk may see payments of customers.")
        )
    walk = walk_of_case(reference)
    if walk is None:
        message = _("No guide was ever used for a case with this reference.")
        raise serializers.ValidationError({"case": [message]}, code="unknown_case")
    return str(walk.pk)
