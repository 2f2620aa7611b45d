"""Addresses of webhooks, under `/settings/webhooks/`."""

from django.urls import path

from support.lead.webhooks import views

urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("<int:pk>/", views.webhook, name="webhook"),
    path("<int:pk>/switch/", views.switch, name="webhook-switch"),
    path("<int:pk>/secrets/", views.secrets, name="webhook-secrets"),
    path("<int:pk>/trial/", views.trial, name="webhook-trial"),
    path("<int:pk>/replays/", views.replays, name="webhook-replays"),
]
