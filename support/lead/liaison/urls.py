"""Addresses of the talks with banks, under `/lead/liaison/`."""

from django.urls import path

from support.lead.liaison import views

urlpatterns = [
    path("", views.banks, name="liaison"),
    path("<slug:slug>/", views.bank, name="liaison-bank"),
    path("<slug:slug>/pack/", views.pack, name="liaison-pack"),
    path("<slug:slug>/pack/<slug:form>/", views.pack_file, name="liaison-pack-file"),
    path("<slug:slug>/<slug:kind>/new/", views.row, name="liaison-new"),
    path("<slug:slug>/<slug:kind>/<int:pk>/", views.row, name="liaison-row"),
]
