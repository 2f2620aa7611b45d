"""Addresses of the settings, under `/settings/`."""

from django.urls import include, path

from support.lead.log import views as log
from support.lead.settings import views as settings

urlpatterns = [
    path("", settings.brand, name="settings"),
    path("webhooks/", include("support.lead.webhooks.urls")),
    path("log/", log.log, name="log"),
    path("<slug:market>/", settings.brand, name="settings-market"),
    path("<slug:market>/preview/", settings.preview, name="settings-preview"),
]
