from django.urls import path

from support.portal.help.views import help_page, help_walk

urlpatterns = [
    path("", help_page, name="help"),
    path("<str:token>/", help_walk, name="help-walk"),
]
