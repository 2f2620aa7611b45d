"""Addresses of the tree editor, under `/trees/`."""

from django.urls import include, path

from troubleshooting.editor.listing import views as trees
from troubleshooting.editor.page import cause_views, change_views
from troubleshooting.editor.page import views as edit
from troubleshooting.editor.people import views as people

urlpatterns = [
    path("", trees.trees, name="trees"),
    path("new/", trees.new, name="tree-new"),
    path("<slug:slug>/edit/", edit.edit, name="tree-edit"),
    path("<slug:slug>/edit/parts/<slug:name>/", edit.part, name="tree-part"),
    path("<slug:slug>/edit/presence/", edit.presence, name="tree-presence"),
    path("<slug:slug>/edit/nodes/<str:key>/", change_views.node, name="tree-node"),
    path("<slug:slug>/edit/deeds/<slug:name>/", change_views.deed, name="tree-deed"),
    path("<slug:slug>/edit/pasting/", change_views.pasting, name="tree-pasting"),
    path("<slug:slug>/edit/steps/<slug:name>/", change_views.step, name="tree-step"),
    path("<slug:slug>/edit/copies/", change_views.copy, name="tree-copy"),
    path("<slug:slug>/causes/new/", cause_views.new, name="tree-cause"),
    path("<slug:slug>/people/", people.people, name="tree-people"),
    path("<slug:slug>/people/<int:pk>/removal/", people.removal, name="tree-right-removal"),
    path("<slug:slug>/people/second/", people.second_person, name="tree-second-person"),
    path("<slug:slug>/edit/folds/", change_views.folding, name="tree-fold"),
    path("", include("troubleshooting.editor.publishing.urls")),
    path("", include("troubleshooting.editor.exchange.urls")),
    path("", include("troubleshooting.editor.trial.urls")),
    path("", include("troubleshooting.editor.statistics.urls")),
]
