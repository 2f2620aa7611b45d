"""Addresses of import, export and print, under `/trees/`."""

from django.urls import path

from troubleshooting.editor.exchange import views as exchange

urlpatterns = [
    path("import/", exchange.import_new, name="tree-import-new"),
    path("<slug:slug>/import/", exchange.import_into, name="tree-import"),
    path("<slug:slug>/export/<slug:form>/", exchange.export, name="tree-export"),
    path("<slug:slug>/print/", exchange.printed, name="tree-print"),
]
