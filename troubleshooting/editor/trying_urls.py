"""Addresses of the trial run, under `/trees/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
