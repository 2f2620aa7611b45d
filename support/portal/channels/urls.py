from django.urls import path

from support.portal.channels.views import feed, incident, standing

urlpatterns = [
    path("", standing, name="standing"),
    path("feed/", feed, name="standing-feed"),
    path("<slug:reference>/", incident, name="standing-incident"),
]
