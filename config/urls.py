"""All addresses."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config.description import describe
from config.health.views import PROBES, metrics
from support.intake.sources_api import SourceEventsView

handler404 = "config.strangers.missing.not_found"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/schema/", describe, name="api-schema"),
    path("api/v1/", include("config.api")),
    path("metrics", metrics, name="metrics"),
    path("sources/<slug:slug>/events/", SourceEventsView.as_view(), name="source-events"),
    *(path(address.lstrip("/"), probe, name=probe.__name__) for address, probe in PROBES.items()),
    # Without a secret anymail takes anybody's word for most providers.
    *(
        [path("anymail/", include("anymail.urls"))]
        if settings.ANYMAIL.get("WEBHOOK_SECRET")
        else []
    ),
    path("s/", include("support.portal.urls")),
    path("help/", include("support.portal.help.urls")),
    path("guides/", include("support.portal.articles.urls")),
    path("status/", include("support.portal.channels.urls")),
    path("new/", include("support.portal.asking.urls")),
    path("sources/", include("support.lead.urls")),
    path("channels/", include("support.lead.channels.urls")),
    path("incidents/", include("support.lead.incidents.urls")),
    path("lead/", include("support.lead.load.urls")),
    path("reports/", include("support.lead.reports.urls")),
    path("settings/", include("support.lead.settings.urls")),
    path("letters/", include("support.lead.letters.urls")),
    path("trees/", include("troubleshooting.editor.urls")),
    path("", include("support.desk.urls")),
]
