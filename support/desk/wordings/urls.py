"""Addresses of the wordings, under `/outbox/wordings/`."""

from django.urls import path

from support.desk.wordings import views as wordings

ONE = "<slug:event>/<slug:language>/<slug:channel>/"

urlpatterns = [
    path("", wordings.wordings, name="wordings"),
    path(ONE, wordings.wording, name="wording"),
    path(f"{ONE}preview/", wordings.preview, name="wording-preview"),
    path(f"{ONE}trial/", wordings.trial, name="wording-trial"),
    path(f"{ONE}file/", wordings.file, name="wording-file"),
    path(
        f"{ONE}versions/<int:version>/restoration/",
        wordings.restoration,
        name="wording-restoration",
    ),
]
