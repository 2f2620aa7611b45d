"""Addresses of publishing and of the history, under `/trees/`."""

from django.urls import path

from troubleshooting.editor.history import views as history
from troubleshooting.editor.publishing import views as publishing

urlpatterns = [
    path("<slug:slug>/publish/", publishing.publish, name="tree-publish"),
    path("<slug:slug>/publish/replay/", publishing.replay, name="tree-replay"),
    path("<slug:slug>/publish/withdrawal/", publishing.withdrawal, name="tree-unschedule"),
    path("<slug:slug>/publish/moves/", publishing.moves, name="tree-moves"),
    path("<slug:slug>/compare/", history.compare, name="tree-compare"),
    path("<slug:slug>/history/", history.history, name="tree-history"),
    path("<slug:slug>/history/<int:number>/", history.version, name="tree-version"),
    path("<slug:slug>/history/<int:number>/restoration/", history.restoration, name="tree-restore"),
    path("<slug:slug>/history/log/<int:pk>/recovery/", history.recovery, name="tree-recover"),
]
