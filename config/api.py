"""The API's addresses and the one format of its errors."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig
from django.core.exceptions import ValidationError as BrokenRule
from django.urls import include, path, re_path
from drf_spectacular.authentication import BasicScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema, extend_schema_view
from drf_standardized_errors.handler import ExceptionHandler
from knox.views import LoginView
from rest_framework import exceptions, serializers, status
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView

from config.api_tokens import NameAndPassword
from support.answering.api import CaseMacroView, MacroViewSet
from support.answering.saving import StaleMacro
from support.cases.api import CaseViewSet
from support.cases.changing.services import StaleCase
from support.cases.exporting.api import CaseExportView
from support.cases.telling.saying import OtherReply
from support.cases.viewing.api import SavedViewViewSet
from support.files.api import FilesView
from support.guidance.api import (
    CaseWalkView,
    WalkAnswersView,
    WalkAnswerView,
    WalkCausesView,
    WalkOutcomeView,
    WalkView,
)
from support.guidance.outcomes.api import CaseCauseView
from support.guidance.reports.api import CustomerAnswersView
from support.incidents.api import IncidentViewSet
from support.incidents.updating import StaleIncident
from support.inquiries.api import BankViewSet, InquiryViewSet
from support.intake.api import PaymentEventView
from support.lead.channels.api import (
    PlannedStopsView,
    StatesView,
    StopCancellationView,
    TestPaymentsView,
)
from support.liaison.api import ActionsView, ContactsView
from support.notifications.api import NotificationViewSet
from support.notifications.returns.sms_api import (
    AliyunIncomingView,
    AliyunReceiptsView,
    KannelIncomingView,
    SmsReceiptView,
    TwilioIncomingView,
    TwilioReceiptView,
)
from support.operations.money.api import (
    ConfirmationView,
    LookUpsView,
    MoneyStepsView,
    WithdrawalView,
)
from support.operations.plans.api import ChecklistViewSet, PlanViewSet
from support.payments.api import ChannelViewSet
from support.reports.api import ReportView
from support.roster.api import RosterView
from support.sources.api import SourceViewSet
from support.webhooks.api import DeliveriesView, WebhookViewSet
from troubleshooting.causes.api import CauseViewSet, FailureCodeViewSet, SchemeViewSet
from troubleshooting.walks.services import StaleWalk
from web.bodies import TooLarge, takes_files


class Conflict(exceptions.APIException):
    """Somebody changed it meanwhile; nothing was done."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "stale"


class ErrorHandler(ExceptionHandler):
    """Say broken rules and conflicts in the same form as every other error."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, OtherReply):
            return Conflict(exc.messages[0], exc.code)
        if isinstance(exc, BrokenRule):
            return exceptions.ValidationError(_details(exc))
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        if isinstance(exc, StaleWalk | StaleCase | StaleMacro | StaleIncident):
            return Conflict(str(exc))
        converted: Exception = super().convert_known_exceptions(exc)
        return converted


def _details(broken: BrokenRule) -> Any:
    """Return every sentence of a broken rule under its field, if it has one, with its own code."""
    if hasattr(broken, "error_dict") and NON_FIELD_ERRORS not in broken.error_dict:
        return {name: _told(found) for name, found in broken.error_dict.items()}
    found = broken.error_dict.values() if hasattr(broken, "error_dict") else [broken.error_list]
    return [detail for listed in found for detail in _told(listed)]


def _told(broken: Iterable[BrokenRule]) -> list[exceptions.ErrorDetail]:
    return [
        exceptions.ErrorDetail(message, code=error.code or "invalid")
        for error in broken
        for message in error.messages
    ]


class AgentTokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """How the description names our tokens."""

    target_class = "config.api_tokens.AgentToken"


class NameAndPasswordScheme(BasicScheme):  # type: ignore[no-untyped-call]
    """How the description names what tokens are given for."""

    target_class = "config.api_tokens.NameAndPassword"


class TokenSerializer(serializers.Serializer[Any]):
    expiry = serializers.DateTimeField()
    token = serializers.CharField()


@extend_schema_view(post=extend_schema(request=None, responses={200: TokenSerializer}))
class TokenView(LoginView):
    """Exchange a user's name and password (HTTP Basic) for a token."""

    authentication_classes = (NameAndPassword,)
    throttle_scope = "tokens"
    permission_classes = (IsAdminUser,)


class NothingHereView(APIView):
    """Say "not found" in the API's own form for addresses that it does not have."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound


router = DefaultRouter()
router.register("cases", CaseViewSet, basename="case")
router.register("views", SavedViewViewSet)
router.register("channels", ChannelViewSet)
router.register("causes", CauseViewSet)
router.register("failure-codes", FailureCodeViewSet)
router.register("failure-schemes", SchemeViewSet)
router.register("incidents", IncidentViewSet, basename="incident")
router.register("banks", BankViewSet)
router.register("inquiries", InquiryViewSet)
router.register("plans", PlanViewSet)
router.register("checklists", ChecklistViewSet)
router.register("sources", SourceViewSet)
router.register("webhooks", WebhookViewSet, basename="webhook")
router.register("macros", MacroViewSet)
router.register("notifications", NotificationViewSet, basename="notification")

urlpatterns = [
    path("tokens/", TokenView.as_view(), name="api-token"),
    path("payment-events/", PaymentEventView.as_view(), name="payment-events"),
    path("cases/export/csv/", CaseExportView.as_view(form="csv"), name="api-cases-csv"),
    path("cases/export/xlsx/", CaseExportView.as_view(form="xlsx"), name="api-cases-xlsx"),
    path("files/", takes_files(FilesView.as_view()), name="api-files"),
    path("cases/<slug:reference>/answers/", CustomerAnswersView.as_view(), name="api-case-answers"),
    path("cases/<slug:reference>/look-ups/", LookUpsView.as_view(), name="api-look-ups"),
    path("cases/<slug:reference>/money-steps/", MoneyStepsView.as_view(), name="api-money-steps"),
    path(
        "cases/<slug:reference>/money-steps/<int:pk>/confirmation/",
        ConfirmationView.as_view(),
        name="api-money-confirmation",
    ),
    path(
        "cases/<slug:reference>/money-steps/<int:pk>/withdrawal/",
        WithdrawalView.as_view(),
        name="api-money-withdrawal",
    ),
    path("cases/<slug:reference>/walk/", CaseWalkView.as_view(), name="api-case-walk"),
    path("cases/<slug:reference>/cause/", CaseCauseView.as_view(), name="api-case-cause"),
    path(
        "cases/<slug:reference>/macros/<slug:slug>/", CaseMacroView.as_view(), name="api-case-macro"
    ),
    path("channels/<slug:code>/states/", StatesView.as_view(), name="api-channel-states"),
    path(
        "channels/<slug:code>/planned-stops/", PlannedStopsView.as_view(), name="api-channel-stops"
    ),
    path(
        "channels/<slug:code>/planned-stops/cancellation/",
        StopCancellationView.as_view(),
        name="api-channel-stop-cancellation",
    ),
    path(
        "channels/<slug:code>/test-payments/", TestPaymentsView.as_view(), name="api-channel-tests"
    ),
    path("liaison/contacts/", ContactsView.as_view(), name="api-contacts"),
    path("liaison/actions/", ActionsView.as_view(), name="api-actions"),
    path("sms-receipts/twilio/<str:token>/", TwilioReceiptView.as_view(), name="twilio-receipt"),
    path("sms-receipts/aliyun/<str:token>/", AliyunReceiptsView.as_view(), name="aliyun-receipts"),
    path("sms-receipts/<str:token>/", SmsReceiptView.as_view(), name="sms-receipt"),
    path("incoming-sms/kannel/<str:token>/", KannelIncomingView.as_view(), name="kannel-incoming"),
    path("incoming-sms/twilio/", TwilioIncomingView.as_view(), name="twilio-incoming"),
    path("incoming-sms/aliyun/<str:token>/", AliyunIncomingView.as_view(), name="aliyun-incoming"),
    path("reports/<slug:name>/", ReportView.as_view(), name="api-report"),
    path("roster/", RosterView.as_view(), name="api-roster"),
    path("walks/<uuid:pk>/", WalkView.as_view(), name="api-walk"),
    path("walks/<uuid:pk>/answers/", WalkAnswersView.as_view(), name="api-walk-answers"),
    path("walks/<uuid:pk>/answers/<int:number>/", WalkAnswerView.as_view(), name="api-walk-answer"),
    path("walks/<uuid:pk>/causes/", WalkCausesView.as_view(), name="api-walk-causes"),
    path("walks/<uuid:pk>/outcome/", WalkOutcomeView.as_view(), name="api-walk-outcome"),
    path("webhooks/<int:pk>/deliveries/", DeliveriesView.as_view(), name="api-deliveries"),
    path("trees/", include("troubleshooting.editor.api.urls")),
    *router.urls,
    re_path("", NothingHereView.as_view()),
]
