"""Inquiries over the API: asked, listed, answered, as at the desk."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.models import Case
from support.files.services import MOST_FILES
from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.asking import MOST_IN_A_LETTER, Question, ask_bank, files_to_send
from support.inquiries.codes import ISO_TYPES, Answer, RecallReason, Type
from support.inquiries.models import Bank, Inquiry
from support.inquiries.models.inquiry import LONGEST_WORDS
from support.payments.api import RowByName
from web.access import by, user_of
from web.bodies import validated


class BankSerializer(serializers.ModelSerializer[Bank]):
    channels = serializers.SlugRelatedField[Any](slug_field="code", many=True, read_only=True)

    class Meta:
        model = Bank
        fields = [
            "slug", "name_en", "name_zh", "address", "phone", "hours", "language", "rail",
            "calendar", "time_zone", "channels",
        ]  # fmt: skip


class BankViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Bank]):
    """Banks that can be asked; leads enter them."""

    queryset = Bank.objects.prefetch_related("channels")
    serializer_class = BankSerializer
    ordering = ("slug",)
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"


class InquirySerializer(serializers.ModelSerializer[Inquiry]):
    """What a bank is asked, or wants; `code` is that of ISO 20022 for its type."""

    case = serializers.SlugRelatedField[Case](slug_field="reference", read_only=True)
    bank = serializers.SlugRelatedField[Bank](slug_field="slug", read_only=True)
    code = serializers.SerializerMethodField()

    class Meta:
        model = Inquiry
        fields = [
            "reference", "case", "bank", "is_from_bank", "type", "code", "recall_reason", "words",
            "papers", "quoted", "way", "asked_at", "due_at", "chased", "escalated_at", "proposed",
            "answer", "answered_at", "ended_at", "withdrawn",
        ]  # fmt: skip

    def get_code(self, inquiry: Inquiry) -> str:
        return ISO_TYPES[Type(inquiry.type)]


class NewInquirySerializer(serializers.Serializer[dict[str, Any]]):
    """Several cases are asked about in one letter."""

    cases = serializers.ListField(
        child=RowByName(slug_field="reference", queryset=Case.objects.all()),
        min_length=1, max_length=MOST_IN_A_LETTER,
    )  # fmt: skip
    bank = RowByName(slug_field="slug", queryset=Bank.objects.all())
    type = serializers.ChoiceField(choices=Type.choices)
    way = serializers.ChoiceField(choices=Inquiry.Way.choices, default=Inquiry.Way.MAIL.value)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    recall_reason = serializers.ChoiceField(
        choices=RecallReason.choices, allow_blank=True, default=""
    )
    files = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_FILES, default=list,
        help_text="Of what the customer of the one case sent.",
    )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Look the files up among those that may leave."""
        wanted, cases = set(attrs["files"]), attrs["cases"]
        about_one = len({case.pk for case in cases}) == 1
        offered = files_to_send(cases[0].with_merged) if wanted and about_one else []
        files = [file for file in offered if file.pk in wanted]
        if len(files) < len(wanted):
            words = _("Files are those of the one case that is asked about, and may leave.")
            raise serializers.ValidationError({"files": [words]}, code="not_found")
        return attrs | {"files": files}


class BankAnswerSerializer(serializers.Serializer[dict[str, Any]]):
    """`replaces` is the answer that was read before, where there was one; else 400."""

    code = serializers.ChoiceField(choices=Answer.choices)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    replaces = serializers.ChoiceField(choices=Answer.choices, allow_blank=True, default="")


class InquiryFilter(django_filters.FilterSet):
    case = django_filters.CharFilter(field_name="case__reference")
    bank = django_filters.CharFilter(field_name="bank__slug")
    is_open = django_filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull")
    overdue = django_filters.BooleanFilter(method="late")

    class Meta:
        model = Inquiry
        fields = ("case", "bank", "type", "answer", "is_from_bank", "is_open", "overdue")

    def late(self, rows: Any, _name: str, value: bool) -> Any:  # noqa: FBT001 - as it is called
        condition = Q(ended_at=None, due_at__lt=timezone.now())
        return rows.filter(condition if value else ~condition)


class InquiryViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Inquiry]
):
    """What banks are asked of cases, the newest first."""

    queryset = Inquiry.objects.select_related("case", "bank")
    serializer_class = InquirySerializer
    filterset_class = InquiryFilter
    ordering = ("-id",)
    lookup_field = "reference"
    lookup_value_regex = "INQ-[0-9A-Z]{8}"

    @extend_schema(request=NewInquirySerializer, responses={201: InquirySerializer(many=True)})
    def create(self, request: Request) -> Response:
        """Ask a bank about one case or many; the letter leaves at once."""
        given = validated(NewInquirySerializer(data=request.data))
        cases = given.pop("cases")
        for case in cases:
            self.check_object_permissions(request, case)
        made = ask_bank(cases, Question(**given), **by(user_of(request)))
        return Response(InquirySerializer(made, many=True).data, status.HTTP_201_CREATED)

    @extend_schema(request=BankAnswerSerializer, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, reference: str) -> Response:
        """Write down what the bank answered; the guide of the case goes on by itself."""
        inquiry = self.get_object()
        self.check_object_permissions(request, inquiry.case)
        given = validated(BankAnswerSerializer(data=request.data))
        found = answer_inquiry(inquiry, Given(**given), **by(user_of(request)))
        return Response(InquirySerializer(found).data, status.HTTP_201_CREATED)
