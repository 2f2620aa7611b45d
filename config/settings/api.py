"""The API and its description."""

from datetime import timedelta

from config.settings.security import PUBLIC_URL
from config.variables import number

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.api_tokens.AgentToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["support.staff.access.ByRole"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["web.bodies.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "web.bodies.ByName",
    "DEFAULT_SCHEMA_CLASS": "config.operations.Operation",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_FILTER_BACKENDS": ["config.filters.StrictFilters"],
    "DEFAULT_PAGINATION_CLASS": "web.cursor_pages.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["config.strangers.rates.Rate"],
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Requests a minute: of one user, of an address without a token, of one that signs what it sends; of
# an address, walks without a case that are begun.
API_RATES = {
    "agents": number("API_RATE", "1200", int),
    "strangers": 120,
    "events": number("EVENT_RATE", "6000", int),
    "tokens": 20,
    "help": 10,
    "helped": 10,
    "asks": 60,  # an hour
    "news": 5,
}
REFUSALS = (
    "400",
    "401",
    "403",
    "404",
    "405",
    "406",
    "409",
    "413",
    "415",
    "422",
    "429",
    "500",
    "503",
)
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "config.api.ErrorHandler",
    "ALLOWED_ERROR_STATUS_CODES": REFUSALS,
    "ERROR_SCHEMAS": dict.fromkeys(REFUSALS, "config.operations.RefusalSerializer"),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Casewalk",
    "DESCRIPTION": "A help desk for payments that do not arrive.",
    "VERSION": "1",
    "SERVERS": [{"url": PUBLIC_URL}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "PaymentDirectionEnum": "support.payments.models.Direction.choices",
        "CaseStatusEnum": "support.cases.models.Status.choices",
        "MacroStatusEnum": "support.answering.models.MOVES",
        "WakesOnEnum": "support.cases.models.Wake.choices",
        "WrittenDownMediumEnum": "support.cases.models.timeline.WRITTEN_DOWN",
        "IncidentStateEnum": "support.incidents.api.STATES",
        "GoingOnEnum": "support.incidents.api.GOING_ON",
        "BankAnswerEnum": "support.inquiries.codes.Answer.choices",
        "InquiryTypeEnum": "support.inquiries.codes.Type.choices",
        "RecallReasonEnum": "support.inquiries.codes.RecallReason.choices",
        "ChannelStateEnum": "support.lead.channels.api.STATES",
        "TestPaymentStateEnum": "support.lead.channels.api.TEST_STATES",
        "MoneyDeedEnum": "support.operations.money.models.Deed.choices",
        "CodeDirectionEnum": "troubleshooting.causes.schemes.Served.choices",
    },
}

REST_KNOX = {"TOKEN_TTL": timedelta(days=90)}
