"""The desk's addresses."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from support.desk.views import case, messages, outbox, queue, session, suppressed, walk

urlpatterns = [
    path("", queue.queue, name="queue"),
    path(
        "sign-in/",
        LoginView.as_view(template_name="desk/sign_in.html", redirect_authenticated_user=True),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", session.language, name="language"),
    path("appearance/", session.appearance, name="appearance"),
    path("cases/<str:reference>/", case.case, name="case"),
    path("cases/<str:reference>/parts/<slug:part>/", case.case_part, name="case-part"),
    path("cases/<str:reference>/reply/", case.reply, name="case-reply"),
    path("cases/<str:reference>/note/", case.note, name="case-note"),
    path("cases/<str:reference>/assignment/", case.assign, name="case-assign"),
    path("cases/<str:reference>/status/", case.status, name="case-status"),
    path("cases/<str:reference>/resolution/", case.resolve, name="case-resolve"),
    path("cases/<str:reference>/reopening/", case.reopen, name="case-reopen"),
    path("cases/<str:reference>/reached/", messages.reached, name="case-reached"),
    path(
        "cases/<str:reference>/messages/<uuid:pk>/<slug:name>/", messages.act, name="case-message"
    ),
    path("cases/<str:reference>/walk/", walk.start, name="walk-start"),
    path("cases/<str:reference>/walk/answers/", walk.answer, name="walk-answer"),
    path("cases/<str:reference>/walk/retractions/", walk.retract, name="walk-retract"),
    path("cases/<str:reference>/walk/reports/", walk.report, name="walk-report"),
    path("cases/<str:reference>/walk/outcome/", walk.outcome, name="walk-outcome"),
    path("cases/<str:reference>/walk/facts/", walk.facts, name="walk-facts"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/broadcasts/", include("support.desk.broadcast_urls")),
    path("outbox/wordings/", include("support.desk.wording_urls")),
    path("outbox/<uuid:pk>/", outbox.message, name="outbox-message"),
    path("outbox/<uuid:pk>/html/", outbox.message_html, name="outbox-html"),
    path("outbox/<uuid:pk>/<slug:name>/", outbox.act, name="outbox-act"),
    path("outbox/retries/", outbox.retries, name="outbox-retries"),
    path("outbox/suppressed/", suppressed.suppressed, name="suppressed"),
    path("outbox/suppressed/<int:pk>/release/", suppressed.release, name="suppressed-release"),
]
