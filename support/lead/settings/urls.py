"""Addresses of the settings, under `/settings/`."""

from django.urls import include, path

from support.lead.guides.views import guide_rules
from support.lead.log import views as log
from support.lead.macros import views as macros
from support.lead.retention import views as retention
from support.lead.settings import views as settings

urlpatterns = [
    path("", settings.brand, name="settings"),
    path("webhooks/", include("support.lead.webhooks.urls")),
    path("macros/", macros.macros, name="macros"),
    path("macros/new/", macros.new_macro, name="macro-new"),
    path("macros/<slug:slug>/", macros.macro, name="macro"),
    path("macros/<slug:slug>/switch/", macros.switch, name="macro-switch"),
    path("form/", settings.public_form, name="settings-form"),
    path("guides/", guide_rules, name="guide-rules"),
    path("articles/", include("support.lead.articles.urls")),
    path("log/", log.log, name="log"),
    path("retention/", retention.retention, name="retention"),
    path("<slug:market>/", settings.brand, name="settings-market"),
    path("<slug:market>/preview/", settings.preview, name="settings-preview"),
]
