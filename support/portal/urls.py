from django.urls import path

from support.portal.views import status_page
from support.portal.wishes import unsubscribe

urlpatterns = [
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("<str:token>/", status_page, name="status-page"),
]
