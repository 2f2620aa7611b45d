"""Addresses of the roster, under `/lead/roster/`."""

from django.urls import path

from support.lead.roster import duty_views, views

urlpatterns = [
    path("", views.roster, name="lead-roster"),
    path("year/", views.year, name="roster-year"),
    path("notes/", duty_views.notes, name="roster-notes"),
    path("notes/<int:pk>/", duty_views.note, name="roster-note"),
    path("swaps/<int:pk>/", duty_views.swap, name="roster-swap"),
    path("feeds/", duty_views.feeds, name="roster-feeds"),
    path("feeds/<slug:key>.ics", duty_views.feed, name="roster-feed"),
    path("duties/<slug:key>/", duty_views.duty, name="roster-duty"),
    path("plan/<slug:kind>/new/", views.row, name="roster-row-new"),
    path("plan/<slug:kind>/<int:pk>/", views.row, name="roster-row"),
]
