"""All addresses."""

from django.contrib import admin
from django.urls import include, path

from config.api import schema_view

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/schema/", schema_view, name="api-schema"),
    path("api/v1/", include("config.api")),
    path("s/", include("support.portal.urls")),
    path("", include("support.desk.urls")),
]
