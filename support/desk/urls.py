"""The desk's addresses."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from support.desk.case import message_views, same_views, taking_views, walk_views
from support.desk.case import views as case
from support.desk.case.answering import views as answering
from support.desk.case.complaint import views as complaint
from support.desk.case.inquiry import views as inquiry
from support.desk.case.money import views as money
from support.desk.case.together import views as together
from support.desk.opening import views as opening
from support.desk.outbox import hold_views, suppressed_views
from support.desk.outbox import views as outbox
from support.desk.palette import views as palette
from support.desk.queue import bulk, live, view_views
from support.desk.queue import export_views as export
from support.desk.queue import views as queue
from support.desk.search import views as search
from support.desk.session import views as session
from support.desk.team import views as team

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("search/", search.search, name="search"),
    path(
        "sign-in/",
        session.SignIn.as_view(
            template_name="desk/session/sign_in.html", redirect_authenticated_user=True
        ),
        name="sign-in",
    ),
    path("go/", palette.go, name="go"),
    path("work/", team.work, name="work"),
    path("work/time-zone/", team.time_zone, name="time-zone"),
    path("work/mentions/", team.mentions_seen, name="mentions-seen"),
    path("work/escalations/", team.escalations_seen, name="escalations-seen"),
    path("sign-in/again/", session.again, name="sign-in-again"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", session.language, name="language"),
    path("appearance/", session.appearance, name="appearance"),
    path("cases/export/csv/", export.export, {"form": "csv"}, name="queue-csv"),
    path("cases/export/xlsx/", export.export, {"form": "xlsx"}, name="queue-xlsx"),
    path("cases/new/", opening.new_case, name="case-new"),
    path("cases/next/", queue.take_next, name="take-next"),
    path("cases/bulk/", bulk.bulk, name="bulk"),
    path("cases/live/", live.live, name="queue-live"),
    path("cases/views/", view_views.save, name="view-save"),
    path("cases/<str:reference>/", case.case, name="case"),
    path("cases/<str:reference>/parts/<slug:part>/", case.case_part, name="case-part"),
    path("cases/<str:reference>/reply/", answering.reply, name="case-reply"),
    path(
        "cases/<str:reference>/reply/preview/", answering.reply_preview, name="case-reply-preview"
    ),
    path("cases/<str:reference>/note/", answering.note, name="case-note"),
    path("cases/<str:reference>/drafts/<slug:kind>/", answering.draft, name="case-draft"),
    path(
        "cases/<str:reference>/drafts/<slug:kind>/files/",
        answering.draft_files,
        name="case-draft-files",
    ),
    path("cases/<str:reference>/files/<uuid:pk>/", message_views.download, name="case-file"),
    path("cases/<str:reference>/macro/", answering.macro, name="case-macro"),
    path("cases/<str:reference>/macro/deeds/", answering.macro_apply, name="case-macro-apply"),
    path("cases/<str:reference>/macro/<int:pk>/undoing/", answering.macro_undo, name="macro-undo"),
    path("cases/<str:reference>/assignment/", taking_views.assign, name="case-assign"),
    path("cases/<str:reference>/return/", taking_views.come_back, name="case-return"),
    path("cases/<str:reference>/snooze/", taking_views.snooze, name="case-snooze"),
    path("cases/<str:reference>/waking/", taking_views.wake, name="case-wake"),
    path("cases/<str:reference>/status/", case.status, name="case-status"),
    path("cases/<str:reference>/resolution/", case.resolve, name="case-resolve"),
    path("cases/<str:reference>/reopening/", case.reopen, name="case-reopen"),
    path("cases/<str:reference>/complaint/", complaint.complain, name="case-complaint"),
    path("cases/<str:reference>/complaint/none/", complaint.no_complaint, name="case-no-complaint"),
    path(
        "cases/<str:reference>/complaint/acknowledgement/",
        complaint.acknowledged,
        name="case-complaint-acknowledged",
    ),
    path("cases/<str:reference>/complaint/holding/", complaint.hold, name="case-complaint-hold"),
    path("cases/<str:reference>/complaint/answer/", complaint.answer, name="case-complaint-answer"),
    path("cases/<str:reference>/look-up/", money.look_up, name="case-look-up"),
    path("cases/<str:reference>/payee/", money.payee, name="case-payee"),
    path("cases/<str:reference>/money/", money.ask, name="case-money"),
    path(
        "cases/<str:reference>/money/<int:pk>/confirmation/",
        money.confirm,
        name="case-money-confirm",
    ),
    path(
        "cases/<str:reference>/money/<int:pk>/withdrawal/",
        money.withdraw,
        name="case-money-withdraw",
    ),
    path("cases/<str:reference>/bank/", inquiry.ask, name="case-bank-ask"),
    path("cases/<str:reference>/bank/papers/", inquiry.want, name="case-bank-want"),
    path(
        "cases/<str:reference>/bank/letters/<uuid:pk>/", inquiry.send_again, name="case-bank-letter"
    ),
    path(
        "cases/<str:reference>/bank/<str:inquiry>/answer/", inquiry.answer, name="case-bank-answer"
    ),
    path(
        "cases/<str:reference>/bank/<str:inquiry>/reminder/",
        inquiry.remind,
        name="case-bank-reminder",
    ),
    path(
        "cases/<str:reference>/bank/<str:inquiry>/withdrawal/",
        inquiry.withdraw,
        name="case-bank-withdrawal",
    ),
    path(
        "cases/<str:reference>/bank/<str:inquiry>/papers/", inquiry.papers, name="case-bank-papers"
    ),
    path("cases/<str:reference>/reached/", message_views.reached, name="case-reached"),
    path("cases/<str:reference>/same/<int:pk>/", same_views.join, name="case-join"),
    path("cases/<str:reference>/joins/<int:pk>/undoing/", same_views.part, name="case-undo-join"),
    path(
        "cases/<str:reference>/messages/<uuid:pk>/<slug:name>/",
        message_views.act,
        name="case-message",
    ),
    path("cases/<str:reference>/contact/", together.contact, name="case-contact"),
    path("cases/<str:reference>/here/", together.here, name="case-here"),
    path("cases/<str:reference>/related/", together.relate, name="case-relate"),
    path(
        "cases/<str:reference>/merged/<str:merged>/undoing/",
        together.unmerge,
        name="case-unmerge",
    ),
    path("cases/<str:reference>/walk/", walk_views.start, name="walk-start"),
    path("cases/<str:reference>/walk/answers/", walk_views.answer, name="walk-answer"),
    path("cases/<str:reference>/walk/retractions/", walk_views.retract, name="walk-retract"),
    path("cases/<str:reference>/walk/reports/", walk_views.report, name="walk-report"),
    path("cases/<str:reference>/walk/outcome/", walk_views.outcome, name="walk-outcome"),
    path("cases/<str:reference>/walk/letters/", walk_views.letters, name="walk-letters"),
    path("cases/<str:reference>/walk/outcome/<int:pk>/undoing/", walk_views.undo, name="walk-undo"),
    path("cases/<str:reference>/walk/cause/", walk_views.cause, name="walk-cause"),
    path("cases/<str:reference>/walk/facts/", walk_views.facts, name="walk-facts"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/broadcasts/", include("support.desk.broadcasts.urls")),
    path("outbox/wordings/", include("support.desk.wordings.urls")),
    path("outbox/<uuid:pk>/", outbox.message, name="outbox-message"),
    path("outbox/<uuid:pk>/html/", outbox.message_html, name="outbox-html"),
    path("outbox/<uuid:pk>/<slug:name>/", outbox.act, name="outbox-act"),
    path("outbox/hold/", hold_views.hold, name="outbox-hold"),
    path("outbox/retries/", outbox.retries, name="outbox-retries"),
    path("outbox/suppressed/", suppressed_views.suppressed, name="suppressed"),
    path(
        "outbox/suppressed/<int:pk>/release/", suppressed_views.release, name="suppressed-release"
    ),
]
