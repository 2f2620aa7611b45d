"""Macros over the API: the list, writing them (leads), and applying one to a case."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.answering.deeds import Deed, Press, case_after, check_press, deeds_of, words_for
from support.answering.macros import apply_macro, take_back_macro
from support.answering.models import MOVES, AppliedMacro, Given, Macro
from support.answering.saving import Written, save_macro
from support.cases.models import Case, Ending
from support.cases.models.tagged import LONGEST_TAG
from support.cases.taking.naps import NAPS
from support.files.api import NamedFiles
from support.payments.api import RowByName
from support.staff.access import ByRole
from support.staff.models import Team
from support.webhooks.api import IsLead
from web.access import by, user_of
from web.bodies import validated

LONGEST_BODY = 20_000


class TextsSerializer(serializers.Serializer[dict[str, Any]]):
    """A text in each language that it has."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            code: serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_BODY)
            for code, _label in settings.LANGUAGES
        }


class NewMacroSerializer(serializers.Serializer[Any]):
    """All of a macro; what is left out is empty."""

    names = TextsSerializer()
    texts = TextsSerializer(default=dict)
    team = RowByName(slug_field="name", queryset=Team.objects.all(), allow_null=True, default=None)
    status = serializers.ChoiceField(choices=MOVES, allow_blank=True, default="")
    ending = serializers.ChoiceField(choices=Ending.choices, allow_blank=True, default="")
    priority = serializers.ChoiceField(choices=Case.Priority.choices, allow_blank=True, default="")
    tags = serializers.ListField(child=serializers.CharField(max_length=LONGEST_TAG), default=list)
    untags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), default=list
    )
    given = serializers.ChoiceField(choices=Given.choices, allow_blank=True, default="")
    to_team = RowByName(
        slug_field="name", queryset=Team.objects.all(), allow_null=True, default=None
    )
    nap = serializers.ChoiceField(choices=list(NAPS.items()), allow_blank=True, default="")


class MacroSerializer(NewMacroSerializer):
    """A macro with how often it was applied; `version` counts its changes."""

    slug = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    uses = serializers.IntegerField(read_only=True)
    used_at = serializers.DateTimeField(read_only=True, allow_null=True)
    off_at = serializers.DateTimeField(read_only=True, allow_null=True)


class ChangedMacroSerializer(NewMacroSerializer):
    seen = serializers.IntegerField(min_value=0, help_text="`version` of the macro as you saw it.")


class PressSerializer(serializers.Serializer[dict[str, Any]]):
    """What is wanted of it; what is left out is as the macro has it."""

    body = serializers.CharField(
        max_length=LONGEST_BODY, allow_blank=True, required=False,
        help_text="Words in the place of its own; empty for no reply.",
    )  # fmt: skip
    deeds = serializers.ListField(child=serializers.CharField(max_length=20), required=False)
    seen = serializers.IntegerField(required=False, help_text="`version` as you saw it.")
    files = NamedFiles()
    anyway = serializers.BooleanField(
        default=False, help_text="Write although somebody else has replied within a minute."
    )


class MacroDeedSerializer(serializers.Serializer[Deed]):
    name = serializers.CharField()
    words = serializers.CharField()


class WouldDoSerializer(serializers.Serializer[dict[str, Any]]):
    """What a macro would do to a case now, and what it would write."""

    deeds = MacroDeedSerializer(many=True)
    body = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class AppliedSerializer(serializers.Serializer[AppliedMacro]):
    """A macro that was applied; until `undone_until` whoever did that can take it back."""

    macro = serializers.CharField()
    case = serializers.CharField()
    applied_at = serializers.DateTimeField()
    undone_until = serializers.DateTimeField()


class LeadsWrite(IsLead):
    """Whoever works here reads macros; leads write them."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS:
            return ByRole().has_permission(request, view)
        return super().has_permission(request, view)


class MacroViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Macro]
):
    """Words and deeds that are applied to a case by one call."""

    queryset = Macro.objects.select_related("team", "to_team")
    serializer_class = MacroSerializer
    permission_classes = (LeadsWrite,)
    lookup_field = "slug"
    lookup_value_regex = "[-\\w]+"
    ordering = ("slug",)

    @extend_schema(request=NewMacroSerializer, responses={201: MacroSerializer})
    def create(self, request: Request) -> Response:
        """Write a macro (leads)."""
        written = Written(**validated(NewMacroSerializer(data=request.data)))
        macro = save_macro(None, written, **by(user_of(request)))
        return Response(MacroSerializer(macro).data, status.HTTP_201_CREATED)

    @extend_schema(request=ChangedMacroSerializer)
    def update(self, request: Request, slug: str) -> Response:
        """Write a macro anew (leads). If somebody else did since you saw it, the answer is 409."""
        form = validated(ChangedMacroSerializer(data=request.data))
        seen = form.pop("seen")
        macro = save_macro(self.get_object(), Written(**form), seen=seen, **by(user_of(request)))
        return Response(MacroSerializer(macro).data)


class CaseMacroView(APIView):
    """A macro and a case."""

    permission_classes = (ByRole,)

    def found(self, reference: str, slug: str) -> tuple[Case, Macro]:
        case = get_object_or_404(Case.objects.for_list(), reference=reference)
        self.check_object_permissions(self.request, case)
        return case, get_object_or_404(Macro.objects.select_related("to_team"), slug=slug)

    @extend_schema(responses={200: WouldDoSerializer})
    def get(self, request: Request, reference: str, slug: str) -> Response:
        """Say what the macro would do and write; nothing is done."""
        case, macro = self.found(reference, slug)
        press, now = Press(body="", seen=macro.version), timezone.now()
        check_press(macro, case, press)
        would = {
            "deeds": deeds_of(macro, case, user_of(request)),
            "body": words_for(macro, case_after(case, macro, press, now=now), now=now),
            "version": macro.version,
        }
        return Response(WouldDoSerializer(would).data)

    @extend_schema(request=PressSerializer, responses={201: AppliedSerializer})
    def post(self, request: Request, reference: str, slug: str) -> Response:
        """Apply the macro, or some of its deeds; nothing leaves for ten seconds."""
        case, macro = self.found(reference, slug)
        form = validated(PressSerializer(data=request.data, context={"request": request}))
        known = None if form.pop("anyway") else 0
        applied = apply_macro(case, macro, Press(**form, known=known), **by(user_of(request)))
        return Response(AppliedSerializer(applied).data, status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, reference: str, slug: str) -> Response:
        """Take back the macro that the caller has just applied, while nothing has left."""
        case, macro = self.found(reference, slug)
        rows = AppliedMacro.objects.filter(case=case, macro=macro, actor=user_of(request))
        last = rows.select_related("case", "macro", "message").order_by("-pk").first()
        if last is None:
            raise Http404
        take_back_macro(last, **by(user_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)
