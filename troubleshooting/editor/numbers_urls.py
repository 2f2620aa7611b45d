"""Addresses of the statistics and of the authors' feedback list, under `/trees/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
