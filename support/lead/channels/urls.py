"""Addresses of the board of channels, under `/channels/`."""

from django.urls import path

from support.lead.channels import views

urlpatterns = [
    path("", views.channels, name="channels"),
    path("<slug:code>/", views.channel, name="channel"),
    path("<slug:code>/states/", views.states, name="channel-states"),
    path("<slug:code>/tests/", views.tests, name="channel-tests"),
    path("<slug:code>/tests/run/", views.run, name="channel-tests-run"),
    path("<slug:code>/stops/", views.stops, name="channel-stops"),
    path("<slug:code>/stops/<int:pk>/cancelling/", views.cancelled, name="channel-stop-cancelling"),
]
