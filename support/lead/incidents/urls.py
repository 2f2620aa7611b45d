"""Addresses of incidents, under `/incidents/`."""

from django.urls import path

from support.lead.incidents import views

urlpatterns = [
    path("", views.incidents, name="incidents"),
    path("new/", views.scope, name="incident-new"),
    path("<str:reference>/", views.incident, name="incident"),
    path("<str:reference>/scope/", views.scope, name="incident-scope"),
    path("<str:reference>/opening/", views.opening, name="incident-opening"),
    path("<str:reference>/dismissal/", views.dismissal, name="incident-dismissal"),
    path("<str:reference>/updates/", views.update, name="incident-update"),
    path("<str:reference>/recovery/", views.recovery, name="incident-recovery"),
    path("<str:reference>/publication/", views.publication, name="incident-publication"),
    path("<str:reference>/links/", views.link, name="incident-link"),
    path("<str:reference>/links/<str:case>/", views.unlinking, name="incident-unlink"),
]
