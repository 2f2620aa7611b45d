"""Addresses of letters, under `/letters/`."""

from django.urls import path

from support.lead.letters import views

urlpatterns = [
    path("", views.letters, name="letters"),
    path("quarantined/", views.quarantined, name="quarantined"),
    path("<int:pk>/files/<uuid:file>/", views.download, name="letter-file"),
    path("<int:pk>/putting/", views.put, name="letter-put"),
    path("<int:pk>/bank/", views.of_bank, name="letter-bank"),
    path("<int:pk>/opening/", views.open_case, name="letter-open"),
    path("<int:pk>/aside/", views.aside, name="letter-aside"),
    path("<int:pk>/aside/all/", views.all_aside, name="letter-all-aside"),
]
