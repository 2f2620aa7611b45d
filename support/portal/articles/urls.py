from django.urls import path

from support.portal.articles.news_views import news, own_news
from support.portal.articles.views import article, articles, helped

urlpatterns = [
    path("", articles, name="articles"),
    path("news/", news, name="article-news"),
    path("news/<str:token>/", own_news, name="article-news-own"),
    path("<slug:slug>/", article, name="article"),
    path("<slug:slug>/helped/", helped, name="article-helped"),
]
