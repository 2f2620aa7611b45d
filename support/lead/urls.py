"""Addresses of what leads see, under `/sources/`."""

from django.urls import path

from support.lead.codes import views as codes
from support.lead.files import views as files
from support.lead.mapping import views as mapping
from support.lead.sources import views as sources

urlpatterns = [
    path("", sources.sources, name="sources"),
    path("new/", mapping.new_source, name="source-new"),
    path("codes/", codes.codes, name="unknown-codes"),
    path("<slug:slug>/", sources.source, name="source"),
    path("<slug:slug>/access/", sources.access, name="source-access"),
    path("<slug:slug>/files/", files.files, name="source-files"),
    path("<slug:slug>/map/", mapping.source_map, name="source-map"),
    path("<slug:slug>/settings/", sources.settings, name="source-settings"),
    path("<slug:slug>/refused/<int:pk>/", sources.replay, name="source-replay"),
    path("<slug:slug>/secrets/", sources.secrets, name="source-secrets"),
]
