"""Addresses of the figures, under `/reports/`."""

from django.urls import path

from support.lead.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("mail/", views.mail, name="report-mail"),
    path("<slug:name>/", views.report, name="report"),
    path("<slug:name>/table.csv", views.table, name="report-table"),
]
