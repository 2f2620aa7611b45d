from django.urls import path

from support.portal.articles.views import article, articles, helped

urlpatterns = [
    path("", articles, name="articles"),
    path("<slug:slug>/", article, name="article"),
    path("<slug:slug>/helped/", helped, name="article-helped"),
]
