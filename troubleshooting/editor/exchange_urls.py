"""Addresses of import, export and print, under `/trees/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
