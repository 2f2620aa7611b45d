"""PATCH of a case."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.changing.services import MOST_TAGS, Change, change_case
from support.cases.models import Case, Ending, Status
from support.cases.models.tagged import LONGEST_TAG
from web.access import by, user_of
from web.bodies import validated

# Nobody makes a case new again, and what is resolved is by its own address, which tells customers.
CHANGED_TO = [choice for choice in Status.choices if choice[0] not in (Status.NEW, Status.RESOLVED)]


class ChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """What is to change; what is left out stays as it is."""

    seen = serializers.CharField(max_length=64, help_text="`version` of the case as you saw it.")
    status = serializers.ChoiceField(choices=CHANGED_TO, required=False)
    ending = serializers.ChoiceField(
        choices=Ending.choices, default="", allow_blank=True,
        help_text="How it ends: needed to close a case that is not resolved.",
    )  # fmt: skip
    note = serializers.CharField(max_length=20_000, allow_blank=True, default="")
    priority = serializers.ChoiceField(choices=Case.Priority.choices, required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False,
        help_text="All of them: what is not named is taken away.",
    )  # fmt: skip


class ChangingActions(viewsets.GenericViewSet[Case]):
    """Changing a case."""

    @extend_schema(request=ChangeSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:
        """Change status, priority and tags, all or none.

        `seen` is the `version` that you saw. If somebody changed any of these meanwhile, nothing
        is done, and the answer is 409: read the case again. Notes, messages and clocks are in
        nobody's way.
        """
        form = validated(ChangeSerializer(data=request.data))
        seen = form.pop("seen")
        case = change_case(self.get_object(), Change(**form), seen=seen, **by(user_of(request)))
        return Response(self.get_serializer(self.get_queryset().get(pk=case.pk)).data)
