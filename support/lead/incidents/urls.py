"""Addresses of incidents, under `/incidents/`."""

from django.urls import path

from support.lead.incidents import views

urlpatterns = [
    path("", views.incidents, name="incidents"),
    path("new/", views.scope, name="incident-new"),
    path("<slug:reference>/", views.incident, name="incident"),
    path("<slug:reference>/scope/", views.scope, name="incident-scope"),
    path("<slug:reference>/opening/", views.opening, name="incident-opening"),
    path("<slug:reference>/dismissal/", views.dismissal, name="incident-dismissal"),
    path("<slug:reference>/updates/", views.update, name="incident-update"),
    path("<slug:reference>/recovery/", views.recovery, name="incident-recovery"),
    path("<slug:reference>/publication/", views.publication, name="incident-publication"),
    path("<slug:reference>/links/", views.link, name="incident-link"),
    path("<slug:reference>/links/<slug:case>/", views.unlinking, name="incident-unlink"),
]
