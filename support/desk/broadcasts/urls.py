"""Addresses of mass messages, under `/outbox/broadcasts/`."""

from django.urls import path

from support.desk.broadcasts import views as broadcasts

urlpatterns = [
    path("", broadcasts.broadcasts, name="broadcasts"),
    path("new/", broadcasts.write, name="broadcast-new"),
    path("<uuid:pk>/", broadcasts.broadcast, name="broadcast"),
    path("<uuid:pk>/<slug:name>/", broadcasts.step, name="broadcast-step"),
]
