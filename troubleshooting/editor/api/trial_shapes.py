"""What the API answers of a trial: the walk as the agent sees it, and as the customer does."""

from typing import Any

from rest_framework import serializers

from troubleshooting.checks.evidence import Evidence
from troubleshooting.editor.api.shapes import VersionSerializer


class ChoiceSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named so


class ValueSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    value = serializers.CharField()


class FindingSerializer(serializers.Serializer[Any]):
    """What a check says, where its rule comes from, and the values that it read."""

    title = serializers.CharField()
    sentence = serializers.CharField()
    strength = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    values = serializers.SerializerMethodField()

    def get_values(self, evidence: Any) -> list[dict[str, str]]:
        """Name the values as agents read them."""
        return [{"name": name, "value": value} for name, value in evidence.read]


class WeighedSerializer(FindingSerializer):
    """What a check says at the step that waits; `speaks_for` are keys of its options."""

    speaks_for = serializers.SerializerMethodField()

    def get_speaks_for(self, evidence: Evidence) -> list[str]:
        return [key for key, _label in evidence.speaks_for]


class PassedSerializer(serializers.Serializer[Any]):
    """One step of the path; `overrules` tells that somebody contradicted what a check said."""

    node = serializers.CharField()
    title = serializers.CharField()
    answer = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    overrules = serializers.BooleanField(source="is_overruled")
    finding = FindingSerializer(source="evidence", allow_null=True)


class WaitingSerializer(serializers.Serializer[Any]):
    """The step that waits for an answer; one that is a dead end has no way on."""

    node = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    options = ChoiceSerializer(many=True)
    can_skip = serializers.BooleanField()
    is_dead_end = serializers.BooleanField()
    finding = WeighedSerializer(allow_null=True)
    conflicts = WeighedSerializer(many=True)


class TriedMessageSerializer(serializers.Serializer[Any]):
    """One message as the customer would get it; an SMS has no subject, an e-mail no segments."""

    channel = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField()
    segments = serializers.IntegerField()


class ReachedSerializer(serializers.Serializer[Any]):
    """The outcome, and what it would do; `sentence` is what the messages say of the cause."""

    node = serializers.CharField()
    title = serializers.CharField()
    cure = serializers.CharField()
    cause = serializers.CharField(source="cause_name")
    status = serializers.CharField(source="status_label")
    message = serializers.CharField()
    messages = TriedMessageSerializer(many=True)
    sentence = serializers.CharField()
    is_confidential = serializers.BooleanField()
    automatic = serializers.BooleanField(source="is_automatic")


class AgentSightSerializer(serializers.Serializer[Any]):
    path = PassedSerializer(many=True)
    remaining = serializers.IntegerField()
    present = WaitingSerializer(source="asked", allow_null=True)
    outcome = ReachedSerializer(source="found", allow_null=True)


class ToldSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    answer = serializers.CharField()


class CustomerSightSerializer(serializers.Serializer[Any]):
    """Customer words alone; without a title nothing of the present step is shown to customers."""

    path = serializers.SerializerMethodField()
    hidden_steps = serializers.IntegerField(source="hidden")
    title = serializers.CharField()
    body = serializers.CharField()
    options = ChoiceSerializer(many=True)
    is_outcome = serializers.BooleanField()
    messages = TriedMessageSerializer(many=True)
    sentence = serializers.CharField()

    def get_path(self, sight: Any) -> list[dict[str, str]]:
        """Name the steps that the customer saw, with what was answered."""
        return [{"title": title, "answer": answer} for title, answer in sight.path]


class TrialSerializer(serializers.Serializer[Any]):
    """Where the walk stands; `refused` are the answers it doesn't take, by place from 0."""

    version = VersionSerializer()
    language = serializers.CharField()
    payment = serializers.CharField()
    refused = serializers.ListField(child=serializers.IntegerField())
    agent = AgentSightSerializer()
    customer = CustomerSightSerializer()


class SampleSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    facts = serializers.DictField(child=serializers.CharField())


class FactSerializer(serializers.Serializer[Any]):
    """A fact that can be made up; one without choices is a text."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    choices = serializers.ListField(child=serializers.CharField())


class PaymentsSerializer(serializers.Serializer[Any]):
    """Payments that a tree can be tried with, and the facts that its checks read."""

    samples = SampleSerializer(many=True)
    facts = FactSerializer(many=True)
