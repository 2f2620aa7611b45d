"""Addresses of banks, under `/lead/banks/`."""

from django.urls import path

from support.lead.banks import views

urlpatterns = [
    path("", views.banks, name="lead-banks"),
    path("new/", views.bank, name="lead-bank-new"),
    path("rules/<int:pk>/", views.rule, name="lead-bank-rule"),
    path("<slug:slug>/", views.bank, name="lead-bank"),
]
