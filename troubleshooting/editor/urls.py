"""Addresses of the tree editor, under `/trees/`."""

from django.urls import include, path

from troubleshooting.editor.views import causes, change, edit, people, trees

urlpatterns = [
    path("", trees.trees, name="trees"),
    path("new/", trees.new, name="tree-new"),
    path("<slug:slug>/edit/", edit.edit, name="tree-edit"),
    path("<slug:slug>/edit/parts/<slug:name>/", edit.part, name="tree-part"),
    path("<slug:slug>/edit/presence/", edit.presence, name="tree-presence"),
    path("<slug:slug>/edit/nodes/<str:key>/", change.node, name="tree-node"),
    path("<slug:slug>/edit/deeds/<slug:name>/", change.deed, name="tree-deed"),
    path("<slug:slug>/edit/steps/<slug:name>/", change.step, name="tree-step"),
    path("<slug:slug>/edit/copies/", change.copy, name="tree-copy"),
    path("<slug:slug>/causes/new/", causes.new, name="tree-cause"),
    path("<slug:slug>/people/", people.people, name="tree-people"),
    path("<slug:slug>/people/<int:pk>/removal/", people.removal, name="tree-right-removal"),
    path("<slug:slug>/people/second/", people.second_person, name="tree-second-person"),
    path("<slug:slug>/edit/folds/", change.folding, name="tree-fold"),
    path("", include("troubleshooting.editor.publishing_urls")),
    path("", include("troubleshooting.editor.exchange_urls")),
    path("", include("troubleshooting.editor.trial.urls")),
    path("", include("troubleshooting.editor.numbers_urls")),
]
