"""Addresses of the trial run, under `/trees/`."""

from django.urls import path, re_path

from troubleshooting.editor.trial import views as trial

urlpatterns = [
    # What is signed holds a colon, which no other address below a tree does.
    re_path(r"^try/(?P<token>[\w.-]+:[\w:.-]+)/$", trial.shared, name="tree-try-share"),
    path("<slug:slug>/try/", trial.trial, name="tree-try"),
]
