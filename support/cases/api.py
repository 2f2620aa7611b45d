"""Cases over the API."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.bulk.api import BulkActions
from support.cases.changing.api import ChangingActions
from support.cases.filters import CaseFilter
from support.cases.joining import (
    Lookalike,
    join_customers,
    join_that_brought,
    may_be_the_same,
    part_customers,
)
from support.cases.merging.api import MergingActions
from support.cases.models import Case, Ending, Message
from support.cases.models.timeline import WRITTEN_DOWN
from support.cases.opening import Opening
from support.cases.services import (
    open_case,
    record_words,
    resolve_case,
)
from support.cases.taking.api import ReferralSerializer
from support.cases.taking.referring import pending_referral
from support.cases.telling.api import MessageSerializer, TellingActions, messages_of
from support.customers.api import ContactSerializer, NewCustomerSerializer
from support.customers.contacts import Contact
from support.customers.reading import read_contact
from support.customers.services import record_customer
from support.files.api import NamedFiles
from support.notifications.api import NotificationSerializer
from support.notifications.models import Notification
from support.payments.api import PaymentByName, PaymentSerializer, RowByName
from support.payments.models import Payment
from support.staff.models import Team
from web.access import by, user_of
from web.bodies import validated
from web.bounding import bounded


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case as the list shows it."""

    customer = ContactSerializer(source="contact", read_only=True)
    payment = serializers.SlugRelatedField[Payment](slug_field="reference", read_only=True)
    channel = serializers.CharField(
        source="payment.channel.code", default=None, read_only=True, allow_null=True
    )
    cause = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    assignee = serializers.SlugRelatedField[User](slug_field="username", read_only=True)
    team = serializers.SlugRelatedField[Team](slug_field="name", read_only=True)
    merged_into = serializers.SlugRelatedField[Case](
        slug_field="reference", read_only=True, allow_null=True,
        help_text="The case that is kept, where this one turned out to be the same.",
    )  # fmt: skip
    status_class = serializers.CharField(read_only=True)
    version = serializers.CharField(
        read_only=True, help_text="What a PATCH says as `seen`: it tells status, priority and tags."
    )
    customer_wording = serializers.CharField(read_only=True)
    promised_at = serializers.DateTimeField(
        source="promise_that_holds", read_only=True, allow_null=True
    )

    class Meta:
        model = Case
        fields = [
            "reference", "subject", "status", "status_class", "customer_wording", "priority",
            "customer", "payment", "channel", "cause", "assignee", "opened_at", "updated_at",
            "team", "wakes_at", "wakes_on", "follow_up_at", "due_at", "promised_at",
            "bank_due_at", "first_answer_due_at", "next_answer_due_at", "solution_due_at",
            "complaint_due_at", "first_answered_at", "resolved_at", "ending", "unreached_since",
            "tags", "version", "merged_into",
        ]  # fmt: skip


class CaseDetailSerializer(CaseSerializer):
    """A case with its payment and conversation."""

    payment = PaymentSerializer(read_only=True, allow_null=True)  # type: ignore[assignment]
    messages = serializers.SerializerMethodField()
    referral = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "merged_references", "referral", "messages"]

    @extend_schema_field(ReferralSerializer(allow_null=True))
    def get_referral(self, case: Case) -> Any:
        """What it is asked of the team that has it, null for any other team."""
        referral = pending_referral(case)
        return ReferralSerializer(referral).data if referral else None

    @extend_schema_field(MessageSerializer(many=True))
    def get_messages(self, case: Case) -> Any:
        """What was said in it, and in what was merged into it."""
        return messages_of(case)


class NewCaseSerializer(serializers.Serializer[dict[str, Any]]):
    subject = serializers.CharField(max_length=200)
    priority = serializers.ChoiceField(
        choices=Case.Priority.choices, default=Case.Priority.NORMAL.value
    )
    payment = PaymentByName(required=False, allow_null=True, default=None)
    body = serializers.CharField(
        max_length=20_000,
        allow_blank=True,
        default="",
        help_text="What the customer said. It is written down once, however often it is sent.",
    )
    medium = serializers.ChoiceField(choices=WRITTEN_DOWN, default=Message.Medium.EMAIL.value)
    files = NamedFiles()
    customer = NewCustomerSerializer(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        customer = attrs["customer"] or {}
        is_somebody = any(customer.get(name) for name in ("name", "email", "phone"))
        if attrs["payment"] is None and not is_somebody:
            raise serializers.ValidationError({"customer": [_("Name a payment or a customer.")]})
        return attrs


class LookalikeSerializer(serializers.Serializer[Lookalike]):
    """Another customer who may be the same; `case` is their newest, or empty."""

    name = serializers.CharField(source="customer")
    case = serializers.CharField(source="reference")
    shares_email = serializers.BooleanField()
    shares_phone = serializers.BooleanField()


class OtherCaseSerializer(serializers.Serializer[dict[str, Any]]):
    case = RowByName(slug_field="reference", queryset=Case.objects.select_related("customer"))


class ResolutionSerializer(serializers.Serializer[dict[str, Any]]):
    """How a case ends, and whether its customer is told."""

    ending = serializers.ChoiceField(choices=Ending.choices)
    tell = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=20_000, allow_blank=True, default="")


@extend_schema_view(
    take_next=extend_schema(
        responses={201: CaseDetailSerializer, 204: OpenApiResponse(description="Nothing is free.")}
    )
)
class CaseViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    ChangingActions,
    MergingActions,
    BulkActions,
    TellingActions,
):
    """One customer's trouble with one payment."""

    queryset = Case.objects.for_list()
    serializer_class = CaseSerializer
    detail_class = CaseDetailSerializer
    filterset_class = CaseFilter
    ordering = ("-opened_at", "-pk")
    lookup_field = "reference"
    lookup_value_regex = "[-a-zA-Z0-9]+"

    def get_queryset(self) -> QuerySet[Case]:
        return Case.objects.for_list().select_related("merged_into")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Case]]:
        return CaseSerializer if self.action == "list" else CaseDetailSerializer

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with bounded():
            return super().list(request, *args, **kwargs)

    @extend_schema(
        request=NewCaseSerializer,
        responses={200: CaseDetailSerializer, 201: CaseDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Open a case, or find the one that is open for the payment (200).

        The payment goes by our own reference or by what a bank or provider calls it.
        """
        context = self.get_serializer_context()
        form = validated(NewCaseSerializer(data=request.data, context=context))
        payment = form["payment"]
        contact = None if payment else read_contact(Contact(**form["customer"]))
        customer = record_customer(contact) if contact else payment.customer
        opening = Opening(subject=form["subject"], priority=form["priority"], contact=contact)
        case, is_new = open_case(customer, opening=opening, payment=payment, **by(user_of(request)))
        said = {"body": form["body"], "medium": form["medium"]}
        if case.messages.filter(kind="incoming", **said).exists():
            said["body"] = ""  # written down before; files come once anyway
        if form["files"] or said["body"].strip():
            record_words(case, **said, files=form["files"], **by(user_of(request)))
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return self._answer(case, code)

    @extend_schema(request=ResolutionSerializer, responses={201: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def resolution(self, request: Request, reference: str) -> Response:
        """End the case, and tell the customer how it ended unless `tell` is false."""
        form = validated(ResolutionSerializer(data=request.data))
        tells = form.pop("tell")
        case = resolve_case(self.get_object(), tells=tells, **form, **by(user_of(request)))
        return self._answer(case)

    @extend_schema(responses={200: LookalikeSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def lookalikes(self, request: Request, reference: str) -> Response:
        """Name the newest other customers who share an e-mail or a number with this one."""
        found: Any = may_be_the_same(self.get_object())
        return Response(LookalikeSerializer(found, many=True).data)

    @extend_schema(request=OtherCaseSerializer, responses={201: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def joining(self, request: Request, reference: str) -> Response:
        """Say that the customer of another case is the same as this one's."""
        case, other = self.get_object(), validated(OtherCaseSerializer(data=request.data))["case"]
        join_customers(case, other.customer, **by(user_of(request)))
        return self._answer(case)

    @extend_schema(request=OtherCaseSerializer, responses={201: CaseDetailSerializer})
    @action(detail=True, methods=["post"])
    def parting(self, request: Request, reference: str) -> Response:
        """Undo the joining by which another case came to this one's customer."""
        case, other = self.get_object(), validated(OtherCaseSerializer(data=request.data))["case"]
        part_customers(case, join_that_brought(other), **by(user_of(request)))
        return self._answer(case)

    @extend_schema(responses={200: NotificationSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def notifications(self, request: Request, reference: str) -> Response:
        """Every message of the case with its state."""
        rows = Notification.objects.for_thread(*self.get_object().references)
        return Response(NotificationSerializer(rows, many=True).data)
