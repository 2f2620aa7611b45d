"""Addresses of trees, under `/api/v1/trees/`."""

from django.urls import path

from troubleshooting.editor.api import (
    checks,
    drafts,
    exchange,
    numbers,
    publishing,
    trees,
    trial,
    versions,
    vocabulary,
)

urlpatterns = [
    path("", trees.TreesView.as_view(), name="api-trees"),
    path("<slug:slug>/", trees.TreeView.as_view(), name="api-tree"),
    path("<slug:slug>/rights/", trees.RightsView.as_view(), name="api-tree-rights"),
    path("<slug:slug>/vocabulary/", vocabulary.VocabularyView.as_view(), name="api-vocabulary"),
    path("<slug:slug>/causes/", vocabulary.TreeCausesView.as_view(), name="api-tree-causes"),
    path("<slug:slug>/draft/", drafts.DraftView.as_view(), name="api-draft"),
    path("<slug:slug>/draft/undo/", drafts.UndoView.as_view(), name="api-draft-undo"),
    path("<slug:slug>/draft/redo/", drafts.RedoView.as_view(), name="api-draft-redo"),
    path("<slug:slug>/import/", exchange.ImportView.as_view(), name="api-tree-import"),
    path("<slug:slug>/checks/", checks.ChecksView.as_view(), name="api-tree-checks"),
    path("<slug:slug>/diff/", checks.DiffView.as_view(), name="api-tree-diff"),
    path("<slug:slug>/trial/", trial.TrialView.as_view(), name="api-tree-trial"),
    path("<slug:slug>/replay/", publishing.ReplayView.as_view(), name="api-tree-replay"),
    path("<slug:slug>/open-walks/", publishing.OpenWalksView.as_view(), name="api-open-walks"),
    path("<slug:slug>/moves/", publishing.MovesView.as_view(), name="api-tree-moves"),
    path("<slug:slug>/publication/", publishing.PublicationView.as_view(), name="api-publication"),
    path("<slug:slug>/versions/", versions.VersionsView.as_view(), name="api-versions"),
    path("<slug:slug>/versions/<slug:name>/", versions.VersionView.as_view(), name="api-version"),
    path(
        "<slug:slug>/versions/<slug:name>/restoration/",
        versions.RestorationView.as_view(),
        name="api-restoration",
    ),
    path("<slug:slug>/statistics/", numbers.StatisticsView.as_view(), name="api-statistics"),
    path("<slug:slug>/reports/", numbers.ReportsView.as_view(), name="api-reports"),
    path(
        "<slug:slug>/reports/<int:number>/closing/",
        numbers.ClosingView.as_view(),
        name="api-report-closing",
    ),
    path("<slug:slug>/log/", versions.LogView.as_view(), name="api-tree-log"),
    path("<slug:slug>/log/<int:number>/", versions.LogEntryView.as_view(), name="api-log-entry"),
    path(
        "<slug:slug>/log/<int:number>/recovery/",
        versions.RecoveryView.as_view(),
        name="api-recovery",
    ),
]
