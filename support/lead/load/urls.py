"""Addresses of a lead's own page, under `/lead/`."""

from django.urls import path

from support.lead.load import views

urlpatterns = [
    path("", views.load, name="lead"),
    path("share/", views.share, name="lead-share"),
    path("agents/<str:username>/<slug:name>/", views.agent_deed, name="lead-agent"),
]
