"""Settings. The environment is read here; docs/settings.md lists every variable."""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.timetable import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CASEWALK_VAR", BASE_DIR / "var"))


def required(name: str) -> str:
    """Return a variable of the environment. Raises ImproperlyConfigured if it is missing."""
    value = os.environ.get(name)
    if not value:
        message = f"{name} is not set. docs/settings.md says what it is for."
        raise ImproperlyConfigured(message)
    return value


def listed(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


DEBUG = os.environ.get("DEBUG", "") == "1"
# The demo keys below are for DEBUG only: outside of it a missing secret stops start-up.
SECRET_KEY = (
    os.environ.get("SECRET_KEY", "for-development-only") if DEBUG else required("SECRET_KEY")
)
PAYMENT_EVENT_SECRET = (
    os.environ.get("PAYMENT_EVENT_SECRET", "whsec_Zm9yLWRldmVsb3BtZW50LW9ubHktMTIzNA==")
    if DEBUG
    else required("PAYMENT_EVENT_SECRET")
)
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS", "")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_standardized_errors",
    "django_htmx",
    "heroicons",
    "csp",
    "anymail",
    "axes",
    "config",
    "troubleshooting.causes",
    "troubleshooting.checks",
    "troubleshooting.trees",
    "troubleshooting.walks",
    "troubleshooting.editor",
    "support.customers",
    "support.payments",
    "support.notifications",
    "support.cases",
    "support.guidance",
    "support.intake",
    "support.desk",
    "support.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "support.desk.session.middleware.PreferenceMiddleware",
    "support.intake.idempotency.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(required("DATABASE_URL"), conn_max_age=60)
    | {"CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is down must not hold up a request: the sweep picks the row up later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "retry_on_timeout": False,
}
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_TIMEZONE = "UTC"

# Ways out of the house: the second of a channel is used while the first fails.
EMAIL_URL = os.environ.get("EMAIL_URL", "")
EMAIL_URL_2 = os.environ.get("EMAIL_URL_2", "")
SMS_URL = os.environ.get("SMS_URL", "")
SMS_URL_2 = os.environ.get("SMS_URL_2", "")
# Messages a second over one provider (0: as fast as it takes them), and how many workers at once.
EMAIL_RATE = float(os.environ.get("EMAIL_RATE", "0"))
SMS_RATE = float(os.environ.get("SMS_RATE", "0"))
EMAIL_CONCURRENCY = int(os.environ.get("EMAIL_CONCURRENCY", "0"))
SMS_CONCURRENCY = int(os.environ.get("SMS_CONCURRENCY", "1"))
SMS_SEGMENT_PRICE = Decimal(os.environ.get("SMS_SEGMENT_PRICE", "0"))
# So many messages that are not urgent reach one customer on a channel in 24 hours (0: no limit).
EMAIL_DAILY_CAP = int(os.environ.get("EMAIL_DAILY_CAP", "30"))
SMS_DAILY_CAP = int(os.environ.get("SMS_DAILY_CAP", "10"))
SMS_DAILY_BUDGET = Decimal(os.environ.get("SMS_DAILY_BUDGET", "0"))  # 0: no limit
# Test mode: when set, only these addresses, numbers and "@domains" are reached.
ONLY_REACH = listed("ONLY_REACH", "")
# Hours in which nothing but what is urgent leaves, in the customer's zone: "21:00-08:00".
QUIET_HOURS = os.environ.get("QUIET_HOURS", "")
# Who an SMS comes from, what it is signed with and what it costs, by country.
SMS_SENDERS = Path(os.environ.get("SMS_SENDERS", BASE_DIR / "fixtures" / "sms_senders.csv"))
# E-mail providers by their HTTP APIs: every ANYMAIL_… variable, as django-anymail names it.
ANYMAIL: dict[str, Any] = {
    name.removeprefix("ANYMAIL_"): value
    for name, value in os.environ.items()
    if name.startswith("ANYMAIL_")
}
ANYMAIL |= {"REQUESTS_TIMEOUT": 30, "IDNA_ENCODER": "idna2008"}
# Bounces come back to bounces+…@ this domain; without it they go to the sender's mailbox.
BOUNCE_DOMAIN = os.environ.get("BOUNCE_DOMAIN", "")
DKIM_DOMAIN = os.environ.get("DKIM_DOMAIN", "")
DKIM_SELECTOR = os.environ.get("DKIM_SELECTOR", "")
DKIM_KEY = os.environ.get("DKIM_KEY", "")  # PEM text, or the path of a file with it
# Who may read /metrics besides staff: whoever brings this token.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("FROM_EMAIL", "Casewalk <support@casewalk.example>")
# Without EMAIL_URL and SMS_URL messages are delivered to files here and shown at /outbox/.
OUTBOX_DIR = VAR_DIR / "outbox"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "support.desk.session.backends.AgentBackend",
]
AXES_FAILURE_LIMIT = 10
AXES_VERBOSE = False
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = "Lax"
if not DEBUG:
    SECURE_SSL_REDIRECT = os.environ.get("SSL_REDIRECT", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],  # unfold uses inline script
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.reading.AgentToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.reading.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "config.pages.Pages",
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

UNFOLD = {"SITE_TITLE": "Casewalk", "SITE_HEADER": "Casewalk", "SITE_URL": "/"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
