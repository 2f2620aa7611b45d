"""Addresses of the help articles' desk, under `/settings/articles/`."""

from django.urls import path

from support.lead.articles import announcing, campaigns, views

urlpatterns = [
    path("", views.articles, name="articles-edit"),
    path("new/", views.new_article, name="article-new"),
    path("preview/<str:token>/", views.preview, name="article-preview"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("<slug:slug>/", views.article, name="article-edit"),
    path("<slug:slug>/publishing/", views.publish, name="article-publishing"),
    path("<slug:slug>/withdrawal/", views.withdraw, name="article-withdrawal"),
    path("<slug:slug>/announcement/", announcing.announcement, name="article-announcement"),
    path("<slug:slug>/versions/<int:number>/", views.restore, name="article-restoring"),
]
