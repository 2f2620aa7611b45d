"""Addresses of a lead's own page, under `/lead/`."""

from django.urls import include, path

from support.lead.clocks import views as clocks
from support.lead.complaints import rules as complaint_rules
from support.lead.complaints import views as complaints
from support.lead.load import views
from support.lead.people import views as people
from support.lead.plans import views as plans
from support.lead.privacy import views as privacy
from support.lead.surveys import views as surveys

urlpatterns = [
    path("", views.load, name="lead"),
    path("share/", views.share, name="lead-share"),
    path("noted/", views.noted, name="lead-noted"),
    path("teams/", people.teams, name="lead-teams"),
    path("teams/new/", people.team, name="lead-team-new"),
    path("teams/<int:pk>/", people.team, name="lead-team"),
    path("liaison/", include("support.lead.liaison.urls")),
    path("roster/", include("support.lead.roster.urls")),
    path("banks/", include("support.lead.banks.urls")),
    path("clocks/", clocks.clocks, name="lead-clocks"),
    path("clocks/days/", clocks.days, name="lead-days"),
    path("clocks/days/<int:pk>/removal/", clocks.day, name="lead-day"),
    path("clocks/<slug:calendar>/<int:year>/", clocks.year, name="lead-year"),
    path("customers/<int:pk>/archive/", privacy.archive, name="customer-archive"),
    path("customers/<int:pk>/erasure/", privacy.erasure, name="customer-erasure"),
    path("surveys/", surveys.surveys, name="lead-surveys"),
    path("surveys/answers/", surveys.answers, name="lead-survey-answers"),
    path("surveys/numbers/", surveys.numbers, name="lead-survey-numbers"),
    path("complaints/", complaints.complaints, name="lead-complaints"),
    path("complaints/cases/", complaints.cases, name="lead-complaint-cases"),
    path("complaints/numbers/", complaints.numbers, name="lead-complaint-numbers"),
    path("complaints/rules/", complaint_rules.rules, name="lead-complaint-rules"),
    path("complaints/rules/new/", complaint_rules.rule, name="lead-complaint-rule-new"),
    path("complaints/rules/<slug:code>/", complaint_rules.rule, name="lead-complaint-rule"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.write, name="plan-new"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/change/", plans.write, name="plan-write"),
    path("plans/<slug:slug>/retire/", plans.retire, name="plan-retire"),
    path("plans/<slug:slug>/start/", plans.start, name="plan-start"),
    path("plans/<slug:slug>/drill/", plans.drill, name="plan-drill"),
    path("checklists/<int:pk>/", plans.checklist, name="checklist"),
    path("checklists/<int:pk>/end/", plans.end, name="checklist-end"),
    path("checklists/<int:pk>/items/<int:position>/", plans.ticked, name="checklist-item"),
    path("agents/<str:username>/", people.agent, name="lead-agent-page"),
    path("agents/<str:username>/<slug:name>/", views.agent_deed, name="lead-agent"),
]
