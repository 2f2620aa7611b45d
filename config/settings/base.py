"""What Casewalk is made of: apps, pages, database, languages, static files."""

import json
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from config.doctor.environment import refuse_unfit
from config.variables import database, number, variable

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(variable("CASEWALK_VAR") or BASE_DIR / "var")

DEBUG = variable("DEBUG") == "1"
if not DEBUG:
    refuse_unfit()

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
    "csp",
    "anymail",
    "axes",
    "pgtrigger",
    "config",
    "config.health",
    "web",
    "config.strangers",
    "troubleshooting.marks",
    "troubleshooting.causes",
    "troubleshooting.checks",
    "troubleshooting.clients",
    "troubleshooting.trees",
    "troubleshooting.walks",
    "troubleshooting.editor",
    "support.audit",
    "support.retention",
    "support.brand",
    "support.calendars",
    "support.mailbox",
    "support.sources",
    "support.customers",
    "support.files",
    "support.staff",
    "support.payments",
    "support.notifications",
    "support.guides",
    "support.roster",
    "support.liaison",
    "support.webhooks",
    "support.cases",
    "support.incidents",
    "support.guidance",
    "support.answering",
    "support.operations.money",
    "support.operations.plans",
    "support.operations.probes",
    "support.surveys",
    "support.complaints",
    "support.inquiries",
    "support.reports",
    "support.intake",
    "support.desk",
    "support.portal",
    "support.lead",
]

MIDDLEWARE = [
    "config.health.views.HealthMiddleware",
    "config.logs.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.strangers.caches.NothingKept",
    "config.strangers.bodies.BoundedBodies",
    "config.strangers.bodies.StorableAddresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "support.desk.session.middleware.PreferenceMiddleware",
    "support.intake.idempotency.middleware.IdempotencyMiddleware",
    "config.strangers.sign_in.KnownBrowsers",
    "axes.middleware.AxesMiddleware",
    "config.strangers.visits.BoundedVisits",
    "support.intake.masking.middleware.Masking",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "web.templatetags.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {
                "heroicons": "web.templatetags.icons",
                "case": "support.desk.case.drawing",
            },
        },
    }
]
# What stands around every page; `web` knows no screen by name.
PAGE_PARTS = {
    "styles": "desk/session/_styles.html",
    "frame": "desk/session/_frame.html",
    "keys": "desk/session/_keys.html",
    "sign-in": "desk/session/sign_in.html",
    "signed-out": "desk/session/_signed_out.html",
    "toast": "desk/session/_toast.html",
}

# Lists, searches and statistics that take longer are stopped, and say so.
PAGE_SECONDS = number("PAGE_SECONDS", "5", float)
# Behind PgBouncer in transaction mode a cursor would be asked of another connection.
POOLED = {"DISABLE_SERVER_SIDE_CURSORS": variable("DATABASE_POOLED") == "1"}
DATABASES = {"default": database("DATABASE_URL") | POOLED}
if variable("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = database("DATABASE_REPLICA_URL") | POOLED
    DATABASE_ROUTERS = ["config.replica.ReplicaRouter"]
    MIDDLEWARE.append("config.replica.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static_files.HashedFiles"
    },
    # What people gave us. Nothing serves this folder: only views hand a file out.
    "attachments": {
        "BACKEND": variable("FILES_STORAGE") or "django.core.files.storage.FileSystemStorage",
        "OPTIONS": json.loads(variable("FILES_STORAGE_OPTIONS") or "null")
        or {
            "location": VAR_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
# A clamd that scans each of them: "tcp://host:3310" or the path of its socket; "" asks nobody.
CLAMD = variable("CLAMD")
WHITENOISE_USE_FINDERS = DEBUG

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Casewalk",
    "SITE_HEADER": "Casewalk",
    "SITE_URL": "/",
    "STYLES": [lambda _request: static("css/admin.css")],
    "SCRIPTS": [lambda _request: static("js/admin.js")],
    "COLORS": {  # the accent of static/css/tokens.css, light to dark
        "primary": {
            "50": "#f2f6fd", "100": "#e5eefb", "200": "#c6daf6", "300": "#9abdf0",
            "400": "#6398e4", "500": "#3a78d2", "600": "#1d5bb8", "700": "#194e9e",
            "800": "#164080", "900": "#123263", "950": "#0b1f3f",
        },
    },
    "SIDEBAR": {
        "show_all_applications": True,
        "navigation": [
            {
                "items": [
                    {"title": _("Back to the queue"), "icon": "arrow_back", "link": "/"},
                    {"title": _("All tables"), "icon": "table", "link": "/admin/"},
                ]
            },
        ],
    },
}  # fmt: skip
