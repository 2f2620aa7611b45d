"""Addresses of the statistics and of the authors' feedback list, under `/trees/`."""

from django.urls import path

from troubleshooting.editor.statistics import views as numbers

urlpatterns = [
    path("<slug:slug>/statistics/", numbers.statistics, name="tree-statistics"),
    path("<slug:slug>/statistics/table.csv", numbers.table, name="tree-statistics-csv"),
    path("<slug:slug>/reports/", numbers.reports, name="tree-reports"),
    path("<slug:slug>/reports/<int:pk>/closing/", numbers.closing, name="tree-report-closing"),
]
