"""The API and its description."""

from datetime import timedelta

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.api_tokens.AgentToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["web.bodies.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "web.cursor_pages.Pages",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_HANDLER_CLASS": "config.api.ErrorHandler"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Casewalk",
    "DESCRIPTION": "A help desk for payments that do not arrive.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
    "ENUM_NAME_OVERRIDES": {
        f"{name}Enum": f"drf_standardized_errors.openapi_serializers.{name}Enum.choices"
        for name in (
            "ValidationError",
            "ClientError",
            "ServerError",
            "ErrorCode401",
            "ErrorCode403",
            "ErrorCode404",
            "ErrorCode405",
            "ErrorCode406",
            "ErrorCode415",
            "ErrorCode429",
            "ErrorCode500",
        )
    }
    | {
        "PaymentDirectionEnum": "support.payments.models.Direction.choices",
        "CaseStatusEnum": "support.cases.models.Status.choices",
    },
}

REST_KNOX = {"TOKEN_TTL": timedelta(days=90)}
