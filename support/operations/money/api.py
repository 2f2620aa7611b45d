"""The source of a case's payment over the API: look-ups, and steps that move money again."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.cases.models import Case
from support.operations.money.asking import (
    Wanted,
    ask_source,
    ask_step,
    confirm_step,
    withdraw_step,
)
from support.operations.money.models import Deed, MoneyStep
from support.sources.models import LookUp
from support.staff.access import ByRole
from web.access import by, user_of
from web.bodies import validated

SHOWN = 50  # the newest


class LookUpSerializer(serializers.ModelSerializer[LookUp]):
    class Meta:
        model = LookUp
        fields = [
            "why", "asked_at", "state", "finished_at", "status", "answered_at_source", "words",
        ]  # fmt: skip


class MoneyStepSerializer(serializers.ModelSerializer[MoneyStep]):
    """`key` is the order's at the source, and the reference of the payment that it makes."""

    payment = serializers.CharField(source="payment.reference")
    asked_by = serializers.CharField(source="asked_by.username", default=None)
    confirmed_by = serializers.CharField(source="confirmed_by.username", default=None)

    class Meta:
        model = MoneyStep
        fields = [
            "id", "payment", "deed", "amount", "is_corrected", "state", "why", "words", "key",
            "asked_by", "asked_at", "looked_status", "looked_at", "confirmed_by", "confirmed_at",
            "ended_at",
        ]  # fmt: skip


class WantedSerializer(serializers.Serializer[dict[str, Any]]):
    """What is asked for; a payment is sent again whole, so `amount` is for refunds alone."""

    deed = serializers.ChoiceField(choices=Deed.choices)
    amount = serializers.DecimalField(22, 4, required=False, min_value=0)
    is_corrected = serializers.BooleanField(default=False)


class MayConfirm(ByRole):
    """Leads, who may be the second person."""

    def has_permission(self, request: Request, view: Any) -> bool:
        may_work = super().has_permission(request, view)
        return may_work and user_of(request).has_perm("money.confirm_moneystep")


class OfCase(APIView):
    """What belongs to one case."""

    permission_classes: tuple[type[ByRole], ...] = (ByRole,)

    def case(self, reference: str) -> Case:
        case = get_object_or_404(Case.objects.for_list(), reference=reference)
        self.check_object_permissions(self.request, case)
        return case

    def step(self, reference: str, pk: int) -> MoneyStep:
        rows = MoneyStep.objects.select_related("case", "payment", "asked_by", "confirmed_by")
        return get_object_or_404(rows, case=self.case(reference), pk=pk)


class LookUpsView(OfCase):
    @extend_schema(responses={200: LookUpSerializer(many=True)})
    def get(self, request: Request, reference: str) -> Response:
        """Say what the source was asked of the case's payment, the newest first."""
        rows = LookUp.objects.filter(payment=self.case(reference).payment)
        return Response(LookUpSerializer(rows.order_by("-pk")[:SHOWN], many=True).data)

    @extend_schema(request=None, responses={201: LookUpSerializer})
    def post(self, request: Request, reference: str) -> Response:
        """Ask the source now, also for an order that nobody knows of; GET reads the answer."""
        asked = ask_source(self.case(reference), now=timezone.now())
        if asked is None:
            raise NotFound
        return Response(LookUpSerializer(asked).data, status.HTTP_201_CREATED)


class MoneyStepsView(OfCase):
    @extend_schema(responses={200: MoneyStepSerializer(many=True)})
    def get(self, request: Request, reference: str) -> Response:
        """Return the case's steps, the newest first."""
        rows = self.case(reference).money_steps.select_related(
            "payment", "asked_by", "confirmed_by"
        )
        return Response(MoneyStepSerializer(rows.order_by("-pk")[:SHOWN], many=True).data)

    @extend_schema(request=WantedSerializer, responses={201: MoneyStepSerializer})
    def post(self, request: Request, reference: str) -> Response:
        """Ask that the payment is sent again or refunded; its source is looked up first."""
        case = self.case(reference)
        wanted = Wanted(**validated(WantedSerializer(data=request.data)))
        step = ask_step(case, wanted, **by(user_of(request)))
        return Response(MoneyStepSerializer(step).data, status.HTTP_201_CREATED)


class ConfirmationView(OfCase):
    permission_classes = (MayConfirm,)

    @extend_schema(request=None, responses={201: MoneyStepSerializer})
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Confirm as the second person (leads); `asked` again: the source's word was too old."""
        step = confirm_step(self.step(reference, pk), **by(user_of(request)))
        return Response(MoneyStepSerializer(step).data, status.HTTP_201_CREATED)


class WithdrawalView(OfCase):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Take it back, as long as nobody has confirmed it."""
        withdraw_step(self.step(reference, pk), **by(user_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)
